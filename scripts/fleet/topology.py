"""Everything that docker-compose.yml starts: which processes, how they reach each other, in what order they come up."""

import asyncio
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from .network import free_port, status
from .process import Failed, Process, run
from .servers import ROOT, Nginx, Postgres, Redis
from .smtp_sink import SmtpSink

PROGRAMS = ("penden", "penden-api", "penden-worker", "penden-scheduler")


def build(profile):
    """Builds the programs (`dev` or `release`); returns the folder that they are in."""
    # The whole workspace, so that the features are those that scripts/test has built already.
    subprocess.run(["cargo", "build", "--quiet", "--locked", "--workspace", "--bins", "--profile", profile],
                   cwd=ROOT, check=True)
    metadata = subprocess.run(["cargo", "metadata", "--no-deps", "--format-version", "1", "--locked"],
                              cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return Path(json.loads(metadata)["target_directory"]) / ("debug" if profile == "dev" else profile)


class Penden(Process):
    """One of our own processes, which answers for its health on a port."""

    def __init__(self, name, program, log_folder, environment, listen):
        self.port = free_port()
        super().__init__(name, [program], log_folder, environment | {listen: f"127.0.0.1:{self.port}"})

    async def is_ready(self):
        return await status(self.port, "/health/ready") == 200

    async def start_and_wait(self):
        await self.start()
        await self.until(self.is_ready)


class Fleet:
    """`settings` are variables for every process; `settings_of`, given a replica's name and the fleet, adds its own."""

    def __init__(self, programs, apis=2, workers=3, schedulers=2, settings=None, settings_of=lambda name, fleet: {}):
        missing = [name for name in PROGRAMS if not (programs / name).is_file()]
        if missing:
            raise Failed(f"{programs} holds no {', '.join(missing)}: build it first")
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="penden-fleet."))
        self.folder.chmod(0o755)  # PostgreSQL runs as another user.
        self.postgres = Postgres(self.folder)
        self.redis = Redis(self.folder)
        self.sink = SmtpSink(self.folder)
        sandbox_port, api_ports = free_port(), [free_port() for _ in range(apis)]
        self.nginx = Nginx(self.folder, api_ports, sandbox_port)
        self.url = f"http://127.0.0.1:{self.nginx.port}"
        self.settings = {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "SMTP_URL": self.sink.url,
            "PENDEN_DATA_DIR": str(self.folder / "data"),
            "PENDEN_HTTP__PUBLIC_URL": self.url,
            "PENDEN_HTTP__TRUSTED_PROXIES": '["127.0.0.1"]',
            "PENDEN_PAYMENTS__SANDBOX__URL": f"http://127.0.0.1:{sandbox_port}",
            "PENDEN_DATABASE__MAX_CONNECTIONS": "8",
            **(settings or {}),
        }
        # As in the compose file: its own database, its notices go to the shop, its pages are behind the edge.
        self.sandbox = Process("sandbox", [programs / "penden", "sandbox"], self.folder, self.settings | {
            "PENDEN_DATA_DIR": str(self.folder / "sandbox"),
            "PENDEN_HTTP__LISTEN": f"127.0.0.1:{sandbox_port}",
            "PENDEN_PAYMENTS__SANDBOX__URL": f"{self.url}/sandbox",
        })
        self.sandbox_port = sandbox_port

        def member(role, number, listen):
            name = f"{role}-{number}"
            environment = self.settings | settings_of(name, self)
            return Penden(name, programs / f"penden-{role}", self.folder, environment, listen)

        self.apis = [member("api", number, "PENDEN_HTTP__LISTEN") for number in range(1, apis + 1)]
        for api, port in zip(self.apis, api_ports):
            api.port = port
            api.environment["PENDEN_HTTP__LISTEN"] = f"127.0.0.1:{port}"
        self.workers = [member("worker", number, "PENDEN_WORKER__LISTEN") for number in range(1, workers + 1)]
        self.schedulers = [member("scheduler", number, "PENDEN_SCHEDULER__LISTEN")
                           for number in range(1, schedulers + 1)]
        self.replicas = self.apis + self.workers + self.schedulers

    async def start(self, seed):
        """Brings everything up; `seed`, an asynchronous function of the fleet, fills the shop before anybody serves."""
        (self.folder / "data").mkdir()
        await self.postgres.create()
        await asyncio.gather(self.postgres.start(), self.redis.start(), self.sink.start())
        await self.command("migrate")
        await seed(self)
        await self.start_sandbox()
        await asyncio.gather(*(replica.start_and_wait() for replica in self.replicas))
        await self.nginx.start()

    async def start_sandbox(self):
        await self.sandbox.start()

        async def answers():
            return await status(self.sandbox_port, "/") == 200

        await self.sandbox.until(answers)

    async def command(self, *arguments):
        """Runs one of penden's commands to its end."""
        await run([self.programs / "penden", *arguments], self.folder / "commands.log", self.settings)

    async def seed_demo(self):
        await self.command("demo", "--fill")

    @property
    def processes(self):
        return [self.nginx, *self.replicas, self.sandbox, self.redis, self.postgres]

    async def stop(self):
        """Stops everything, in the order in which it is leant on. Returns what did not stop well."""
        complaints = []

        async def stop(process, **how):
            try:
                code = await process.stop(**how)
                if code:
                    complaints.append(f"{process.name} ended with {code}")
            except Failed as failure:
                complaints.append(str(failure))

        if self.nginx.is_running:
            await stop(self.nginx)
        for group in (self.replicas, [self.sandbox], [self.redis], [self.postgres]):
            await asyncio.gather(*(stop(process) for process in group if process.is_running))
        if self.sink.server:
            await self.sink.stop()
        return complaints

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
