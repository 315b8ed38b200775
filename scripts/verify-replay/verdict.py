"""Prints what was compared, and counts the differences."""

from decimal import Decimal

from recorded import FIGURES


class Verdict:
    def __init__(self):
        self.differences = 0

    def table(self, expected, found):
        print(" " * 44 + "".join(f"{figure:>14}" for figure in FIGURES))
        for key in sorted(expected.keys() | found.keys(), key=lambda key: (key[0] != "total", key[0], str(key[1]))):
            wanted, there = expected[key], found[key]
            wrong = sum(wanted[figure] != there[figure] for figure in FIGURES)
            self.differences += wrong
            name = " ".join(map(str, key)).strip()[:44]
            # Of what is the same, only the total is shown twice.
            if key[0] != "total" and not wrong:
                print_figures(name, wanted)
            else:
                print_figures(f"{name}, expected", wanted)
                print_figures(f"{name}, {'found: DIFFERENT' if wrong else 'found'}", there)

    def compare(self, name, expected, found):
        """Two dicts that should be equal; a few of the keys that differ are shown."""
        wrong = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
        self.differences += len(wrong)
        print(f"{name:64}{len(expected):>8} expected, {len(found) - len(set(wrong) & found.keys()):>8} found so"
              + (f"   {len(wrong)} DIFFERENT" if wrong else ""))
        for key in sorted(wrong, key=str)[:3]:
            print(f"    {key}: expected {expected.get(key)}, found {found.get(key)}")


def print_figures(name, figures):
    print(f"{name:44}" + "".join(f"{show(figures[figure]):>14}" for figure in FIGURES))


def show(value):
    return f"{value:,.2f}" if isinstance(value, Decimal) else f"{value:,}"
