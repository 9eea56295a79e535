"""`mesh lineage`: what a product, a table or a column is made of, and what is made of it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import output
from meshwright.cli.completion import selections
from meshwright.cli.options import Json
from meshwright.errors import UsageError
from meshwright.ids import joined, words

if TYPE_CHECKING:
    from meshwright.lineage.graph import Edge, Step
    from meshwright.specs.models import Mesh

PRODUCT = 2
"""Parts of a product's name; a table's has one more, a column's two."""
_WORDS = {"decides": "decides its rows", "input": "named under inputs"}


def lineage(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="What to follow: a product, a table of it or a column of that.",
            autocompletion=selections,
        ),
    ],
    up: Annotated[bool, typer.Option("--up", help="Only what it is made of.")] = False,
    down: Annotated[bool, typer.Option("--down", help="Only what is made of it.")] = False,
    json: Json = False,
) -> None:
    """Follow columns through the queries of derived tables, up and down."""
    from meshwright.specs.load import load_mesh
    from meshwright.workspace import find_workspace

    mesh = load_mesh(find_workspace().root).mesh
    require_known(mesh, name)
    both = not (up or down)
    found = {
        way: _steps(mesh, name, up=way == "up")
        for way, wanted in (("up", up or both), ("down", down or both))
        if wanted
    }
    if json:
        documents = {way: [_document(step) for step in steps] for way, steps in found.items()}
        output.emit("lineage", {"name": name, **documents})
        return
    output.print_out("\n".join(lines(name, found)))


def require_known(mesh: "Mesh", name: str) -> None:
    """Raises UsageError for what is not in the mesh, with what was meant."""
    from meshwright.wording import did_you_mean, shown

    product, rest = joined(words(name)[:PRODUCT]), words(name)[PRODUCT:]
    known = mesh.products.get(product)
    if known is None and mesh.is_unreadable(product) and not rest:
        return
    choices: Sequence[str] = [*mesh.products]
    word, what = product, "product"
    if known is not None:
        tables = known.spec.tables
        if not rest or (rest[0] in tables and len(rest) == 1):
            return
        word, what, choices = rest[0], f"table of {product}", [*tables]
        if rest[0] in tables:
            columns = tables[rest[0]].columns
            word, what, choices = joined(rest[1:]), f"column of {product}.{rest[0]}", [*columns]
            if word in columns:
                return
    fix = "name a product (sales.orders), a table of it or a column of that"
    raise UsageError(f"{shown(word)} is no {what}{did_you_mean(word, choices)}", fix=fix)


def lines(name: str, found: "dict[str, list[Step]]") -> Iterator[str]:
    """A tree each way."""
    yield name
    for way, steps in found.items():
        made = {"up": "made of", "down": "goes into"}[way]
        if not steps:
            nothing = "nothing that a query names" if way == "up" else "nothing"
            yield f"  {made}: {nothing}"
            continue
        yield f"  {made}:"
        for step in steps:
            far = step.edge.source if way == "up" else step.edge.target
            how = _WORDS.get(step.edge.how, step.edge.how)
            yield f"  {'  ' * step.depth}{far}  ({how})"


def _steps(mesh: "Mesh", name: str, *, up: bool) -> "list[Step]":
    from meshwright.lineage.graph import walked

    return [*walked(_edges(mesh, len(words(name))), name, up=up)]


def _edges(mesh: "Mesh", parts: int) -> "tuple[Edge, ...]":
    """Edges as fine as what is asked for."""
    from meshwright.lineage.graph import column_edges, input_edges, rolled_up

    if parts == PRODUCT:
        return rolled_up((*column_edges(mesh), *input_edges(mesh)), PRODUCT)
    edges = column_edges(mesh)
    return rolled_up(edges, parts) if parts == PRODUCT + 1 else edges


def _document(step: "Step") -> dict[str, Any]:
    edge = step.edge
    return {"from": edge.source, "to": edge.target, "how": edge.how, "depth": step.depth}
