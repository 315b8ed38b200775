"""Free ports, and the shortest possible look at whether somebody answers on one."""

import asyncio
import socket

TAKEN = set()


def free_port():
    """A loopback port that was free a moment ago and was not handed out by this program before."""
    while True:
        with socket.socket() as candidate:
            candidate.bind(("127.0.0.1", 0))
            port = candidate.getsockname()[1]
        if port not in TAKEN:
            TAKEN.add(port)
            return port


async def status(port, path, within=3):
    """The status of `GET path` on a local port, or None when there is no answer."""
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
                line = await reader.readline()
                return int(line.split()[1]) if line else None
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError, IndexError):
        return None


async def says(port, question, answer, within=2):
    """Whether the server on a local port answers the bytes `question` with `answer`."""
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(question)
                return (await reader.read(len(answer))) == answer
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
