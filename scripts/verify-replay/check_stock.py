"""Stock, its movements and reservations."""

from collections import Counter

from found import money


def verify_stock(verdict, recorded, found):
    sold, returned, reserved = Counter(), Counter(), {}
    for street, order in recorded.orders.items():
        skus = Counter(sku for sku, _, _ in order["items"])
        sold += skus
        returned += skus if order["cancelled"] else Counter()
        state = "released" if order["cancelled"] else "committed"
        reserved[street] = sorted((sku, count, state) for sku, count in skus.items())
    levels = """SELECT v.sku, v.price_minor, c.name AS category, s.on_hand, s.reserved FROM variants v
                JOIN products p ON p.id = v.product_id LEFT JOIN categories c ON c.id = p.category_id
                LEFT JOIN stock_levels s ON s.variant_id = v.id"""
    there = {row["sku"]: (money(row["price_minor"]), row["category"], row["on_hand"], row["reserved"])
             for row in found.database.rows(levels)}
    expected = {sku: (price, recorded.category_of(sku), returned[sku], 0) for sku, price in recorded.prices.items()}
    verdict.compare("stock: sold out but for what came back", expected, there)
    movements = """SELECT v.sku, m.reason, SUM(m.delta) AS delta FROM stock_movements m JOIN variants v
                   ON v.id = m.variant_id GROUP BY v.sku, m.reason"""
    expected = {(sku, reason): sign * count for counts, reason, sign in
                ((sold, "import", 1), (sold, "sale", -1), (returned, "return", 1)) for sku, count in counts.items()}
    verdict.compare("stock movements: put in, sold, come back", expected,
                    {(row["sku"], row["reason"]): int(row["delta"]) for row in found.database.rows(movements)})
    query = "SELECT r.order_id, v.sku, r.quantity, r.state FROM reservations r JOIN variants v ON v.id = r.variant_id"
    verdict.compare("reservations: sold, or released where cancelled", reserved,
                    found.by_street(query, lambda row: (row["sku"], row["quantity"], row["state"])))
