"""One system under load: how many jobs a second, how long they take at half of that, and what a kill -9 costs."""

import re
import signal
import subprocess
import time
from pathlib import Path

from systems import Penden, end

KILLS = 10
BETWEEN_KILLS = 1.5
# The rate of the jobs during the kills, unless half of the throughput is less.
KILL_RATE = 1000
LATENCY_SECONDS = 8
# Nothing done for so long: what is missing does not come any more. BullMQ looks for stalled jobs every 30 seconds.
PATIENCE = 45


class Redis:
    def __init__(self, url):
        self.url = url

    def run(self, *command):
        return subprocess.run(["redis-cli", "-u", self.url, *command], capture_output=True, text=True, check=True).stdout

    def flush(self):
        self.run("FLUSHALL")

    def done(self):
        return int(self.run("LLEN", "done"))

    def notes(self):
        """(number, milliseconds) of all jobs that were done."""
        lines = self.run("LRANGE", "done", "0", "-1").split()
        return [(int(number), float(millis)) for number, millis in (line.split(":") for line in lines)]


def percentile(values, share):
    values = sorted(values)
    return values[min(int(len(values) * share), len(values) - 1)] if values else float("nan")


def memory(process):
    """MiB of a worker and its children, shared pages shared out."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) == process.pid:  # Its session.
                rollup = (status.parent / "smaps_rollup").read_text()
                total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1))
        except (OSError, IndexError, AttributeError):
            pass
    return total / 1024


def wait_for(redis, count, started=None):
    """Until all are done, or nothing has happened for a while. Returns the seconds to the last one."""
    started = started or time.time()
    seen, last = -1, time.time()
    while True:
        done = redis.done()
        if done != seen:
            seen, last = done, time.time()
        if done >= count:
            numbers = len({number for number, _ in redis.notes()}) if done > count else count
            if numbers >= count:
                return last - started
        if time.time() - last > PATIENCE:
            return last - started
        time.sleep(0.02)


def said(push):
    """What `penden ping` says."""
    output, _ = push.communicate()
    found = re.search(r": (\d+) a second.*p50 ([\d.]+) ms, p99 ([\d.]+) ms; lost (\d+)", output)
    if push.returncode != 0 or not found:
        raise RuntimeError(f"penden ping failed: {output}")
    return [float(part) for part in found.groups()]


def run(system, redis, count, rate=None):
    """Jobs a second, p50, p99."""
    if isinstance(system, Penden):
        throughput, p50, p99, _ = said(system.push(count, rate))
        return throughput, p50, p99
    redis.run("DEL", "done")
    started = time.time()
    push = system.push(count, rate)
    took = wait_for(redis, count, started)
    push.wait()
    waits = [millis for _, millis in redis.notes()]
    return count / took, percentile(waits, 0.5), percentile(waits, 0.99)


def kills(system, redis, rate):
    """Jobs lost and jobs done twice."""
    count = int(rate * (KILLS + 1) * BETWEEN_KILLS)
    redis.run("DEL", "done")
    worker = system.start()
    time.sleep(3)
    push = system.push(count, rate)
    for _ in range(KILLS):
        time.sleep(BETWEEN_KILLS)
        end(worker, signal.SIGKILL)
        worker = system.start()
    try:
        if isinstance(system, Penden):
            return count, int(said(push)[3]), None
        push.wait()
        wait_for(redis, count)
        notes = redis.notes()
        numbers = {number for number, _ in notes}
        return count, count - len(numbers), len(notes) - len(numbers)
    finally:
        end(worker)


def measure(system, redis, scale):
    redis.flush()
    worker = system.start()
    try:
        time.sleep(5)
        run(system, redis, max(int(system.jobs * scale / 10), 100))  # To warm up.
        throughput, _, _ = run(system, redis, int(system.jobs * scale))
        half = max(int(throughput / 2), 1)
        _, p50, p99 = run(system, redis, int(half * LATENCY_SECONDS * scale), half)
        used = memory(worker)
        worker_died = worker.poll() is not None
    finally:
        end(worker)
    if worker_died:
        raise RuntimeError(f"the worker of {system.name} ended by itself; look into {system.log.name}")
    count, lost, doubled = kills(system, redis, min(half, KILL_RATE))
    return {
        "name": system.name, "throughput": throughput, "half": half, "p50": p50, "p99": p99, "memory": used,
        "killed": count, "lost": lost, "doubled": doubled,
    }
