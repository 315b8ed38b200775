"""Shoppers: guests who fill a cart, order, and do what people do afterwards, whatever is broken meanwhile.

A request that was not answered, or answered with a failure of the server, is sent again under the same key, as a
careful client does. What a shopper knows in the end stands in `Purchase`; what is true is found out elsewhere.
"""

import asyncio
import json
import random
import time
from dataclasses import asdict, dataclass, field

GOOD = ("4242424242424242", "5555555555554444")
DECLINED = ("4000000000000002", "4000000000009995")
CONSENT, SLOW, STALLING = "4000002500003155", "4000000000000259", "4000000000006975"
# What a shopper is going to do, and how many of a hundred do it.
PLANS = {"buy": 50, "slow": 4, "stalling": 3, "decline": 9, "second_card": 8, "consent": 8, "cancel": 12, "give_up": 6}
OUT_OF_STOCK = ("out_of_stock",)
# How long a shopper tries again, seconds.
PATIENCE = 150.0


@dataclass
class Purchase:
    """What the shopper knows. `outcome`: accepted, refused (not enough in stock) or unknown (gave up)."""
    email: str
    key: str
    plan: str
    outcome: str = "unknown"
    order_id: str = None
    number: str = None
    total_minor: int = None
    lines: dict = field(default_factory=dict)
    # The shopper saw the second payment or the cancellation accepted, or the consent taken.
    followed_up: bool = False
    # What should never be answered, and answers that contradict each other.
    complaints: list = field(default_factory=list)


@dataclass
class Attempt:
    """One request to place an order, by the monotonic clock."""
    begun: float
    ended: float
    status: int


class Crowd:
    def __init__(self, site, seed, variants):
        self.site = site
        self.seed = seed
        self.variants = variants
        self.purchases = []
        self.attempts = []
        self.tasks = set()

    async def arrive(self, per_second, seconds):
        """Lets shoppers come at random moments, whether or not earlier ones were served. Returns when no more come."""
        rng = random.Random(f"arrivals {self.seed}")
        end = time.monotonic() + seconds
        due = time.monotonic()
        while (due := due + rng.expovariate(per_second)) < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(self.shop(len(self.purchases)))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def leave(self, within):
        """Waits until everybody is done; returns how many are not."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=within)
        late = list(self.tasks)
        for task in late:
            task.cancel()
        return len(late)

    async def shop(self, number):
        rng = random.Random(f"shopper {self.seed} {number}")
        plan = rng.choices(list(PLANS), list(PLANS.values()))[0]
        purchase = Purchase(f"shopper-{number}@chaos.example", f"chaos-{self.seed}-{number}", plan)
        self.purchases.append(purchase)
        guest = Guest(self, purchase, rng)
        try:
            await guest.fill_cart()
            await guest.order()
            if purchase.outcome == "accepted":
                await guest.follow_up()
        except GaveUp:
            pass

    def save(self, file):
        file.write_text("".join(json.dumps(asdict(purchase)) + "\n" for purchase in self.purchases))


class GaveUp(Exception):
    """The shopper's patience is over."""


