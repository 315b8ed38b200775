"""Nothing left undone: jobs, events, webhooks, carts."""

from collections import Counter, defaultdict

# Jobs of the timetable: one of them is always about to run.
RECURRING = (
    "payments.find_unsettled",
    "orders.lapse_unpaid",
    "orders.remind_unpaid",
    "orders.request_reviews",
    "carts.abandon_idle",
    "carts.remind_abandoned",
    "retention.prune",
)


def verify_ledger(verdict, found):
    rows = found.database.rows
    undone = rows("SELECT kind, state, COUNT(*) AS jobs FROM jobs WHERE state <> 'done' GROUP BY kind, state")
    undone = [row for row in undone if row["kind"] not in RECURRING or row["state"] in ("dead", "discarded")]
    verdict.compare("jobs not done", {}, {(row["kind"], row["state"]): row["jobs"] for row in undone})
    events = rows("SELECT aggregate, aggregate_id, version, published_at FROM events")
    unpublished = Counter(row["aggregate"] for row in events if row["published_at"] is None)
    verdict.compare("events not published", {}, dict(unpublished))
    versions = defaultdict(list)
    for row in events:
        versions[row["aggregate"], row["aggregate_id"]].append(row["version"])
    expected = {}
    tables = {"user": "users", "category": "categories", "product": "products", "order": "orders"}
    for aggregate, table in tables.items():
        for row in rows(f"SELECT id, version FROM {table}"):
            expected[aggregate, row["id"]] = list(range(1, row["version"] + 1))
    verdict.compare("events: versions 1, 2, 3 … of everything",
                    expected, {key: sorted(numbers) for key, numbers in versions.items()})
    notices = rows("SELECT provider, COUNT(*) AS n FROM webhook_receipts WHERE processed_at IS NULL GROUP BY provider")
    verdict.compare("webhooks not processed", {}, {row["provider"]: row["n"] for row in notices})
    carts = rows("""SELECT c.id, c.state FROM carts c WHERE c.state <> 'converted'
                    AND EXISTS (SELECT 1 FROM cart_lines l WHERE l.cart_id = c.id)""")
    verdict.compare("carts left with something in them", {}, {row["id"]: row["state"] for row in carts})
