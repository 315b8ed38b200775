"""A mail server that delivers nothing, keeps a note of everything, and misbehaves when it is told to.

| mode | effect |
|---|---|
| `none` | takes every mail |
| `refuse` | hangs up on whoever connects |
| `error` | turns every mail down for now: 451 |
| `stall` | takes the mail and says nothing more |
| `after_work` | takes the mail, then hangs up instead of saying so |
"""

import asyncio
import email
import json
from email import policy

from .network import free_port

MODES = ("none", "refuse", "error", "stall", "after_work")


class SmtpSink:
    def __init__(self, folder):
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.mode = "none"
        self.mails = []
        self.file = (folder / "mails.jsonl").open("a", buffering=1)
        self.server = None
        self.sessions = set()

    async def start(self):
        self.server = await asyncio.start_server(self.session, "127.0.0.1", self.port, limit=1 << 24)

    async def stop(self):
        self.server.close()
        for session in list(self.sessions):
            session.cancel()
        self.file.close()

    async def session(self, reader, writer):
        task = asyncio.current_task()
        self.sessions.add(task)
        try:
            if self.mode != "refuse":
                await self.converse(reader, writer)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # The client hung up, or this server ends.
        finally:
            self.sessions.discard(task)
            writer.close()

    async def converse(self, reader, writer):
        async def say(line):
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        await say("220 sink ESMTP")
        recipients = []
        while line := await reader.readline():
            word = line[:4].upper()
            if self.mode == "refuse":
                return
            if word == b"EHLO":
                await say("250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif word == b"RCPT":
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
                await say("250 OK")
            elif word == b"DATA":
                await say("354 go on")
                content = await reader.readuntil(b"\r\n.\r\n")
                if not await self.take(content[:-5], recipients, say):
                    return
                recipients = []
            elif word == b"QUIT":
                return await say("221 bye")
            else:
                await say("250 OK")

    async def take(self, content, recipients, say):
        """Whether the conversation goes on."""
        mode = self.mode
        if mode == "error":
            await say("451 not now")
            return True
        message = email.message_from_bytes(content, policy=policy.default)
        for recipient in recipients:
            mail = {"message_id": message["Message-ID"], "to": recipient, "subject": message["Subject"],
                    "attachments": [part.get_filename() for part in message.iter_attachments()], "mode": mode}
            self.mails.append(mail)
            self.file.write(json.dumps(mail) + "\n")
        if mode == "stall":
            await asyncio.Event().wait()
        if mode == "after_work":
            return False
        await say("250 taken")
        return True
