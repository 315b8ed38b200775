"""A TCP proxy that can become a black hole: it goes on accepting, forwards nothing, and closes nothing.

Connections that were swallowed stay so when the hole is mended, as after a router has forgotten them: neither side is
ever told. Whoever waits on one has to notice by itself.
"""

import asyncio


class Proxy:
    def __init__(self, port, target_port):
        self.port = port
        self.target_port = target_port
        self.is_hole = False
        self.connections = set()
        self.server = None

    async def start(self):
        self.server = await asyncio.start_server(self.connect, "127.0.0.1", self.port)

    def stop(self):
        self.server.close()
        for connection in list(self.connections):
            connection.task.cancel()

    def swallow(self):
        self.is_hole = True
        for connection in self.connections:
            connection.is_swallowed = True

    def mend(self):
        self.is_hole = False

    async def connect(self, reader, writer):
        connection = Connection(asyncio.current_task(), self.is_hole)
        self.connections.add(connection)
        try:
            await connection.forward(reader, writer, self.target_port)
        except (OSError, asyncio.CancelledError):
            pass  # One side is gone, or this program ends.
        finally:
            self.connections.discard(connection)
            writer.close()


class Connection:
    def __init__(self, task, is_swallowed):
        self.task = task
        self.is_swallowed = is_swallowed

    async def forward(self, reader, writer, target_port):
        there, other = await asyncio.open_connection("127.0.0.1", target_port)
        try:
            await asyncio.gather(self.pump(reader, other), self.pump(there, writer))
        finally:
            other.close()

    async def pump(self, reader, writer):
        while data := await reader.read(65536):
            if not self.is_swallowed:
                writer.write(data)
                await writer.drain()
        if self.is_swallowed:
            # Not even the end of one side reaches the other.
            await asyncio.Event().wait()
        writer.close()
