"""What a purchase must have come to, from what the shopper knows and from the order's own rows."""

from collections import defaultdict


def grouped(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def outcome(purchase, order, placed):
    """`paid`, `declined`, `waiting` for consent, or `cancelled`. `placed` are the orders that were paid at some time.

    Where a shopper gave up in the middle, either outcome is right, and the order's own state says which it is.
    """
    plan, sure = purchase["plan"], purchase["followed_up"]
    if plan == "decline":
        return "declined"
    if plan == "second_card" and not sure:
        return "paid" if order["id"] in placed else "declined"
    if plan == "consent" and not sure:
        return "paid" if order["id"] in placed else "waiting"
    if plan == "cancel" and (sure or order["state"] == "cancelled"):
        return "cancelled"
    return "paid"


class Facts:
    """The orders with what each must have come to, by id."""

    def __init__(self, snapshot):
        self.purchases = {row["email"]: row for row in snapshot["purchases"]}
        self.orders = {row["id"]: row for row in snapshot["orders"]}
        self.placed = {row["order_id"] for row in snapshot["transitions"]
                       if row["axis"] == "order" and row["to_state"] == "placed"}
        self.outcomes = {}
        for order in snapshot["orders"]:
            purchase = self.purchases.get(order["email"])
            if purchase:
                self.outcomes[order["id"]] = outcome(purchase, order, self.placed)

    def paid_once(self, order_id):
        """Whether money came: for a cancelled order it may have, or not."""
        verdict = self.outcomes[order_id]
        return verdict == "paid" or verdict == "cancelled" and self.orders[order_id]["captured_minor"] > 0
