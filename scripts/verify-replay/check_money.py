"""Payments, captures and refunds, in the shop's books and in the provider's own."""

from decimal import Decimal

from found import Database, money


def verify_money(verdict, recorded, found, sandbox):
    totals = {street: order["revenue"] + order["freight"] for street, order in recorded.orders.items()}
    refunds = {street: totals[street] for street, order in recorded.orders.items() if order["cancelled"]}

    def amount(row):
        return row["state"], money(row["amount_minor"])

    verdict.compare("payments: one each, captured", {street: [("captured", total)] for street, total in totals.items()},
                    found.by_street("SELECT order_id, state, amount_minor FROM payments", amount))
    verdict.compare("refunds: one of each cancelled order, and no other",
                    {street: [("succeeded", total)] for street, total in refunds.items()},
                    found.by_street("SELECT order_id, state, amount_minor FROM refunds", amount))
    entries = {street: [("capture", total)] + [("refund", total)] * (street in refunds)
               for street, total in totals.items()}
    verdict.compare("money booked: one capture, and a refund where cancelled", entries,
                    found.by_street("SELECT order_id, kind AS state, amount_minor FROM payment_entries", amount))
    if sandbox:
        books = Database(str(sandbox))
        street = {row["reference"]: found.street.get(row["order_id"])
                  for row in found.database.rows("SELECT order_id, reference FROM payments")}
        there = {street.get(row["id"], row["id"]): (money(row["captured_minor"]), money(row["refunded_minor"]))
                 for row in books.rows("SELECT id, captured_minor, refunded_minor FROM payments")}
        verdict.compare("the provider's own books",
                        {street: (total, refunds.get(street, Decimal(0))) for street, total in totals.items()}, there)
        undelivered = books.rows("SELECT id, attempts FROM events WHERE delivered_at IS NULL")
        verdict.compare("the provider's notices not taken in", {}, {row["id"]: row["attempts"] for row in undelivered})
