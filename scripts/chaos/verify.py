"""Compares what the shoppers were promised with what is there. It shares no code with the shop.

Prints a line for each comparison, then tries itself on data that was tampered with, and ends in one line with the
verdict. Run it on a kept run as `python3 -m chaos.verify FOLDER DATABASE_URL` from the folder `scripts`.
"""

import sys
from pathlib import Path

from . import check_books, check_orders, check_papers
from .snapshot import take
from .tampering import TAMPERINGS

CHECKS = (check_orders.verify, check_books.verify, check_papers.verify)


class Verdict:
    """Counts differences, and prints them unless it is quiet."""

    def __init__(self, is_quiet=False):
        self.differences = 0
        self.is_quiet = is_quiet

    def compare(self, name, expected, found):
        """Two dicts that should be equal; a few of the keys that differ are shown."""
        wrong = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
        self.differences += len(wrong)
        if self.is_quiet:
            return
        there = len(found) - len(set(wrong) & found.keys())
        print(f"{name:66}{len(expected):>8} expected, {there:>8} found so" + f"   {len(wrong)} DIFFERENT" * bool(wrong))
        for key in sorted(wrong, key=str)[:5]:
            print(f"    {key}: expected {expected.get(key)}, found {found.get(key)}")


def differences(snapshot, is_quiet=False):
    verdict = Verdict(is_quiet)
    for check in CHECKS:
        check(verdict, snapshot)
    return verdict.differences


def verify(snapshot):
    """How many differences there are, the verifier's own failures included."""
    found = differences(snapshot)
    unnoticed = [name for name, tamper in TAMPERINGS if differences(tamper(snapshot), is_quiet=True) <= found]
    print(f"{'the verifier on tampered data':66}{len(TAMPERINGS):>8} tried,    "
          f"{len(TAMPERINGS) - len(unnoticed):>8} noticed")
    for name in unnoticed:
        print(f"    not noticed: {name}")
    return found + len(unnoticed)


if __name__ == "__main__":
    count = verify(take(Path(sys.argv[1]), sys.argv[2]))
    print(f"verify: {count} differences" if count else "verify: clean")
    sys.exit(1 if count else 0)
