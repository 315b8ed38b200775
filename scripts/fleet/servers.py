"""PostgreSQL, Redis and nginx as private processes. Each can be stopped or killed, and started again on its data."""

import os
import pwd
import re
import shutil
import signal
import subprocess
from pathlib import Path

from .network import free_port, says, status
from .process import Failed, Process

ROOT = Path(__file__).resolve().parents[2]
# What a client sends to ask whether TLS is spoken; any PostgreSQL answers with one letter.
SSL_REQUEST = bytes([0, 0, 0, 8, 4, 210, 22, 47])


def installed(*names):
    """Installs Debian packages by the function that scripts/services has for it."""
    subprocess.run(["bash", "-c", 'source scripts/services && services_install "$@"', "bash", *names],
                   cwd=ROOT, check=True)


def postgres_folder():
    """The folder of initdb and postgres. Debian keeps it off the PATH."""
    find = ["bash", "-c", "source scripts/services && services_postgres_bin"]
    found = subprocess.run(find, cwd=ROOT, capture_output=True, text=True)
    if found.returncode:
        installed("postgresql")
        found = subprocess.run(find, cwd=ROOT, capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


def server_user():
    """An ordinary user to run servers as, since PostgreSQL refuses root; None when this is one."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody").pw_uid


class Postgres(Process):
    def __init__(self, folder, settings=()):
        self.bin = postgres_folder()
        self.data = folder / "postgres"
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        command = [self.bin / "postgres", "-D", self.data, "-p", self.port, "-c", "listen_addresses=127.0.0.1",
                   "-c", f"unix_socket_directories={self.data}"]
        for setting in ("max_connections=200", "shared_buffers=64MB", "log_min_messages=fatal", *settings):
            command += ["-c", setting]
        super().__init__("postgres", command, folder, user=server_user())

    async def create(self):
        self.data.mkdir()
        if self.user:
            shutil.chown(self.data, self.user)
        initdb = [self.bin / "initdb", f"--pgdata={self.data}", "--username=postgres", "--auth=trust",
                  "--encoding=UTF8", "--locale=C", "--no-sync"]
        making = Process("initdb", initdb, self.log.parent, user=self.user)
        await making.start()
        if await making.ended():
            raise Failed(f"initdb failed:\n{making.tail()}")

    async def start(self):
        await super().start()
        await self.until(lambda: says(self.port, SSL_REQUEST, b"N"))

    async def stop(self, number=signal.SIGINT, within=60):
        """INT ends open sessions, QUIT is a crash: what was not on the disk yet is recovered from the log."""
        return await super().stop(number, within)


class Redis(Process):
    def __init__(self, folder):
        if not shutil.which("redis-server"):
            installed("redis-server")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        command = ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--dir", folder,
                   "--daemonize", "no", "--save", "", "--appendonly", "no"]
        super().__init__("redis", command, folder)

    async def start(self):
        await super().start()
        await self.until(lambda: says(self.port, b"PING\r\n", b"+PONG\r\n"))


class Nginx(Process):
    """The edge, with the configuration of deploy/nginx: only names, ports and folders are put in for those here."""

    def __init__(self, folder, apis, sandbox):
        if not shutil.which("nginx"):
            installed("nginx-light")
        self.port = free_port()
        config = (ROOT / "deploy/nginx/nginx.conf").read_text().replace(" /tmp/", f" {folder}/nginx-")
        # Docker's name server lists the replicas; here they are listed. As there, none is remembered as failed.
        servers = "".join(f"        server 127.0.0.1:{port} max_fails=0;\n" for port in apis)
        for pattern, here in (
                (r"(?m)^ *resolver 127\.0\.0\.11 .*$", f"    upstream replicas {{\n{servers}    }}"),
                (r"(?m)^ *resolver_timeout .*$", ""),
                (r"http://api:8080", "http://replicas"),
                (r"http://sandbox:8080", f"http://127.0.0.1:{sandbox}"),
                (r"listen 8080;", f"listen 127.0.0.1:{self.port};"),
                (r"worker_processes auto;", "worker_processes 1;"),
                (r"access_log /dev/stdout", f"access_log {folder}/nginx-access.log"),
                (r"/dev/stderr", f"{folder}/nginx-error.log")):
            config, count = re.subn(pattern, here, config)
            if count != 1:
                raise Failed(f"deploy/nginx/nginx.conf has changed: {pattern} is in it {count} times")
        file = folder / "nginx.conf"
        file.write_text(config if os.geteuid() else f"user root;\n{config}")
        super().__init__("nginx", ["nginx", "-e", f"{folder}/nginx-error.log", "-c", file, "-g", "daemon off;"], folder)

    async def start(self):
        await super().start()
        await self.until(lambda: self.answers())

    async def answers(self):
        return await status(self.port, "/health/live") is not None

