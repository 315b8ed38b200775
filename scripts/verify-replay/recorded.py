"""What is expected: the orders with items as the CSV files tell them, and sums straight from those."""

import csv
from collections import defaultdict
from decimal import Decimal

FIGURES = ("orders", "cancelled", "units", "revenue", "freight")


class Recorded:
    """Orders by street, and the price and category of everything that was sold."""

    def __init__(self, folder, limit):
        def rows(name):
            with open(folder / name, newline="", encoding="utf-8-sig") as file:
                return list(csv.DictReader(file))

        english = {row["product_category_name"]: row["product_category_name_english"]
                   for row in rows("product_category_name_translation.csv")}
        category = {row["product_id"]: row["product_category_name"] for row in rows("products.csv")}
        self.category = {product: english.get(name, name) or "uncategorized" for product, name in category.items()}
        customers = {row["customer_id"]: row for row in rows("customers.csv")}
        items = defaultdict(list)
        self.prices = {}
        for row in rows("order_items.csv"):
            price, freight = Decimal(row["price"]), Decimal(row["freight_value"])
            sku = f"{row['product_id']}-{int(price * 100)}"
            self.prices[sku] = price
            items[row["order_id"]].append((sku, price, freight))
        orders = [row for row in rows("orders.csv") if row["order_id"] in items]
        orders.sort(key=lambda row: (row["order_purchase_timestamp"], row["order_id"]))
        # The replay writes each order's own customer row into the street: that is how an order is recognised.
        self.orders = {}
        for row in orders[:limit]:
            customer = customers[row["customer_id"]]
            self.orders[f"Rua {row['customer_id']}"] = {
                "email": f"{customer['customer_unique_id']}@olist.example",
                "place": (customer["customer_zip_code_prefix"], customer["customer_city"], customer["customer_state"]),
                "cancelled": row["order_status"] == "canceled",
                "items": items[row["order_id"]],
                "revenue": sum(price for _, price, _ in items[row["order_id"]]),
                "freight": sum(freight for _, _, freight in items[row["order_id"]]),
            }

    def category_of(self, sku):
        return self.category[sku.rsplit("-", 1)[0]]

    def sums(self):
        """Figures in total, by state and by category. An order of several categories counts in each, with its freight,
        since freight is paid for a whole order; units and revenue are those of the category."""
        table = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
        for order in self.orders.values():
            general = [("total", ""), ("state", order["place"][2])]
            categories = {self.category_of(sku) for sku, _, _ in order["items"]}
            for key in general + [("category", name) for name in categories]:
                table[key]["orders"] += 1
                table[key]["cancelled"] += order["cancelled"]
                table[key]["freight"] += order["freight"]
            for sku, price, _ in order["items"]:
                for key in general + [("category", self.category_of(sku))]:
                    table[key]["units"] += 1
                    table[key]["revenue"] += price
        return table
