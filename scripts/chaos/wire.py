"""One HTTP request over a connection of its own, so that what was sent and what was answered is never in doubt."""

import asyncio
import json
from dataclasses import dataclass


@dataclass
class Answer:
    status: int
    body: object

    @property
    def code(self):
        return self.body.get("code") if isinstance(self.body, dict) else None


class Site:
    def __init__(self, port):
        self.port = port

    async def ask(self, method, path, body=None, headers=None, within=12.0):
        """The answer; None when there was none, or not all of it."""
        try:
            async with asyncio.timeout(within):
                return await self.exchange(method, path, body, headers or {})
        except (OSError, TimeoutError, EOFError, ValueError, IndexError):
            return None

    async def exchange(self, method, path, body, headers):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
            lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close",
                     f"Content-Length: {len(content)}"]
            if body is not None and "Content-Type" not in headers:
                lines.append("Content-Type: application/json")
            lines += [f"{name}: {value}" for name, value in headers.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode() + content)
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head.split(b" ", 2)[1])
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
            if fields.get(b"transfer-encoding") == b"chunked":
                text = await read_chunks(reader)
            else:
                text = await reader.readexactly(int(fields.get(b"content-length", b"0")))
        finally:
            writer.close()
        try:
            return Answer(status, json.loads(text) if text else None)
        except ValueError:
            return Answer(status, None)


async def read_chunks(reader):
    content = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        content += await reader.readexactly(size)
        await reader.readexactly(2)
    return content
