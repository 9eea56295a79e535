"""The functions that a query may call, from the table `functions.txt`.

A line there is a function as Trino's documentation writes it, and after `=>` duckdb's words where
these are others. `$1` is an argument, `$1!` the text of a written one, `$T` the type that a letter
stands for, `$*` and `$|` are all arguments, listed or joined, `$+` is where FILTER and OVER go.

A line is a candidate. `proven.txt` lists those for which every probe gives the documented value
through duckdb; `mesh dev docs` writes it, from `tools/docs/sql_probes.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from meshwright.athena.signatures import Signature, signature

TABLE = Path(__file__).with_name("functions.txt")
PROVEN = Path(__file__).with_name("proven.txt")
COUNTING = frozenset({"count", "count_if"})
"""Aggregates that tell of nobody."""
ORDERED = frozenset({"array_agg", "listagg"})
"""Aggregates whose result depends on the order of the rows."""
Named = Mapping[str, tuple[Signature, ...]]


@dataclass(frozen=True, slots=True)
class Functions:
    """Signatures by their names, in three kinds."""

    scalars: Named
    aggregates: Named
    windows: Named

    @property
    def signatures(self) -> tuple[Signature, ...]:
        kinds = (self.scalars, self.aggregates, self.windows)
        return tuple(one for kind in kinds for some in kind.values() for one in some)


@cache
def candidates() -> Functions:
    """Every function of the table."""
    found: dict[str, dict[str, tuple[Signature, ...]]] = {}
    named: dict[str, tuple[Signature, ...]] = {}
    for line in filter(None, TABLE.read_text("utf-8").splitlines()):
        if line.startswith("["):
            named = found.setdefault(line.strip("[]"), {})
        else:
            read = signature(line)
            named[read.name] = (*named.get(read.name, ()), read)
    return Functions(found["scalar"], found["aggregate"], found["window"])


@cache
def proven() -> Functions:
    """The functions that gave the documented values."""
    texts = frozenset(PROVEN.read_text("utf-8").splitlines())
    known = candidates()
    kinds = (known.scalars, known.aggregates, known.windows)
    return Functions(*(_of(kind, texts) for kind in kinds))


def _of(named: Named, texts: frozenset[str]) -> Named:
    kept = {name: tuple(s for s in some if s.text in texts) for name, some in named.items()}
    return {name: some for name, some in kept.items() if some}
