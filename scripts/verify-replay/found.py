"""What is found: the tables of the shop, on SQLite or PostgreSQL, and sums of what they say."""

import json
import re
import sqlite3
import subprocess
import uuid
from collections import defaultdict
from datetime import datetime, timezone
from decimal import Decimal

from recorded import FIGURES


class Database:
    """Rows of either database as dicts: ids as text, JSON parsed."""

    def __init__(self, place):
        self.place = place
        self.is_postgres = place.startswith(("postgres:", "postgresql:"))
        self.file = None if self.is_postgres else sqlite3.connect(f"file:{place}?mode=ro", uri=True)

    def rows(self, query):
        if self.is_postgres:
            query = f"SELECT row_to_json(r) FROM ({query}) r"
            command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", query, self.place]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            return [json.loads(line) for line in output.splitlines()]
        cursor = self.file.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, map(self.plain, row))) for row in cursor]

    @staticmethod
    def plain(value):
        return str(uuid.UUID(bytes=value)) if isinstance(value, bytes) and len(value) == 16 else value


class Found:
    """The orders as the shop has them, by street."""

    def __init__(self, database):
        self.database = database
        self.users = {row["id"]: row for row in database.rows("SELECT id, email, role, version FROM users")}
        self.order_rows = database.rows("SELECT * FROM orders")
        self.orders = {}
        for row in self.order_rows:
            row["address"] = parsed(row["shipping_address"])
            row["lines"] = []
            street = row["address"]["line1"]
            while street in self.orders:
                street += " again"
            self.orders[street] = row
        self.street = {row["id"]: street for street, row in self.orders.items()}
        lines = """SELECT l.order_id, l.sku, l.quantity, l.unit_price_minor, l.total_minor, c.name AS category
                   FROM order_lines l LEFT JOIN categories c ON c.id = l.category_id"""
        for line in database.rows(lines):
            if line["order_id"] in self.street:
                self.orders[self.street[line["order_id"]]]["lines"].append(line)

    def by_street(self, query, value):
        """What the rows of a query say about each order; rows without a known order stay under their own id."""
        groups = defaultdict(list)
        for row in self.database.rows(query):
            groups[self.street.get(row["order_id"], row["order_id"])].append(value(row))
        return {street: sorted(values) for street, values in groups.items()}

    def sums(self):
        """The same figures as those of the recorded orders, from the shop's own amounts."""
        table = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
        for order in self.order_rows:
            general = [("total", ""), ("state", order["address"].get("region"))]
            categories = {line["category"] for line in order["lines"]}
            for key in general + [("category", name) for name in categories]:
                table[key]["orders"] += 1
                table[key]["cancelled"] += order["state"] == "cancelled"
                table[key]["freight"] += money(order["shipping_minor"])
            for line in order["lines"]:
                for key in general + [("category", line["category"])]:
                    table[key]["units"] += line["quantity"]
                    table[key]["revenue"] += money(line["total_minor"])
        return table


def parsed(value):
    return json.loads(value) if isinstance(value, (str, bytes)) else value


def money(minor):
    return Decimal(minor).scaleb(-2)


def moment(text):
    text = re.sub(r"\.(\d+)", lambda match: "." + match[1].ljust(6, "0")[:6], text.replace("Z", "+00:00"))
    return datetime.fromisoformat(text).astimezone(timezone.utc)
