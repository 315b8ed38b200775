"""The job systems that are compared: how each is started, and how jobs are put into it."""

import os
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOBS = ROOT / "bench" / "jobs"
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}


class System:
    """A worker is started with `work`; `push` and the number of jobs, perhaps with a rate, enqueue."""

    def __init__(self, name, work, push, jobs, log, environment=()):
        self.name, self.work, self.push_command, self.jobs = name, work, push, jobs
        self.log = open(log, "ab")
        self.environment = {**os.environ, **dict(environment)}

    def start(self):
        """A worker in a session of its own, so that its children can be killed with it."""
        return subprocess.Popen(
            [str(part) for part in self.work], env=self.environment, start_new_session=True, stderr=self.log, **QUIET
        )

    def push(self, count, rate=None):
        command = [*self.push_command, count, *self.rate(rate)]
        return subprocess.Popen([str(part) for part in command], env=self.environment, stderr=self.log, **QUIET)

    def rate(self, rate):
        return [rate] if rate else []


class WithOption(System):
    def rate(self, rate):
        return ["--rate", rate] if rate else []


class Penden(WithOption):
    """Waits until its jobs are done, and says itself how it went."""

    def push(self, count, rate=None):
        command = [*self.push_command, count, *self.rate(rate)]
        return subprocess.Popen(
            [str(part) for part in command], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.log, text=True,
        )


def end(process, how=signal.SIGTERM):
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        pass
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def systems(folder, binaries, peers, redis, database):
    """Those that are there, the limit first. `peers` has the packages of other languages."""
    folder, binaries, peers = Path(folder), Path(binaries), Path(peers)
    redis_url = {"REDIS_URL": redis}
    queue = binaries / "queue"
    penden = {
        "DATABASE_URL": database, "REDIS_URL": redis, "PENDEN_REDIS__NAMESPACE": "penden", "RUST_LOG": "warn",
        "PENDEN_DATA_DIR": str(folder / "penden"),
    }
    found = [
        WithOption("Redis alone: LPUSH, BRPOP (the limit)", [queue, "limit", 16], [queue, "push"], 200_000,
                   folder / "limit.log", redis_url),
        Penden("**Penden**, durable on PostgreSQL",
               [binaries / "penden-worker", "--queues", "outbox,maintenance/512", "--concurrency", 512],
               [binaries / "penden", "ping", "--limit", 180, "--count"], 100_000, folder / "penden.log", penden),
        WithOption("rusty-sidekiq alone", [queue, "sidekiq", 16], [queue, "push"], 60_000,
                   folder / "rusty-sidekiq.log", redis_url),
    ]
    if (peers / "venv/bin/celery").exists():
        python = peers / "venv/bin/python"
        work = [python, "-m", "celery", "--workdir", JOBS, "-A", "celery_app", "worker", "-c", 2, "-l", "WARNING",
                "--without-gossip", "--without-mingle"]
        found.append(System("Celery, Redis, acks_late", work, [python, JOBS / "celery_app.py"], 10_000,
                            folder / "celery.log", redis_url))
    if (peers / "node_modules/bullmq").exists():
        environment = {**redis_url, "NODE_MODULES": str(peers / "node_modules")}
        node = ["node", JOBS / "bullmq.mjs"]
        found.append(System("BullMQ", [*node, "work", 50], [*node, "push"], 30_000, folder / "bullmq.log", environment))
    if subprocess.run(["ruby", "-e", "require 'sidekiq'"], capture_output=True).returncode == 0:
        work = ["sidekiq", "-r", JOBS / "sidekiq.rb", "-c", 10, "-q", "default"]
        found.append(System("Sidekiq (Ruby)", work, ["ruby", JOBS / "sidekiq.rb"], 30_000, folder / "sidekiq.log",
                            redis_url))
    return found
