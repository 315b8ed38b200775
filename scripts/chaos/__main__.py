"""Places orders with a fleet while everything around it breaks; then compares what was promised with what is there.

Variables: MINUTES (2) and SEED (1) decide which faults happen when, and which shoppers come; the same two give the same
run. RATE orders a second (6). PROFILE dev (default) or release, or BIN, a folder of programs that were built before.
KEEP keeps the folder with data and logs, which is kept after a failure anyway. Run it as `make chaos`.
"""

import asyncio
import json
import os
import random
import sqlite3
import sys
import time
from pathlib import Path

from fleet.network import free_port
from fleet.process import Failed
from fleet.topology import Fleet, build

from . import schedule, windows
from .drain import drained
from .faults import Bank, Breaker
from .proxy import Proxy
from .shoppers import Crowd
from .snapshot import Database, take
from .verify import verify
from .wire import Site

SETTINGS = {
    "PENDEN_LIMITS__ENABLED": "false",
    # Orders that were declined wait for another card throughout the run.
    "PENDEN_SHOP__HOLD_MINUTES": "600",
    "PENDEN_TELEMETRY__LOG": "info,access=warn",
}
# As platform/default.toml has it.
BANK_KEY = "sandbox-demo-key"


def products(folder, seed):
    """A catalogue of which some things sell out. Returns its file."""
    rng = random.Random(f"products {seed}")
    stock = [100_000] * 24 + [rng.randint(5, 60) for _ in range(8)]
    lines = [f"CHAOS-{n:02},Thing {n},{rng.randint(1, 90)}.{rng.randint(0, 99):02},{count}"
             for n, count in enumerate(stock)]
    (folder / "stock_put_in.jsonl").write_text(
        "".join(json.dumps({"sku": f"CHAOS-{n:02}", "quantity": count}) + "\n" for n, count in enumerate(stock)))
    file = folder / "products.csv"
    file.write_text("\n".join(["sku,product,price,stock", *lines, ""]))
    return file


async def variants(site):
    """The ids of everything on offer, by SKU."""
    listed = await site.ask("GET", "/api/v1/products?limit=100")
    found = {}
    for product in listed.body["items"]:
        detail = await site.ask("GET", f"/api/v1/products/{product['slug']}")
        found |= {variant["sku"]: variant["id"] for variant in detail.body["variants"]}
    return [found[sku] for sku in sorted(found)]


