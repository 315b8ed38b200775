"""Invoices and mails."""

import hashlib
from collections import Counter, defaultdict

from .facts import Facts, grouped

# The mails by how their subjects begin.
SUBJECTS = {"We have your order": "received", "Invoice": "invoice", "Your refund for order": "refund"}


def verify(verdict, snapshot):
    facts = Facts(snapshot)
    invoices(verdict, snapshot, facts)
    mails(verdict, snapshot, facts)


def invoices(verdict, snapshot, facts):
    # Whoever paid has an invoice, even if the order was cancelled later.
    expected = {order_id: [(facts.orders[order_id]["total_minor"], True)] for order_id in facts.outcomes
                if order_id in facts.placed}

    def is_stored(row):
        path = snapshot.storage / row["storage_key"]
        content = path.read_bytes() if path.is_file() else b""
        return content.startswith(b"%PDF") and hashlib.sha256(content).hexdigest() == row["sha256"]

    found = {order_id: [(row["total_minor"], is_stored(row)) for row in rows]
             for order_id, rows in grouped(snapshot["invoices"], "order_id").items()}
    verdict.compare("invoices: one of each paid order, its PDF in place", expected, found)
    numbers = {year: sorted((row["sequence"], row["number"]) for row in rows)
               for year, rows in grouped(snapshot["invoices"], "year").items()}
    gapless = {row["year"]: [(n, f"{row['year']}-{n:06}") for n in range(1, row["last"] + 1)]
               for row in snapshot["invoice_counters"]}
    verdict.compare("invoice numbers: no gap", gapless, numbers)


def mails(verdict, snapshot, facts):
    expected = {}
    for order_id, outcome in facts.outcomes.items():
        order, purchase = facts.orders[order_id], facts.purchases[facts.orders[order_id]["email"]]
        wanted = Counter(["received"])
        if order_id in facts.placed:
            wanted += Counter(["confirmed", "invoice"])
        if outcome == "declined" or purchase["plan"] == "second_card":
            wanted += Counter(["failed"])
        if outcome == "cancelled":
            wanted += Counter(["cancelled"])
            if order["captured_minor"]:
                wanted += Counter(["refund"])
        expected[order["email"]] = dict(wanted)
    # The same mail may arrive twice, under the same Message-ID.
    ids = defaultdict(lambda: defaultdict(set))
    bodies = defaultdict(set)
    for mail in snapshot["mails"]:
        ids[mail["to"]][kind(mail["subject"])].add(mail["message_id"])
        bodies[mail["message_id"]].add((mail["to"], mail["subject"], tuple(mail["attachments"])))
    found = {email: {kind: len(messages) for kind, messages in kinds.items() if kind != "reminder"}
             for email, kinds in ids.items()}
    # Whether an order was reminded depends on how long the run took; that it is once at most, and only while unpaid, not.
    unpaid = {order["email"] for order in facts.orders.values() if order["state"] == "awaiting_payment"}
    reminded = {email: len(kinds["reminder"]) for email, kinds in ids.items() if kinds.get("reminder")}
    verdict.compare("reminders: one at most, of unpaid orders alone", {},
                    {email: count for email, count in reminded.items() if count > 1 or email not in unpaid})
    verdict.compare("mails: the right ones, each under one Message-ID", expected, found)
    verdict.compare("Message-IDs of different mails", {},
                    {key: list(mails) for key, mails in bodies.items() if len(mails) > 1})
    numbers = {facts.orders[row["order_id"]]["email"]: row["number"] for row in snapshot["invoices"]
               if row["order_id"] in facts.orders}
    attached = {mail["to"]: mail["attachments"] for mail in snapshot["mails"] if kind(mail["subject"]) == "invoice"}
    verdict.compare("invoice mails: with the invoice",
                    {email: [f"{number}.pdf"] for email, number in numbers.items()}, attached)


def kind(subject):
    if subject.startswith("Your payment for order"):
        return "confirmed" if "has arrived" in subject else "failed"
    if subject.startswith("Your order"):
        return "reminder" if "is waiting for its payment" in subject else "cancelled"
    return next((name for begin, name in SUBJECTS.items() if subject.startswith(begin)), subject)
