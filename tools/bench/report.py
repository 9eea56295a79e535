"""The results of a run as a table, for a terminal and for tools/benchmarks.md."""

from collections.abc import Iterator, Sequence
from datetime import date

from tools.bench.benchmarks import Results
from tools.bench.measuring import Probe, Spread
from tools.bench.rows import Row

PATH = "tools/benchmarks.md"
HEADINGS = ("what", "ours", "base", "ratio", "aim", "met")
MET = {None: "–", True: "yes", False: "NO"}
INTRODUCTION = """\
# Benchmarks

Written by `./mesh dev bench`. Each figure is the median of several rounds, with the lowest and the
highest in brackets; both sides of a ratio run in turns, round by round. CPU seconds are those of a
process and of all that it started. The meshes are made up from a seed: products of 20 columns, with
inputs and agreements, ten to a domain.
"""


def lines(results: Results) -> Iterator[str]:
    """The table for a terminal, its columns aligned."""
    cells = [HEADINGS, *(_cells(row) for row in results.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip()
    yield load(results)


def page(results: Results, *, cores: int, on: date) -> str:
    """The text of tools/benchmarks.md."""
    head = f"| {' | '.join(HEADINGS)} |\n|{' --- |' * len(HEADINGS)}\n"
    table = "".join(f"| {' | '.join(_cells(row))} |\n" for row in results.rows)
    bases = dict.fromkeys(row.against for row in results.rows if row.against)
    meanings = "".join(f"- {base}\n" for base in bases)
    place = f"Measured on {on.isoformat()} with {cores} cores. {load(results)}\n"
    return f"{INTRODUCTION}\n{place}\n{head}{table}\nWhat a base is:\n\n{meanings}"


def load(results: Results) -> str:
    """How busy the machine was, which bears on wall seconds above all."""
    return (
        f"Load: a fixed loop took {_probe(results.before)} before the run"
        f" and {_probe(results.after)} after it."
    )


def _probe(seen: Probe) -> str:
    return f"{seen.wall:.3f} s for {seen.cpu:.3f} s CPU (load average {seen.waiting:.1f})"


def _cells(row: Row) -> Sequence[str]:
    return (
        row.what,
        f"{_figure(row.ours)} {row.unit}",
        f"{_figure(row.base)} {row.unit}" if row.base else "–",
        "–" if row.ratio is None else f"{row.ratio:.3g}x",
        _aim(row),
        MET[row.is_met],
    )


def _aim(row: Row) -> str:
    if row.aim is None:
        return "–"
    return f"≤ {row.aim:g} {row.unit}" if row.base is None else f"≤ {row.aim:g}x"


def _figure(spread: Spread) -> str:
    if spread.low == spread.high:
        return f"{spread.median:.4g}"
    return f"{spread.median:.3g} ({spread.low:.3g}..{spread.high:.3g})"
