"""Compares job systems in one run and prints one table; see scripts/bench-jobs.

    python3 scripts/job-queues FOLDER BINARIES PEERS REDIS_URL DATABASE_URL
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from measure import Redis, measure
from systems import Penden, systems

BEGIN, END = "<!-- bench-jobs: begin -->", "<!-- bench-jobs: end -->"


def table(results):
    lines = [
        "| | jobs/s | at half load: p50 | p99 | memory of the worker | lost by 10 kill -9 | run twice |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for result in results:
        doubled = "–" if result["doubled"] is None else result["doubled"]
        lines.append(
            f"| {result['name']} | {result['throughput']:.0f} | {result['p50']:.1f} ms | {result['p99']:.1f} ms "
            f"| {result['memory']:.0f} MiB | {result['lost']} of {result['killed']} | {doubled} |"
        )
    return "\n".join(lines)


def write(file, text):
    page = Path(file).read_text()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    Path(file).write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def main():
    folder, binaries, peers, redis_url, database = sys.argv[1:]
    redis, scale = Redis(redis_url), float(os.environ.get("SCALE", "1"))
    only = os.environ.get("ONLY", "").lower()
    results = []
    for system in systems(folder, binaries, peers, redis_url, database):
        if only and only not in system.name.lower():
            continue
        scheduler = None
        if isinstance(system, Penden):
            penden, environment = Path(binaries), system.environment
            subprocess.run([penden / "penden", "migrate"], env=environment, check=True)
            scheduler = subprocess.Popen([penden / "penden-scheduler"], env=environment, stdin=subprocess.DEVNULL)
        try:
            results.append(measure(system, redis, scale))
            print(results[-1], file=sys.stderr, flush=True)
        finally:
            if scheduler:
                scheduler.terminate()
                scheduler.wait()
    day = time.strftime("%Y-%m-%d", time.gmtime())
    text = f"Measured on {day} with `scripts/bench-jobs`, release build, two cores.\n\n{table(results)}"
    print(text)
    if os.environ.get("WRITE"):
        write(os.environ["WRITE"], text)


main()
