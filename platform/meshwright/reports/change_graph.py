"""Which products a change touches and who reads them, as a picture that hosts of code draw."""

import re
from collections.abc import Iterator

from meshwright.changes.effects import Edge, Effects
from meshwright.plan.difference import Fate

MAX_NODES = 24
NAME = re.compile(r"[a-z0-9_.-]+", re.IGNORECASE)
"""What a node may be called: an id. Nothing else is drawn, since a label is markup to mermaid."""
FILLS = {Fate.NEW: "#d1f0d6", Fate.CHANGED: "#fff0c2", Fate.MOVED: "#d6e6fb", Fate.LEFT: "#f9d0d0"}


def graph_section(effects: Effects) -> Iterator[str]:
    """The picture, folded; nothing where there is nobody to draw, or more than fits."""
    edges = [e for e in effects.edges if NAME.fullmatch(e.product) and NAME.fullmatch(e.reader)]
    nodes = sorted({*effects.fates, *(name for e in edges for name in (e.product, e.reader))})
    if not edges or len(nodes) > MAX_NODES:
        return
    yield "<details><summary>Who reads what is touched</summary>\n"
    yield "```mermaid"
    yield from _lines(effects, nodes, edges)
    yield "```"
    yield "\n</details>\n"


def _lines(effects: Effects, nodes: list[str], edges: list[Edge]) -> Iterator[str]:
    ids = {name: f"n{number}" for number, name in enumerate(nodes)}
    yield "graph LR"
    yield from (f'  {ids[name]}["{name}"]' for name in nodes)
    yield from (f"  {ids[edge.product]} --> {ids[edge.reader]}" for edge in edges)
    for fate, fill in FILLS.items():
        touched = [ids[name] for name in nodes if effects.fates.get(name) is fate]
        if touched:
            yield f"  classDef {fate.value} fill:{fill},color:#222"
            yield f"  class {','.join(touched)} {fate.value}"
