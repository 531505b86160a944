"""Which customer of the console each organization of RT's users is: one of the registers', its own, or nobody's until a person decides."""

import csv
from collections import defaultdict
from pathlib import Path

REGISTERS = Path(__file__).parent.parent / "registers"


def alike(name):
    return " ".join(name.split()).lower()


def registered():
    """Name or alias, in small letters → the codes of the register's customers that go by it."""
    found = defaultdict(set)
    with open(REGISTERS / "customers.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in [row["name"], *row["aliases"].split(";")]:
                if name.strip():
                    found[alike(name)].add(row["code"])
    return found


def organizations(users):
    """Distinct, in the order in which users carry them first."""
    names = [(row["organization"] or "").strip() for _, row in sorted(users.items())]
    return list(dict.fromkeys(name for name in names if name))


def customers(users):
    """Organization → external key of the customer, or None where a person must decide."""
    known, taken, found = registered(), set(), {}
    for name in organizations(users):
        codes = known.get(alike(name), set())
        if len(codes) == 1:
            key = f"registers:customer:{next(iter(codes))}"
            # Two organizations of RT are two records there: only the first can be the register's customer.
            found[name] = None if key in taken else key
            taken.add(key)
        else:
            found[name] = None if codes else f"rt:customer:{name}"
    return found
