"""One process of the fleet: started, signalled and ended by its id, its output in a file of its own."""

import asyncio
import os
import signal
import time
from pathlib import Path


class Failed(Exception):
    """What cannot be mended by waiting; the message says what to do."""


class Process:
    """A program that may be stopped and started again, always with the same arguments and environment."""

    def __init__(self, name, command, log_folder, environment=None, user=None):
        self.name = name
        self.command = [str(part) for part in command]
        self.environment = environment or {}
        self.log = Path(log_folder) / f"{name}.log"
        self.user = user
        self.child = None
        self.stopped = False

    @property
    def pid(self):
        return self.child.pid if self.is_running else None

    @property
    def is_running(self):
        return self.child is not None and self.child.returncode is None

    async def start(self):
        """Starts it. It is ended by the kernel should this program be killed, and Ctrl-C does not reach it."""
        prefix = ["setpriv", "--pdeathsig", "INT"]
        if self.user:
            prefix += [f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]
        with self.log.open("ab") as log:
            self.child = await asyncio.create_subprocess_exec(
                *prefix, *self.command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                env=clean_environment() | self.environment, start_new_session=True)

    def send(self, number):
        if self.is_running:
            self.child.send_signal(number)

    async def kill(self):
        """Ends it without a word, and waits until it is gone."""
        self.send(signal.SIGKILL)
        await self.ended()

    async def stop(self, number=signal.SIGTERM, within=40):
        """Asks it to end; one that does not within so many seconds is killed, and that is an error."""
        self.send(number)
        try:
            return await asyncio.wait_for(self.ended(), within)
        except asyncio.TimeoutError:
            await self.kill()
            raise Failed(f"{self.name} did not end within {within} s of {signal.Signals(number).name}") from None

    async def ended(self):
        return await self.child.wait() if self.child else 0

    async def until(self, is_ready, within=60):
        """Waits until `is_ready`, an asynchronous check, says yes; fails if the process ends before."""
        deadline = time.monotonic() + within
        while not await is_ready():
            if not self.is_running:
                raise Failed(f"{self.name} ended by itself; the end of its log:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise Failed(f"{self.name} is not ready after {within} s; the end of its log:\n{self.tail()}")
            await asyncio.sleep(0.05)

    def tail(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def clean_environment():
    """This program's environment without any setting of Penden, so that nothing of the caller's own gets in."""
    ours = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "SENTRY_DSN", "RUST_LOG", "NOTIFY_SOCKET")
    return {name: value for name, value in os.environ.items() if not name.startswith("PENDEN_") and name not in ours}


async def run(command, log, environment=None):
    """Runs a command to its end, its output at the end of `log`."""
    process = Process(Path(log).stem, command, Path(log).parent, environment)
    await process.start()
    if await process.ended():
        raise Failed(f"{' '.join(map(str, command))} failed; the end of its log:\n{process.tail()}")
