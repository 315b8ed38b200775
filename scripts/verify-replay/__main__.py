"""Compares a shop after a replay with the recorded orders that it was made from.

It shares no code with the shop: what is expected is summed straight from the CSV files, what is found is read from the
tables. Amounts are decimals; nothing passes through a float. It prints both, ends in one line with the verdict, and
exits with 1 on any difference. Run it as `python3 scripts/verify-replay`.
"""

import argparse
import json
import sys
from pathlib import Path

from check_ledger import verify_ledger
from check_money import verify_money
from check_orders import verify_orders
from check_papers import verify_papers
from check_read_models import verify_read_models
from check_stock import verify_stock
from found import Database, Found
from latencies import print_latencies
from recorded import Recorded
from verdict import Verdict


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--data", type=Path, required=True, help="folder of the recorded orders")
    arguments.add_argument("--orders", type=int, help="only the first so many orders that have items were replayed")
    arguments.add_argument("--database", required=True, help="SQLite file or postgres:// URL")
    arguments.add_argument("--storage", type=Path, required=True, help="folder of the stored files")
    arguments.add_argument("--sandbox", type=Path, help="the payment provider's own SQLite file")
    arguments.add_argument("--report", type=Path, help="what the replay measured, JSON")
    given = arguments.parse_args()

    recorded, found, verdict = Recorded(given.data, given.orders), Found(Database(given.database)), Verdict()
    verdict.table(recorded.sums(), found.sums())
    print()
    verify_orders(verdict, recorded, found)
    verify_money(verdict, recorded, found, given.sandbox)
    verify_papers(verdict, recorded, found, given.storage)
    verify_read_models(verdict, found)
    verify_stock(verdict, recorded, found)
    verify_ledger(verdict, found)
    print_latencies(json.loads(given.report.read_text()) if given.report else None, found)
    if verdict.differences:
        print(f"replay: {verdict.differences} difference{'s' * (verdict.differences > 1)}")
        return 1
    total = sum(order["revenue"] + order["freight"] for order in recorded.orders.values())
    print(f"replay: clean, {len(recorded.orders):,} orders of {total:,.2f}, everything accounted for")
    return 0


if __name__ == "__main__":
    sys.exit(main())
