"""Lineage as a mermaid flow chart, which GitHub and GitLab draw where a page quotes it.

Source: mermaid.js.org, "Flowcharts", "Entity codes to escape characters": a character is written as
`#` and its decimal number, and then is text, whatever else it would mean.
"""

import re
from collections.abc import Iterator

from meshwright.lineage.graph import DECIDES, INPUT, Edge
from meshwright.standards.lineage.graph import Graph, Level, box_of, row_of
from meshwright.visible import one_line

_OTHER = re.compile(r"[^A-Za-z0-9_. ]")
_DOTTED = (DECIDES, INPUT)


def mermaid(graph: Graph, level: Level) -> str:
    """The flow chart of a graph, from left to right."""
    return "\n".join(_lines(graph, level)) + "\n"


def _lines(graph: Graph, level: Level) -> Iterator[str]:
    # Numbers for names: a word of mermaid's own, such as `end`, can be no id there.
    known = {box.id: f"n{at}" for at, box in enumerate(graph.boxes)}
    rows = {
        (box.id, row): f"{known[box.id]}c{at}"
        for box in graph.boxes
        for at, row in enumerate(box.rows)
    }
    yield "flowchart LR"
    for box in graph.boxes:
        if not box.rows:
            yield f'  {known[box.id]}["{_label(box.id)}"]'
            continue
        yield f'  subgraph {known[box.id]}["{_label(box.id)}"]'
        for row in box.rows:
            yield f'    {rows[box.id, row]}["{_label(row)}"]'
        yield "  end"
    for edge in graph.edges:
        ends = [_end(end, level, known, rows) for end in (edge.source, edge.target)]
        yield f"  {ends[0]} {_arrow(edge)} {ends[1]}"


def _end(end: str, level: Level, known: dict[str, str], rows: dict[tuple[str, str], str]) -> str:
    box, row = box_of(end, level), row_of(end)
    return known[box] if row is None else rows[box, row]


def _arrow(edge: Edge) -> str:
    return f"-. {edge.how} .->" if edge.how in _DOTTED else f"-- {edge.how} -->"


def _label(text: str) -> str:
    return _OTHER.sub(lambda found: f"#{ord(found[0])};", one_line(text))
