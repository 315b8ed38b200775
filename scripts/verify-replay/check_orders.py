"""Orders, their lines and the people who placed them."""

from collections import Counter, defaultdict
from decimal import Decimal

from found import money


def verify_orders(verdict, recorded, found):
    expected, there = {}, {}
    for street, order in recorded.orders.items():
        total = order["revenue"] + order["freight"]
        state, fulfilment = ("cancelled", "cancelled") if order["cancelled"] else ("placed", "pending")
        refunded = total if order["cancelled"] else Decimal(0)
        email = order["email"]
        expected[street] = (email, email, order["place"], state, fulfilment, order["revenue"], order["freight"],
                            Decimal(0), total, total, refunded, "BRL")
    amounts = ("items", "shipping", "tax", "total", "captured", "refunded")
    for street, row in found.orders.items():
        address, owner = row["address"], found.users.get(row["user_id"], {}).get("email")
        place = (address["postal_code"], address["city"], address.get("region"))
        there[street] = (row["email"], owner, place, row["state"], row["fulfilment"],
                         *(money(row[f"{name}_minor"]) for name in amounts), row["currency"])
    verdict.compare("orders: customer, address, state, amounts", expected, there)
    expected = {street: Counter((sku, price) for sku, price, _ in order["items"])
                for street, order in recorded.orders.items()}
    there = defaultdict(Counter)
    for street, row in found.orders.items():
        for line in row["lines"]:
            there[street][line["sku"], money(line["unit_price_minor"])] += line["quantity"]
    verdict.compare("order lines: sku, price, quantity", expected, there)
    people = {order["email"]: "customer" for order in recorded.orders.values()}
    verdict.compare("people: an account each", people,
                    {row["email"]: row["role"] for row in found.users.values() if row["role"] == "customer"})
