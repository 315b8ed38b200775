"""Puts jobs into the ledger at a steady rate, beside one worker and one scheduler with short retention, and watches what
must not grow: the worker's memory, the time of a claim, the size of the ledger. Prints a table and a verdict.

Settings, as variables: JOBS (1000000), RATE a second (2000), KIND (catalog.invalidate), KEPT minutes of finished jobs
(1), PROFILE dev|release (release), PROGRAMS a folder with built programs.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fleet.process import Failed, Process, run
from fleet.servers import Postgres, Redis
from fleet.topology import Penden, build

from .verdict import judge, table

JOBS = int(os.environ.get("JOBS") or 1_000_000)
RATE = int(os.environ.get("RATE") or 2_000)
KIND = os.environ.get("KIND") or "catalog.invalidate"
KEPT = int(os.environ.get("KEPT") or 1)
SAMPLES = 20
PRUNE_EVERY = 15

PUSH = """INSERT INTO jobs (id, kind, queue, payload, state, run_at, attempts, max_attempts, generation, trace_id, errors,
created_at) SELECT gen_random_uuid(), '{kind}', '{queue}', '{payload}', 'pending', now(), 0, 25, 0, repeat('0', 32), '[]',
now() FROM generate_series(1, {count})"""
SAMPLE = """SELECT (SELECT count(*) FROM jobs WHERE state <> 'done'), (SELECT count(*) FROM jobs),
pg_table_size('jobs'), pg_indexes_size('jobs'),
(SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE query ILIKE 'UPDATE%"jobs"%"generation" + %'),
(SELECT coalesce(sum(total_exec_time), 0) FROM pg_stat_statements WHERE query ILIKE 'UPDATE%"jobs"%"generation" + %')"""


def payload():
    return '{"product_id": null}' if KIND == "catalog.invalidate" else "{}"


class Soak:
    def __init__(self, programs, folder):
        settings = ("shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=top",
                    "shared_buffers=256MB", "max_wal_size=4GB")
        self.programs, self.folder = programs, folder
        self.postgres, self.redis = Postgres(folder, settings), Redis(folder)
        self.settings = {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "PENDEN_DATA_DIR": str(folder / "data"),
            "PENDEN_RETENTION__FINISHED_JOBS_MINUTES": str(KEPT),
            "PENDEN_TELEMETRY__LOG": "warn",
        }
        self.pushed, self.samples = 0, []
        self.queue = ""

    def member(self, role, listen):
        return Penden(role, self.programs / f"penden-{role}", self.folder, self.settings, listen)

    async def sql(self, text):
        psql = await asyncio.create_subprocess_exec(
            "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text, self.postgres.url,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, error = await psql.communicate()
        if psql.returncode:
            raise Failed(error.decode().strip())
        return out.decode().strip()

    async def run(self):
        (self.folder / "data").mkdir()
        await self.postgres.create()
        await asyncio.gather(self.postgres.start(), self.redis.start())
        await run([self.programs / "penden", "migrate"], self.folder / "commands.log", self.settings)
        await self.sql("CREATE EXTENSION pg_stat_statements")
        worker = self.member("worker", "PENDEN_WORKER__LISTEN")
        scheduler = self.member("scheduler", "PENDEN_SCHEDULER__LISTEN")
        await asyncio.gather(worker.start_and_wait(), scheduler.start_and_wait())
        try:
            await asyncio.gather(self.push(), self.watch(worker))
        finally:
            for process in (scheduler, worker, self.redis, self.postgres):
                await process.stop()

    async def push(self):
        """Every second what is due by then, so that a slow second is made up for; retention is asked for as well."""
        begun, pruned = time.monotonic(), 0
        while self.pushed < JOBS:
            elapsed = time.monotonic() - begun
            due = min(int(elapsed * RATE), JOBS) - self.pushed
            if due > 0:
                await self.sql(PUSH.format(kind=KIND, queue="projections", payload=payload(), count=due))
                self.pushed += due
            if elapsed - pruned >= PRUNE_EVERY:
                pruned = elapsed
                await self.sql(PUSH.format(kind="retention.prune", queue="maintenance", payload="{}", count=1))
            await asyncio.sleep(1)

    async def watch(self, worker):
        """A sample whenever another part of all jobs is done, and one at the end."""
        calls, spent, begun = 0, 0.0, time.monotonic()
        while len(self.samples) < SAMPLES:
            await asyncio.sleep(1)
            waiting, rows, heap, indexes, new_calls, new_spent = (await self.sql(SAMPLE)).split("|")
            done = self.pushed - int(waiting)
            if done < JOBS * (len(self.samples) + 1) // SAMPLES - 5:
                if time.monotonic() - begun > 60 + 20 * JOBS / RATE:
                    raise Failed(f"only {done} of {JOBS} jobs are done after twenty times the time they were given")
                continue
            claims, took = int(new_calls) - calls, float(new_spent) - spent
            calls, spent = int(new_calls), float(new_spent)
            self.samples.append({
                "seconds": time.monotonic() - begun, "done": done, "waiting": int(waiting), "rows": int(rows),
                "rss": resident(worker.pid), "heap": int(heap), "indexes": int(indexes),
                "claim_ms": took / claims if claims else 0.0, "job_us": 1000 * took / max(1, done / SAMPLES),
            })
            print(table(self.samples[-1:], header=len(self.samples) == 1), flush=True)


def resident(pid):
    """Bytes of memory that the process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def main():
    programs = os.environ.get("PROGRAMS")
    programs = Path(programs).resolve() if programs else build(os.environ.get("PROFILE") or "release")
    with tempfile.TemporaryDirectory(prefix="penden-soak.") as folder:
        Path(folder).chmod(0o755)
        soak = Soak(programs, Path(folder))
        try:
            asyncio.run(soak.run())
        except Failed as failure:
            sys.exit(f"soak: {failure}")
    complaints = judge(soak.samples)
    for complaint in complaints:
        print(f"soak: {complaint}")
    print(f"soak: {JOBS} jobs of {KIND} at {RATE}/s: " + ("NOT flat" if complaints else "flat memory, flat claim time, flat ledger"))
    sys.exit(bool(complaints))


main()
