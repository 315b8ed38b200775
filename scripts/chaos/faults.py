"""How each fault is done to the fleet, and undone; and a record of what was broken from when to when."""

import asyncio
import signal
import time
from dataclasses import dataclass

from fleet.process import Failed

# A replica that is asked to stop has ended by then, seconds.
STOP_WITHIN = 32.0
BANK_MODES = ("refuse", "error", "stall", "after_work")
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"


@dataclass
class Broken:
    """By the monotonic clock; `end` is infinite while it lasts."""
    kind: str
    target: str
    begin: float
    end: float = float("inf")


class Breaker:
    """Breaks a fleet. `proxies` stand between some replicas and `redis` or `postgres`."""

    def __init__(self, fleet, bank, proxies, database):
        self.fleet, self.bank, self.proxies, self.database = fleet, bank, proxies, database
        self.record = []
        self.complaints = []
        # Processes that are down because of us; any other that ends has ended by itself.
        self.busy = set()

    async def run(self, faults, began):
        """Does each fault at its time. Returns when all of them are mended."""
        running = []
        for fault in faults:
            await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
            running.append(asyncio.create_task(self.do(fault)))
        for done in await asyncio.gather(*running, return_exceptions=True):
            if isinstance(done, Exception):
                self.complaints.append(f"a fault could not be done or mended: {done!r}")

    async def do(self, fault):
        thing, how = fault.kind.split(".")
        group = {"api": self.fleet.apis, "worker": self.fleet.workers, "scheduler": self.fleet.schedulers}.get(thing)
        target = group[fault.target % len(group)] if group else None
        name = target.name if target else thing
        if name in self.busy:
            return  # It is down already.
        self.busy.add(name)
        broken = Broken(fault.kind, name, time.monotonic())
        self.record.append(broken)
        try:
            if target:
                await getattr(self, f"replica_{how}")(target, fault.seconds)
            elif thing == "mail":
                await self.mail(how, fault.seconds)
            elif thing == "bank" and how in BANK_MODES:
                await self.misbehave(how, fault.seconds)
            else:
                await getattr(self, f"{thing}_{how}")(fault)
        finally:
            broken.end = time.monotonic()
            self.busy.discard(name)

    async def replica_kill(self, replica, seconds):
        await replica.kill()
        await asyncio.sleep(seconds)
        await self.start_again(replica)

    async def replica_term(self, replica, seconds):
        began = time.monotonic()
        try:
            code = await replica.stop(within=STOP_WITHIN + 10)
        except Failed as failure:
            code = str(failure)
        took = time.monotonic() - began
        if code or took > STOP_WITHIN:
            self.complaints.append(f"{replica.name} was asked to stop: {code} after {took:.1f} s")
        await asyncio.sleep(seconds)
        await self.start_again(replica)

    async def replica_freeze(self, replica, seconds):
        replica.send(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        replica.send(signal.SIGCONT)

    async def start_again(self, replica):
        """As its supervisor would: until it is there. It cannot start while the database is away."""
        for _ in range(60):
            await replica.start()
            while replica.is_running:
                if await replica.is_ready():
                    return
                await asyncio.sleep(0.1)
            await asyncio.sleep(1)
        raise Failed(f"{replica.name} does not come up again:\n{replica.tail()}")

    async def redis_flush(self, _fault):
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.fleet.redis.port)
            writer.write(b"FLUSHALL\r\n")
            await reader.readline()
            writer.close()

    async def redis_restart(self, fault):
        await self.fleet.redis.kill()
        await asyncio.sleep(min(0.3, fault.seconds))
        await self.fleet.redis.start()

    async def redis_hang(self, fault):
        self.fleet.redis.send(signal.SIGSTOP)
        await asyncio.sleep(fault.seconds)
        self.fleet.redis.send(signal.SIGCONT)

    async def redis_gone(self, fault):
        await self.fleet.redis.kill()
        await asyncio.sleep(fault.seconds)
        await self.fleet.redis.start()

    async def redis_blackhole(self, fault):
        await self.blackhole(self.proxies["redis"], fault)

    async def postgres_blackhole(self, fault):
        await self.blackhole(self.proxies["postgres"], fault)

    async def blackhole(self, proxies, fault):
        proxy = proxies[fault.target % len(proxies)]
        proxy.swallow()
        await asyncio.sleep(fault.seconds)
        proxy.mend()

    async def postgres_cut(self, _fault):
        await asyncio.to_thread(self.database.rows, CUT)

    async def postgres_restart(self, fault):
        await self.fleet.postgres.stop(signal.SIGINT)
        await asyncio.sleep(fault.seconds)
        await self.fleet.postgres.start()

    async def postgres_crash(self, fault):
        """An immediate shutdown: what was not on the disk is lost, and recovered from the log as far as it goes."""
        await self.fleet.postgres.stop(signal.SIGQUIT)
        await asyncio.sleep(fault.seconds)
        await self.fleet.postgres.start()

    async def bank_kill(self, fault):
        await self.fleet.sandbox.kill()
        await asyncio.sleep(fault.seconds)
        await self.fleet.start_sandbox()

    async def misbehave(self, mode, seconds):
        await self.bank.misbehave(mode)
        await asyncio.sleep(seconds)
        await self.bank.misbehave("none")

    async def mail(self, mode, seconds):
        self.fleet.sink.mode = mode
        await asyncio.sleep(seconds)
        self.fleet.sink.mode = "none"


class Bank:
    """The switches of the payment sandbox."""

    def __init__(self, site, api_key):
        self.site, self.headers = site, {"Authorization": f"Bearer {api_key}"}

    async def misbehave(self, mode):
        for _ in range(100):
            answer = await self.site.ask("PUT", "/control/faults", {"mode": mode}, self.headers)
            if answer and answer.status == 200:
                return
            await asyncio.sleep(0.1)
        raise Failed(f"the sandbox cannot be switched to {mode}: {answer}")