class Guest:
    def __init__(self, crowd, purchase, rng):
        self.crowd, self.purchase, self.rng = crowd, purchase, rng
        self.headers = {}

    async def insist(self, method, path, body=None, key=None, observe=None):
        """Repeats a request until it is answered for good."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        give_up = time.monotonic() + PATIENCE
        wait = 0.3
        while True:
            begun = time.monotonic()
            answer = await self.crowd.site.ask(method, path, body, headers)
            if observe:
                observe(Attempt(begun, time.monotonic(), answer.status if answer else 0))
            in_flight = answer and answer.code == "request_in_flight"
            if answer and answer.status < 500 and answer.status != 429 and not in_flight:
                return answer
            if time.monotonic() > give_up:
                raise GaveUp
            await asyncio.sleep(wait * self.rng.uniform(0.5, 1.5))
            wait = min(wait * 1.5, 3.0)

    async def fill_cart(self):
        for variant in self.rng.sample(self.crowd.variants, self.rng.choice((1, 1, 1, 2, 3))):
            line = {"variant_id": variant, "quantity": self.rng.choice((1, 1, 2))}
            answer = await self.insist("POST", "/api/v1/cart/lines", line)
            if answer.status == 200 and answer.body.get("token"):
                self.headers = {"Cart-Token": answer.body["token"]}
            elif answer.status != 200 and answer.code not in OUT_OF_STOCK:
                self.complain("cart", answer)

    async def order(self):
        purchase = self.purchase
        if not self.headers:
            purchase.outcome = "refused"
            return
        card = {"decline": DECLINED, "second_card": DECLINED, "consent": (CONSENT,), "slow": (SLOW,),
                "stalling": (STALLING,)}.get(purchase.plan, GOOD)
        address = {"name": "Ada Lovelace", "line1": "Hauptstr. 1", "postal_code": "12345", "city": "Musterstadt",
                   "country": "DE"}
        body = {"email": purchase.email, "shipping_address": address, "shipping": {"method": "standard"},
                "payment": {"provider": "sandbox", "token": f"tok_{self.rng.choice(card)}"}}
        if purchase.plan == "give_up":
            # Closes the page while the request is under way: the order may exist or not.
            hurry = self.rng.uniform(0.005, 0.08)
            headers = self.headers | {"Idempotency-Key": purchase.key}
            answer = await self.crowd.site.ask("POST", "/api/v1/orders", body, headers, hurry)
        else:
            answer = await self.insist("POST", "/api/v1/orders", body, purchase.key, self.crowd.attempts.append)
        if answer is None or answer.status >= 500:
            return
        if answer.status != 201:
            purchase.outcome = "refused"
            if answer.code not in OUT_OF_STOCK:
                self.complain("order", answer)
            return
        self.accept(answer.body)
        if self.rng.random() < 0.05:
            again = await self.insist("POST", "/api/v1/orders", body, purchase.key)
            if again.status != 201 or again.body["id"] != purchase.order_id:
                self.complain("the same order again", again)

    def accept(self, order):
        purchase = self.purchase
        purchase.outcome = "accepted"
        purchase.order_id, purchase.number = order["id"], order["number"]
        purchase.total_minor = order["total"]["amount_minor"]
        purchase.lines = {line["sku"]: line["quantity"] for line in order["lines"]}

    async def follow_up(self):
        path = f"/api/v1/orders/{self.purchase.order_id}"
        if self.purchase.plan == "second_card":
            await self.until(lambda order: order["payments"][-1]["state"] == "failed")
            body = {"provider": "sandbox", "token": f"tok_{self.rng.choice(GOOD)}"}
            answer = await self.insist("POST", f"{path}/payments", body, f"{self.purchase.key}-2")
            self.note("pay again", answer, 201)
        elif self.purchase.plan == "consent":
            order = await self.until(lambda order: order["payments"][-1].get("action_url"))
            url = order["payments"][-1]["action_url"]
            page = url[url.index("/sandbox/"):]
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            while True:
                answer = await self.crowd.site.ask("POST", page, b"decision=approve", headers)
                if answer and answer.status < 500:
                    break
                await asyncio.sleep(0.5)
            self.note("consent", answer, 303)
        elif self.purchase.plan == "cancel":
            await asyncio.sleep(self.rng.choice((0.0, 0.2, 1.0, 4.0)))
            answer = await self.insist("POST", f"{path}/cancel", {"reason": "a change of mind"})
            self.note("cancel", answer, 200)

    async def until(self, holds):
        give_up = time.monotonic() + PATIENCE
        while True:
            answer = await self.insist("GET", f"/api/v1/orders/{self.purchase.order_id}")
            if answer.status != 200:
                self.complain("look at the order", answer)
                raise GaveUp
            if holds(answer.body):
                return answer.body
            if time.monotonic() > give_up:
                raise GaveUp
            await asyncio.sleep(self.rng.uniform(0.5, 1.5))

    def note(self, what, answer, expected):
        self.purchase.followed_up = answer.status == expected
        if not self.purchase.followed_up:
            self.complain(what, answer)

    def complain(self, what, answer):
        self.purchase.complaints.append(f"{what}: {answer.status} {json.dumps(answer.body)[:300]}")
