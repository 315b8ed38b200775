"""All there is to compare: what the shoppers know, the mails that arrived, the bank's books, and the tables."""

import json
import sqlite3
import subprocess

# Columns are named, so that a new one breaks nothing here and a lost one is noticed.
TABLES = {
    "orders": "id, number, email, state, fulfilment, total_minor, captured_minor, refunded_minor, version",
    "order_lines": "order_id, variant_id, sku, quantity, total_minor",
    "payments": "id, order_id, state, amount_minor, reference",
    "refunds": "id, order_id, payment_id, state, amount_minor",
    "payment_entries": "order_id, payment_id, kind, amount_minor",
    "invoices": "order_id, year, sequence, number, total_minor, storage_key, sha256",
    "invoice_counters": "year, last",
    "transitions": "order_id, axis, subject_id, from_state, to_state",
    "order_history": "order_id, number, email, state, fulfilment, payment_status, total_minor, refunded_minor, "
                     "invoice_number, version",
    "sales_facts": "order_id, total_minor, captured_minor, refunded_minor, cancelled",
    "events": "id, kind, aggregate, aggregate_id, version, published_at IS NOT NULL AS published",
    "jobs": "id, kind, state, run_at > now() + interval '10 minutes' AS is_far, event_id",
    "webhook_receipts": "id, event_id, processed_at IS NOT NULL AS processed",
    "variants": "id, sku",
    "stock_levels": "variant_id, on_hand, reserved",
    "stock_movements": "variant_id, delta, reason",
    "reservations": "order_id, variant_id, quantity, state",
}
BOOKS = {
    "bank_payments": "SELECT id, reference, status, amount_minor, captured_minor, refunded_minor FROM payments",
    "bank_refunds": "SELECT id, payment_id, amount_minor, status FROM refunds",
    "bank_events": "SELECT id, delivered_at IS NOT NULL AS delivered FROM events",
}


class Database:
    """PostgreSQL by its own client: rows come as JSON."""

    def __init__(self, url):
        self.url = url

    def rows(self, query):
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", f"SELECT row_to_json(r) FROM ({query}) r", self.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise OSError(f"psql: {done.stderr.strip()}")
        return [json.loads(line) for line in done.stdout.splitlines()]


class Snapshot:
    """Lists of dicts by name. `changed` gives a copy in which one list is another."""

    def __init__(self, lists, storage):
        self.lists = lists
        self.storage = storage

    def __getitem__(self, name):
        return self.lists[name]

    def changed(self, name, rows):
        return Snapshot(self.lists | {name: rows}, self.storage)


def take(folder, database_url):
    """Reads all of it. `folder` is the fleet's."""
    database = Database(database_url)
    lists = {name: database.rows(f"SELECT {columns} FROM {name}") for name, columns in TABLES.items()}
    books = sqlite3.connect(f"file:{folder}/sandbox/sandbox.db?mode=ro", uri=True)
    books.row_factory = sqlite3.Row
    for name, query in BOOKS.items():
        lists[name] = [dict(row) for row in books.execute(query)]
    for name in ("purchases", "mails", "stock_put_in"):
        lists[name] = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
    return Snapshot(lists, folder / "data/storage")
