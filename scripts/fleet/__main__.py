"""Starts the topology of docker-compose.yml as plain processes on this machine, and keeps it until Ctrl-C.

PostgreSQL, Redis, the payment sandbox, a mail sink, two api replicas behind nginx, three workers, two schedulers, and
the demo's people and products. Everything listens on loopback, on ports that were free; everything is stopped by its id,
and the folder with data and logs is removed. Variables: PROFILE (dev, the default, or release), APIS, WORKERS,
SCHEDULERS, KEEP (any value keeps the folder). Run it as `make fleet`.
"""

import asyncio
import os
import signal
import sys

from .process import Failed
from .topology import Fleet, build


def describe(fleet):
    def ports(group):
        return " ".join(f"{process.name}:{process.port}" for process in group)

    print(f"""
  The fleet is running.

  Shop          {fleet.url}/
  Swagger UI    {fleet.url}/docs
  Jobs          {fleet.url}/jobs
  Test cards    {fleet.url}/sandbox/

  Log in as     admin@penden.example, staff@penden.example or ada@penden.example, password penden-demo

  Health and metrics on 127.0.0.1, /health/ready and /metrics:
    {ports(fleet.apis)}
    {ports(fleet.workers)}
    {ports(fleet.schedulers)}

  PostgreSQL    {fleet.postgres.url}
  Redis         {fleet.redis.url}
  Mails sent    {fleet.folder}/mails.jsonl
  Logs          {fleet.folder}/*.log

  Ctrl-C stops all of it.
""", flush=True)


async def follow(fleet):
    """Until a signal comes, or a process ends that nobody told to."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    waiting = {asyncio.ensure_future(process.ended()): process for process in fleet.processes}
    stopped = asyncio.ensure_future(stop.wait())
    ended, _ = await asyncio.wait([stopped, *waiting], return_when=asyncio.FIRST_COMPLETED)
    for task in (stopped, *waiting):
        task.cancel()
    if stopped not in ended:
        lost = [waiting[task] for task in ended]
        raise Failed("\n".join(f"{process.name} ended by itself:\n{process.tail()}" for process in lost))


async def main():
    given = [name for name in ("APIS", "WORKERS", "SCHEDULERS") if os.environ.get(name)]
    replicas = {name.lower(): int(os.environ[name]) for name in given}
    fleet = Fleet(build(os.environ.get("PROFILE") or "dev"), **replicas)
    failure = ""
    try:
        await fleet.start(Fleet.seed_demo)
        describe(fleet)
        await follow(fleet)
        print("fleet: stopping", flush=True)
    except Failed as failed:
        failure = str(failed)
    finally:
        complaints = await fleet.stop()
        if os.environ.get("KEEP"):
            print(f"fleet: kept in {fleet.folder}")
        else:
            fleet.remove()
    for complaint in (failure, *complaints):
        if complaint:
            print(f"fleet: {complaint}", file=sys.stderr)
    return 1 if failure or complaints else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