class Run:
    def __init__(self, minutes, seed, rate):
        self.minutes, self.seed, self.rate = minutes, seed, rate
        self.faults = schedule.draw(seed, minutes)
        self.proxies = {}
        self.complaints = []

    def settings_of(self, name, fleet):
        """Workers reach Redis through a proxy each; one worker and one api reach the database through one."""
        settings = {}
        if name.startswith("worker"):
            settings["REDIS_URL"] = f"redis://127.0.0.1:{self.proxy('redis', fleet.redis.port)}"
        if name in ("worker-1", "api-1"):
            port = self.proxy("postgres", fleet.postgres.port)
            settings["DATABASE_URL"] = fleet.postgres.url.replace(f":{fleet.postgres.port}/", f":{port}/")
        return settings

    def proxy(self, thing, port):
        proxy = Proxy(free_port(), port)
        self.proxies.setdefault(thing, []).append(proxy)
        return proxy.port

    async def seed_shop(self, fleet):
        await fleet.command("import", "products", str(products(fleet.folder, self.seed)))
        for proxy in sum(self.proxies.values(), []):
            await proxy.start()

    async def perform(self, fleet):
        """Load and faults, then rest. Returns the number of differences."""
        await fleet.start(self.seed_shop)
        site, database = Site(fleet.nginx.port), Database(fleet.postgres.url)
        breaker = Breaker(fleet, Bank(Site(fleet.sandbox_port), BANK_KEY), self.proxies, database)
        crowd = Crowd(site, self.seed, await variants(site))
        watch = asyncio.create_task(self.watch(fleet, breaker))
        began = time.monotonic()
        await asyncio.gather(breaker.run(self.faults, began), crowd.arrive(self.rate, self.minutes * 60))
        calm = time.monotonic()
        print(f"chaos: {len(crowd.purchases)} shoppers came, {len(breaker.record)} faults were done; "
              "now it comes to rest", flush=True)
        late = await crowd.leave(within=200)
        if late:
            self.complaints.append(f"{late} shoppers are still waiting for an answer")
        left = await drained(database, lambda: undelivered(fleet), within=180 + 20 * self.minutes)
        rest = time.monotonic() - calm
        if left:
            self.complaints.append(f"after {rest:.0f} s of calm there is still something to do: {left}")
        for replica in fleet.replicas:
            if not await replica.is_ready():
                self.complaints.append(f"{replica.name} has not recovered: it is not ready")
        watch.cancel()
        print(f"chaos: at rest after {rest:.0f} s\n", flush=True)
        crowd.save(fleet.folder / "purchases.jsonl")
        found = verify(take(fleet.folder, fleet.postgres.url))
        self.availability(crowd, breaker, began, calm)
        self.complaints += breaker.complaints
        return found

    def availability(self, crowd, breaker, began, end):
        measured = windows.measure(crowd.attempts, breaker.record, end)
        failed = measured["failed"]
        share = 100 * (1 - len(failed) / measured["placed"]) if measured["placed"] else 0.0
        print(f"{'orders placed while only Redis was down':66}{measured['placed']:>8} asked,    "
              f"{measured['placed'] - len(failed):>8} answered: {share:.2f} %  ({measured['windows']} windows, "
              f"{measured['seconds']:.0f} s; median {measured['median'] * 1000:.0f} ms, slowest "
              f"{measured['slowest'] * 1000:.0f} ms)")
        if share < 100:
            self.complaints.append(f"availability without Redis is {share:.2f} %, not 100 %")
        for attempt in failed:
            lately = [broken for broken in breaker.record if attempt.begun - 30 < broken.end and broken.begin < attempt.ended]
            print(f"  not answered: at {attempt.begun - began:.1f} s, status {attempt.status}, after "
                  f"{attempt.ended - attempt.begun:.1f} s; broken lately: "
                  + ", ".join(f"{broken.kind} until {broken.end - began:.1f} s" for broken in lately))
        whole = [attempt for attempt in crowd.attempts if 0 < attempt.status < 500]
        print(f"{'orders placed, all along':66}{len(crowd.attempts):>8} asked,    {len(whole):>8} answered")

    async def watch(self, fleet, breaker):
        """Notices processes that end though nobody broke them, and starts them again."""
        while True:
            for replica in fleet.replicas:
                if not replica.is_running and replica.name not in breaker.busy:
                    self.complaints.append(f"{replica.name} ended by itself ({replica.child.returncode})")
                    await replica.start()
            await asyncio.sleep(0.2)


def undelivered(fleet):
    books = sqlite3.connect(f"file:{fleet.folder}/sandbox/sandbox.db?mode=ro", uri=True)
    return books.execute("SELECT COUNT(*) FROM events WHERE delivered_at IS NULL").fetchone()[0]


async def main():
    minutes, seed = float(os.environ.get("MINUTES") or 2), os.environ.get("SEED") or "1"
    run = Run(minutes, seed, float(os.environ.get("RATE") or 6))
    print(f"chaos: seed {seed}, {minutes:g} minutes, {run.rate:g} orders a second, {len(run.faults)} faults:")
    print("".join(f"  {fault}\n" for fault in run.faults), flush=True)
    programs = os.environ.get("BIN")
    fleet = Fleet(Path(programs).resolve() if programs else build(os.environ.get("PROFILE") or "dev"),
                  settings=SETTINGS, settings_of=run.settings_of)
    found = 0
    try:
        found = await run.perform(fleet)
    except Failed as failure:
        run.complaints.append(str(failure))
    finally:
        run.complaints += await fleet.stop()
        for proxy in sum(run.proxies.values(), []):
            if proxy.server:
                proxy.stop()
    for complaint in run.complaints:
        print(f"chaos: {complaint}")
    is_clean = not found and not run.complaints
    if is_clean and not os.environ.get("KEEP"):
        fleet.remove()
    else:
        print(f"chaos: data and logs are kept in {fleet.folder}")
    again = f"MINUTES={minutes:g} SEED={seed}"
    print(f"chaos: clean, {again}" if is_clean else
          f"chaos: FAILED, {found} differences and {len(run.complaints)} complaints; again with make chaos {again}")
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
