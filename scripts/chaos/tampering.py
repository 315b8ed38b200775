"""Ways in which a fleet could have lost or doubled something. The verifier must notice each, or it is blind."""

import random


def without(name, matches=lambda row: True):
    def tamper(snapshot):
        rows = snapshot[name]
        victim = pick(rows, matches)
        return snapshot.changed(name, [row for row in rows if row is not victim])
    return tamper


def without_a_mail(snapshot):
    """None of its copies arrived."""
    lost = pick(snapshot["mails"], lambda mail: not is_reminder(mail))["message_id"]
    return snapshot.changed("mails", [mail for mail in snapshot["mails"] if mail["message_id"] != lost])


def doubled(name, matches=lambda row: True, **changes):
    def tamper(snapshot):
        return snapshot.changed(name, [*snapshot[name], {**pick(snapshot[name], matches), **changes}])
    return tamper


def altered(name, change, matches=lambda row: True):
    def tamper(snapshot):
        victim = pick(snapshot[name], matches)
        return snapshot.changed(name, [{**row, **change(row)} if row is victim else row for row in snapshot[name]])
    return tamper


def pick(rows, matches):
    candidates = [row for row in rows if matches(row)]
    if not candidates:
        raise ValueError("there is nothing to tamper with; the run was too short")
    return random.Random(len(candidates)).choice(candidates)


def is_reminder(mail):
    return "is waiting for its payment" in mail["subject"]


def is_capture(row):
    return row["kind"] == "capture"


def is_captured(row):
    return row["captured_minor"] > 0


TAMPERINGS = (
    ("an accepted order is gone", without("orders")),
    ("an order was made twice", doubled("orders", id="another", number="another")),
    ("a line of an order is gone", without("order_lines")),
    ("an order costs more than the shopper agreed to",
     altered("orders", lambda row: {"total_minor": row["total_minor"] + 1})),
    ("an order is in another state", altered("orders", lambda row: {"state": "expired"})),
    ("a step of the history is missing", without("transitions", lambda row: row["axis"] == "order")),
    ("a step of the history is there twice", doubled("transitions", lambda row: row["axis"] == "order")),
    ("the read model has lost an order", without("order_history")),
    ("the read model lags a version behind", altered("order_history", lambda row: {"version": row["version"] - 1})),
    ("the sales have lost an order", without("sales_facts")),
    ("the sales count money twice", altered("sales_facts", lambda row: {"captured_minor": 2 * row["captured_minor"]},
                                            is_captured)),
    ("a job still runs", altered("jobs", lambda row: {"state": "running", "kind": "payments.charge"})),
    ("a job is queued", altered("jobs", lambda row: {"state": "queued", "kind": "notifications.send_mail"})),
    ("a job is dead", altered("jobs", lambda row: {"state": "dead"})),
    ("an event became the same job twice", doubled("jobs", lambda row: row["event_id"])),
    ("an event was not published", altered("events", lambda row: {"published": False})),
    ("an event is missing", without("events", lambda row: row["aggregate"] == "order")),
    ("a webhook was not processed", altered("webhook_receipts", lambda row: {"processed": False})),
    ("a notice of the bank was not taken in", without("webhook_receipts")),
    ("the bank has charged twice", doubled("bank_payments", is_captured, id="another")),
    ("the bank has charged for nothing", doubled("bank_payments", is_captured, id="another", reference="nobody")),
    ("the bank has not charged", altered("bank_payments", lambda row: {"captured_minor": 0}, is_captured)),
    ("a capture was booked twice", doubled("payment_entries", is_capture)),
    ("a capture was not booked", without("payment_entries", is_capture)),
    ("a payment is still under way", altered("payments", lambda row: {"state": "processing"})),
    ("a refund is missing at the bank", without("bank_refunds", lambda row: row["status"] == "succeeded")),
    ("a refund was made twice", doubled("bank_refunds", lambda row: row["status"] == "succeeded", id="another")),
    ("a refund hangs", altered("refunds", lambda row: {"state": "unknown"})),
    ("an order has no invoice", without("invoices")),
    ("an order has two invoices", doubled("invoices")),
    ("an invoice's file is another", altered("invoices", lambda row: {"sha256": "0" * 64})),
    ("an invoice number was skipped", altered("invoice_counters", lambda row: {"last": row["last"] + 1})),
    ("a mail was never sent", without_a_mail),
    ("a mail was sent twice under two ids", doubled("mails", lambda mail: not is_reminder(mail),
                                                    message_id="<another@chaos.example>")),
    ("a paid order was reminded", doubled("mails", lambda mail: "has arrived" in mail["subject"],
                                          message_id="<another@chaos.example>",
                                          subject="Your order is waiting for its payment")),
    ("something was sold and is still on the shelf",
     altered("stock_levels", lambda row: {"on_hand": row["on_hand"] + 1})),
    ("something is held for nobody", altered("stock_levels", lambda row: {"reserved": row["reserved"] + 1})),
    ("a movement of stock is missing", without("stock_movements", lambda row: row["reason"] == "sale")),
    ("a reservation was kept",
     altered("reservations", lambda row: {"state": "held"}, lambda row: row["state"] == "committed")),
    ("a shopper got a wrong answer", altered("purchases", lambda row: {"complaints": ["500"]})),
)
