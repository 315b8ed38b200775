"""Invoices, credit notes and mails."""

import hashlib
from collections import Counter, defaultdict

from found import money

MAILS = ("order_received", "payment_confirmed", "invoice_issued")
MAILS_OF_CANCELLED = ("order_cancelled", "refund_succeeded")


def verify_numbers(verdict, found, paper, table, prefix):
    numbers = defaultdict(list)
    for row in found.database.rows(f"SELECT year, sequence, number FROM {table} ORDER BY year, sequence"):
        numbers[row["year"]].append((row["sequence"], row["number"]))
    counters = {row["year"]: row["last"] for row in found.database.rows(f"SELECT year, last FROM {paper}_counters")}
    gapless = {year: [(n, f"{prefix}{year}-{n:06}") for n in range(1, last + 1)] for year, last in counters.items()}
    verdict.compare(f"{paper.replace('_', ' ')} numbers: no gap in a year", gapless, numbers)


def verify_papers(verdict, recorded, found, storage):
    def pdf(row):
        path = storage / row["storage_key"]
        content = path.read_bytes() if path.is_file() else b""
        return content.startswith(b"%PDF") and hashlib.sha256(content).hexdigest() == row["sha256"]

    expected = {street: [(order["revenue"] + order["freight"], True)] for street, order in recorded.orders.items()}
    verdict.compare("invoices: one each, its PDF as it was made", expected,
                    found.by_street("SELECT * FROM invoices", lambda row: (money(row["total_minor"]), pdf(row))))
    expected = {street: [(order["revenue"] + order["freight"], True)]
                for street, order in recorded.orders.items() if order["cancelled"]}
    verdict.compare("credit notes: one for each that was cancelled, its PDF as it was made", expected,
                    found.by_street("SELECT * FROM credit_notes", lambda row: (money(row["total_minor"]), pdf(row))))
    invoices = "(SELECT year, sequence, number FROM invoices UNION ALL SELECT year, sequence, number FROM former_invoices)"
    verify_numbers(verdict, found, "invoice", invoices + " AS papers", "")
    verify_numbers(verdict, found, "credit_note", "credit_notes", "CN-")

    expected = {street: sorted((name, order["email"]) for name in MAILS + MAILS_OF_CANCELLED * order["cancelled"])
                for street, order in recorded.orders.items()}
    query = "SELECT order_id, template, recipient FROM mails WHERE order_id IS NOT NULL"
    verdict.compare("mails: the right ones, and no other", expected,
                    found.by_street(query, lambda row: (row["template"], row["recipient"])))
    customers = {order["email"] for order in recorded.orders.values()}
    others = found.database.rows("SELECT template, recipient FROM mails WHERE order_id IS NULL")
    there = Counter((row["recipient"], row["template"]) for row in others if row["recipient"] in customers)
    verdict.compare("mails: one welcome each", {(email, "welcome"): 1 for email in customers}, there)
