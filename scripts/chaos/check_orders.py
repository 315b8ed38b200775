"""Orders, their history, the jobs, the outbox and the read models."""

from collections import Counter

from .facts import Facts, grouped

# Work of the timetable: one of them is always about to run.
RECURRING = (
    "payments.find_unsettled",
    "orders.lapse_unpaid",
    "orders.remind_unpaid",
    "orders.request_reviews",
    "carts.abandon_idle",
    "carts.remind_abandoned",
    "retention.prune",
)
STATES = {"paid": "placed", "declined": "awaiting_payment", "waiting": "awaiting_payment", "cancelled": "cancelled"}


def verify(verdict, snapshot):
    facts = Facts(snapshot)
    purchases = facts.purchases.values()
    verdict.compare("shoppers with reason to complain", {},
                    {row["email"]: row["complaints"] for row in purchases if row["complaints"]})

    accepted = {row["order_id"]: (row["email"], row["number"], row["total_minor"])
                for row in purchases if row["outcome"] == "accepted"}
    there = {row["id"]: (row["email"], row["number"], row["total_minor"]) for row in snapshot["orders"]
             if row["id"] in accepted}
    verdict.compare("orders that were accepted (201 seen)", accepted, there)
    may_have = {row["email"] for row in purchases if row["outcome"] == "unknown"}
    others = {row["id"]: row["email"] for row in snapshot["orders"]
              if row["id"] not in accepted and row["email"] not in may_have}
    verdict.compare("orders of nobody, or refused and yet there", {}, others)
    twice = Counter(row["email"] for row in snapshot["orders"])
    verdict.compare("shoppers with two orders under one key", {}, {email: n for email, n in twice.items() if n > 1})
    lines = {row["order_id"]: row["lines"] for row in purchases if row["outcome"] == "accepted"}
    by_order = grouped(snapshot["order_lines"], "order_id")
    verdict.compare("their lines", lines, {order_id: {line["sku"]: line["quantity"] for line in by_order[order_id]}
                                           for order_id in lines if order_id in by_order})
    verdict.compare("their states", {order_id: STATES[outcome] for order_id, outcome in facts.outcomes.items()},
                    {order_id: facts.orders[order_id]["state"] for order_id in facts.outcomes})
    history(verdict, snapshot, facts)
    jobs_and_outbox(verdict, snapshot)
    read_models(verdict, snapshot, facts)


def history(verdict, snapshot, facts):
    """Each order went its way once: no step of it is missing, none is there twice."""
    ways = grouped((row for row in snapshot["transitions"] if row["axis"] == "order"), "order_id")
    expected = {}
    for order_id, outcome in facts.outcomes.items():
        way = ["awaiting_payment"] + ["placed"] * (order_id in facts.placed) + ["cancelled"] * (outcome == "cancelled")
        expected[order_id] = list(zip(["", *way], way))
    found = {order_id: sorted(((row["from_state"], row["to_state"]) for row in rows),
                              key=lambda step: ("", "awaiting_payment", "placed", "cancelled").index(step[0]))
             for order_id, rows in ways.items() if order_id in expected}
    verdict.compare("their history, step by step", expected, found)


def jobs_and_outbox(verdict, snapshot):
    undone = Counter((row["kind"], row["state"]) for row in snapshot["jobs"]
                     if row["state"] in ("queued", "running", "dead", "discarded") or
                     row["state"] == "pending" and not row["is_far"])
    allowed = ("pending", "queued", "running")
    verdict.compare("jobs that are not done", {}, {key: n for key, n in undone.items()
                                                   if not (key[0] in RECURRING and key[1] in allowed)})
    twice = Counter((row["event_id"], row["kind"]) for row in snapshot["jobs"] if row["event_id"])
    verdict.compare("events with two jobs of a kind", {}, {key: n for key, n in twice.items() if n > 1})
    verdict.compare("events that are not published", {}, {row["id"]: row["kind"] for row in snapshot["events"]
                                                          if not row["published"]})
    versions = grouped((row for row in snapshot["events"] if row["aggregate"] == "order"), "aggregate_id")
    verdict.compare("order events: versions 1, 2, 3 … without a gap",
                    {order_id: list(range(1, order["version"] + 1)) for order_id, order in orders_of(snapshot).items()},
                    {order_id: sorted(row["version"] for row in rows) for order_id, rows in versions.items()})
    verdict.compare("webhooks that are not processed", {},
                    {row["id"]: row["event_id"] for row in snapshot["webhook_receipts"] if not row["processed"]})


def orders_of(snapshot):
    return {row["id"]: row for row in snapshot["orders"]}


def read_models(verdict, snapshot, facts):
    numbers = {row["order_id"]: row["number"] for row in snapshot["invoices"]}
    columns = ("number", "email", "state", "fulfilment", "total_minor", "refunded_minor", "version")
    expected = {order_id: (*(order[column] for column in columns), numbers.get(order_id))
                for order_id, order in facts.orders.items()}
    found = {row["order_id"]: (*(row[column] for column in columns), row["invoice_number"])
             for row in snapshot["order_history"]}
    verdict.compare("order history (read model), equal to the orders", expected, found)
    columns = ("total_minor", "captured_minor", "refunded_minor")
    expected = {order_id: (*(order[column] for column in columns), order["state"] == "cancelled")
                for order_id, order in facts.orders.items()}
    found = {row["order_id"]: (*(row[column] for column in columns), bool(row["cancelled"]))
             for row in snapshot["sales_facts"]}
    verdict.compare("sales (read model), equal to the orders", expected, found)
