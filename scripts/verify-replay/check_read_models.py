"""Order history, daily sales and purchases, which must say what the orders say."""

from collections import Counter, defaultdict

from found import moment, parsed

# The events that sales are made of. Others, such as an issued invoice, need not have been projected.
SALES = ("order_placed", "order_paid", "order_cancelled", "refund_succeeded")


def verify_read_models(verdict, found):
    numbers = {row["order_id"]: row["number"] for row in found.database.rows("SELECT order_id, number FROM invoices")}
    history, facts, days = {}, {}, defaultdict(Counter)
    columns = ("units", "items_minor", "shipping_minor", "tax_minor", "total_minor", "captured_minor", "refunded_minor")
    for row in found.order_rows:
        row["units"] = sum(line["quantity"] for line in row["lines"])
        is_cancelled = row["state"] == "cancelled"
        lines = sorted((line["sku"], line["quantity"]) for line in row["lines"])
        history[row["id"]] = (row["user_id"], row["number"], row["email"], row["state"], row["fulfilment"],
                              "refunded" if is_cancelled else "paid", row["total_minor"], row["refunded_minor"],
                              row["units"], lines, numbers.get(row["id"]), row["version"])
        day = moment(row["created_at"]).strftime("%Y-%m-%d")
        facts[row["id"]] = (day, row["currency"], *(row[column] for column in columns), is_cancelled, True)
        days[day].update({column: row[column] for column in columns}, orders=1, cancelled=is_cancelled)
    there = {row["order_id"]: (row["user_id"], row["number"], row["email"], row["state"], row["fulfilment"],
                               row["payment_status"], row["total_minor"], row["refunded_minor"], row["units"],
                               sorted((line["sku"], line["quantity"]) for line in parsed(row["lines"])),
                               row["invoice_number"], row["version"])
             for row in found.database.rows("SELECT * FROM order_history")}
    verdict.compare("order history: equal to the orders", history, there)
    rows = found.database.rows("SELECT * FROM sales_facts")
    there = {row["order_id"]: (row["day"], row["currency"], *(row[column] for column in columns),
                               bool(row["cancelled"]), bool(row["confirmed"])) for row in rows}
    verdict.compare("sales: equal to the orders", facts, there)
    query = f"""SELECT aggregate_id AS order_id, MAX(version) AS version FROM events
                WHERE aggregate = 'order' AND kind IN {SALES} GROUP BY aggregate_id"""
    least = {row["order_id"]: row["version"] for row in found.database.rows(query)}
    most = {row["id"]: row["version"] for row in found.order_rows}
    late = {row["order_id"]: row["version"] for row in rows
            if not least.get(row["order_id"], 0) <= row["version"] <= most.get(row["order_id"], 0)}
    verdict.compare("sales: facts of another version than their orders", {}, late)
    verify_purchases(verdict, found)
    daily = defaultdict(Counter)
    for row in rows:
        is_cancelled = bool(row["cancelled"])
        daily[row["day"]].update({column: row[column] for column in columns}, orders=1, cancelled=is_cancelled)
    verdict.compare("daily sales: equal to the orders of the day", days, daily)


def verify_purchases(verdict, found):
    """What was bought with what: every order of the replay was paid, and counts unless it was cancelled."""
    counts = {row["id"]: row["state"] != "cancelled" for row in found.order_rows}
    query = "SELECT order_id, product_id, SUM(quantity) AS units FROM order_lines GROUP BY order_id, product_id"
    expected = {(row["order_id"], row["product_id"]): (int(row["units"]), counts[row["order_id"]])
                for row in found.database.rows(query)}
    there = {(row["order_id"], row["product_id"]): (row["units"], bool(row["counted"]))
             for row in found.database.rows("SELECT * FROM purchases")}
    verdict.compare("purchases: equal to the lines of the orders", expected, there)
    demand, baskets = defaultdict(Counter), defaultdict(list)
    for (order_id, product_id), (units, is_counted) in sorted(expected.items()):
        if is_counted:
            demand[product_id].update(orders=1, units=units)
            baskets[order_id].append(product_id)
    there = defaultdict(Counter)
    for row in found.database.rows("SELECT product_id, orders, units FROM product_demand"):
        there[row["product_id"]].update(orders=row["orders"], units=row["units"])
    verdict.compare("demand: equal to the purchases", demand, there)
    pairs = Counter((one, other) for basket in baskets.values() if len(basket) <= 30
                    for one in basket for other in basket if one != other)
    there = {(row["product_id"], row["other_id"]): row["orders"]
             for row in found.database.rows("SELECT * FROM bought_together")}
    verdict.compare("bought together: equal to the purchases", dict(pairs), there)
