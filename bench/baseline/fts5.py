"""nDCG@10 of SQLite's full text search: porter stems, OR of the terms, title 10, brand 5, description 2, attributes 1."""

import collections
import csv
import gzip
import json
import math
import pathlib
import re
import sqlite3
import sys


def gain(grades):
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def main(folder):
    database = sqlite3.connect(":memory:")
    columns = "id UNINDEXED, title, brand, description, attributes, tokenize='porter'"
    database.execute(f"CREATE VIRTUAL TABLE products USING fts5({columns})")
    with gzip.open(folder / "products.jsonl.gz", "rt") as lines:
        for product in map(json.loads, lines):
            texts = " ".join(value for name, value in product.items() if name.startswith("attr_t_"))
            row = product["id"], product["title"], product["supplier"], product.get("short_description", ""), texts
            database.execute("INSERT INTO products VALUES (?, ?, ?, ?, ?)", row)
    judged = collections.defaultdict(dict)
    with open(folder / "judgements.csv", newline="") as rows:
        for row in csv.DictReader(rows):
            judged[row["query"]][row["product_id"]] = int(row["grade"])
    found = []
    ranked = "SELECT id FROM products WHERE products MATCH ? ORDER BY bm25(products, 0, 10, 5, 2, 1) LIMIT 100"
    for query, grades in judged.items():
        if any(grades.values()):
            terms = " OR ".join(f'"{term}"' for term in re.findall(r"\w+", query))
            ids = (row[0] for row in database.execute(ranked, (terms,)))
            told = [grades[product] for product in ids if product in grades][:10]
            found.append(gain(told) / gain(sorted(grades.values(), reverse=True)[:10]))
    print(f"| nDCG@10 | SQLite FTS5, BM25 | {sum(found) / len(found):.3f} |")


main(pathlib.Path(sys.argv[1]))
