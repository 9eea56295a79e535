"""The functions that a query may call, from the table `functions.txt`.

A line there is a function as Trino's documentation writes it, and after `=>` duckdb's words where
these are others. `$1` is an argument, `$1!` the text of a written one, `$T` the type that a letter
stands for, `$*` and `$|` are all arguments, listed or joined, `$+` is where FILTER and OVER go.
Each line is proven by a probe (tests/lineage/probes.yaml): the documented value, through duckdb.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from meshwright.lineage.signatures import Signature, signature

TABLE = Path(__file__).with_name("functions.txt")
COUNTING = frozenset({"count", "count_if"})
"""Aggregates that tell of nobody."""
ORDERED = frozenset({"array_agg", "listagg"})
"""Aggregates whose result depends on the order of the rows."""
Named = Mapping[str, tuple[Signature, ...]]


@cache
def table() -> Mapping[str, Named]:
    """Every signature, by its kind and its name."""
    found: dict[str, dict[str, tuple[Signature, ...]]] = {}
    named: dict[str, tuple[Signature, ...]] = {}
    for line in filter(None, TABLE.read_text("utf-8").splitlines()):
        if line.startswith("["):
            named = found.setdefault(line.strip("[]"), {})
        else:
            read = signature(line)
            named[read.name] = (*named.get(read.name, ()), read)
    return found


def scalars() -> Named:
    return table()["scalar"]


def aggregates() -> Named:
    return table()["aggregate"]


def windows() -> Named:
    return table()["window"]
