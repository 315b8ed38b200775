"""Money and stock: the shop's books against the bank's, and the shelf against what was sold."""

from collections import Counter

from .facts import Facts, grouped


def verify(verdict, snapshot):
    facts = Facts(snapshot)
    captures(verdict, snapshot, facts)
    refunds(verdict, snapshot, facts)
    stock(verdict, snapshot, facts)


def captures(verdict, snapshot, facts):
    totals = {order_id: [facts.orders[order_id]["total_minor"]] * facts.paid_once(order_id)
              for order_id in facts.outcomes}
    order_of = {row["id"]: row["order_id"] for row in snapshot["payments"]}
    at_bank = grouped(({**row, "order_id": order_of.get(row["reference"], row["reference"])}
                       for row in snapshot["bank_payments"]), "order_id")
    found = {order_id: [row["captured_minor"] for row in at_bank.pop(order_id, []) if row["captured_minor"]]
             for order_id in totals}
    strangers = {reference: [row["captured_minor"] for row in rows if row["captured_minor"]]
                 for reference, rows in at_bank.items()}
    verdict.compare("captures at the bank: one of each paid order, no other", totals,
                    found | {reference: amounts for reference, amounts in strangers.items() if amounts})
    keys = Counter(row["reference"] for row in snapshot["bank_payments"])
    verdict.compare("payments that the bank has twice", {}, {key: n for key, n in keys.items() if n > 1})
    entries = grouped((row for row in snapshot["payment_entries"] if row["kind"] == "capture"), "order_id")
    verdict.compare("captures booked, the same", totals,
                    {order_id: [row["amount_minor"] for row in entries[order_id]] for order_id in totals})
    verdict.compare("captures on the orders, the same",
                    {order_id: sum(amounts) for order_id, amounts in totals.items()},
                    {order_id: facts.orders[order_id]["captured_minor"] for order_id in totals})
    states = {row["reference"]: row["status"] for row in snapshot["bank_payments"]}
    same = {"captured": ("captured", "partially_refunded", "refunded"), "failed": ("declined",),
            "voided": ("voided", None), "requires_action": ("requires_action",)}
    wrong = {row["id"]: (row["state"], states.get(row["id"])) for row in snapshot["payments"]
             if states.get(row["id"]) not in same.get(row["state"], ())}
    verdict.compare("payments whose state is not the bank's", {}, wrong)


def refunds(verdict, snapshot, facts):
    # What was captured of a cancelled order has gone back, and nothing else has.
    totals = {order_id: [facts.orders[order_id]["captured_minor"]] for order_id, outcome in facts.outcomes.items()
              if outcome == "cancelled" and facts.paid_once(order_id)}
    done = grouped((row for row in snapshot["refunds"] if row["state"] == "succeeded"), "order_id")
    verdict.compare("refunds: all of each cancelled order that was paid, no other", totals,
                    {order_id: [row["amount_minor"] for row in rows] for order_id, rows in done.items()})
    others = {row["id"]: row["state"] for row in snapshot["refunds"] if row["state"] != "succeeded"}
    verdict.compare("refunds that have not succeeded", {}, others)
    booked = grouped((row for row in snapshot["payment_entries"] if row["kind"] == "refund"), "order_id")
    verdict.compare("refunds booked, the same", totals,
                    {order_id: [row["amount_minor"] for row in rows] for order_id, rows in booked.items()})
    order_of = {row["id"]: row["order_id"] for row in snapshot["payments"]}
    payment_of = {row["id"]: row["reference"] for row in snapshot["bank_payments"]}
    at_bank = grouped(({**row, "order_id": order_of.get(payment_of.get(row["payment_id"]))}
                       for row in snapshot["bank_refunds"] if row["status"] == "succeeded"), "order_id")
    verdict.compare("refunds at the bank, the same", totals,
                    {order_id: [row["amount_minor"] for row in rows] for order_id, rows in at_bank.items()})
    verdict.compare("the bank's notices that were not taken in", {},
                    {row["id"]: "not delivered" for row in snapshot["bank_events"] if not row["delivered"]})
    known = {row["event_id"] for row in snapshot["webhook_receipts"]}
    verdict.compare("the bank's notices that left no receipt", {},
                    {row["id"]: "no receipt" for row in snapshot["bank_events"] if row["id"] not in known})


def stock(verdict, snapshot, facts):
    sku_of = {row["id"]: row["sku"] for row in snapshot["variants"]}
    put_in = {row["sku"]: row["quantity"] for row in snapshot["stock_put_in"]}
    sold, held, states = Counter(), Counter(), {}
    for line in snapshot["order_lines"]:
        outcome = facts.outcomes.get(line["order_id"])
        if outcome == "paid":
            sold[line["sku"]] += line["quantity"]
        elif outcome != "cancelled":
            held[line["sku"]] += line["quantity"]
        state = {"paid": "committed", "cancelled": "released"}.get(outcome, "held")
        states[line["order_id"], line["sku"]] = (line["quantity"], state)
    expected = {sku: (quantity - sold[sku], held[sku]) for sku, quantity in put_in.items()}
    found = {sku_of[row["variant_id"]]: (row["on_hand"], row["reserved"]) for row in snapshot["stock_levels"]}
    verdict.compare("stock on hand and held: what was put in, less what was sold", expected, found)
    moved = Counter()
    for row in snapshot["stock_movements"]:
        moved[sku_of[row["variant_id"]]] += row["delta"]
    verdict.compare("stock movements, summed up", {sku: on_hand for sku, (on_hand, _) in expected.items()},
                    {sku: moved[sku] for sku in expected})
    verdict.compare("stock below zero, or more held than there is", {},
                    {sku: level for sku, level in found.items() if not 0 <= level[1] <= level[0]})
    verdict.compare("reservations: sold, released or held", states,
                    {(row["order_id"], sku_of[row["variant_id"]]): (row["quantity"], row["state"])
                     for row in snapshot["reservations"]})
