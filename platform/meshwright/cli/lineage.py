"""`mesh lineage`: what a product, a table or a column is made of, and what is made of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.completion import selections
from meshwright.cli.options import AsOf, Env, Json

if TYPE_CHECKING:
    from meshwright.lineage.graph import Edge
    from meshwright.specs.models import Mesh
    from meshwright.standards.lineage.graph import Graph, Level
    from meshwright.standards.lineage.text import Tree


class LineageFormat(StrEnum):
    """What lineage can be written as."""

    TEXT = "text"
    MERMAID = "mermaid"
    SVG = "svg"
    JSON = "json"
    OPENLINEAGE = "openlineage"


class Fineness(StrEnum):
    """What is joined by lineage."""

    PRODUCTS = "products"
    TABLES = "tables"
    COLUMNS = "columns"


def lineage(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="Products, tables of them, columns of those, domains or globs; all if empty.",
            autocompletion=selections,
        ),
    ] = None,
    up: Annotated[bool, typer.Option("--up", help="Only what it is made of.")] = False,
    down: Annotated[bool, typer.Option("--down", help="Only what is made of it.")] = False,
    level: Annotated[
        Fineness | None,
        typer.Option("--level", help="What is joined; by default as fine as what is named."),
    ] = None,
    written: Annotated[
        LineageFormat,
        typer.Option("--format", help="As lines, as a picture, as a document or as events."),
    ] = LineageFormat.TEXT,
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Follow products, tables and columns through the queries of derived tables, up and down."""
    from meshwright.cli.lineage_names import named
    from meshwright.specs.load import load_mesh
    from meshwright.workspace import find_workspace

    mesh = load_mesh(find_workspace().root).mesh
    found = named(mesh, names or ())
    written = LineageFormat.JSON if json else written
    if written is LineageFormat.OPENLINEAGE:
        output.write_out(_events(mesh, found, env, as_of or options.today()))
        return
    ways = {"up": up or not down, "down": down or not up}
    _show(mesh, names or (), found, level, written, ways)


def _show(
    mesh: "Mesh",
    asked: Sequence[str],
    names: Sequence[str],
    level: Fineness | None,
    written: LineageFormat,
    ways: Mapping[str, bool],
) -> None:
    from meshwright.ids import joined, words
    from meshwright.standards.lineage import graph, text

    fineness = graph.Level[level.name] if level else graph.finest(names)
    # What is asked for by less than is named is what the name is a part of.
    names = tuple(dict.fromkeys(joined(words(name)[:fineness]) for name in names))
    tree = text.tree(mesh, names[0], **ways) if text.is_start(names, fineness) else None
    if written is LineageFormat.TEXT and tree is not None:
        output.print_out("\n".join(text.tree_lines(names[0], tree)))
        return
    drawn = graph.graph(mesh, names, fineness, **ways)
    if written is LineageFormat.JSON:
        output.emit("lineage", _document(asked, drawn, fineness, tree or {}))
    elif written is LineageFormat.TEXT:
        output.print_out("\n".join(text.edge_lines(drawn)))
    else:
        output.write_out(_picture(drawn, fineness, written))


def _picture(drawn: "Graph", level: "Level", written: LineageFormat) -> str:
    if written is LineageFormat.MERMAID:
        from meshwright.standards.lineage.mermaid import mermaid

        return mermaid(drawn, level)
    from meshwright.standards.lineage.svg import svg

    return svg(drawn, level)


def _events(mesh: "Mesh", names: Sequence[str], env: str, as_of: date) -> str:
    from meshwright.plan.drafts import deployed
    from meshwright.specs.load import load_environment
    from meshwright.standards.lineage.openlineage import openlineage
    from meshwright.standards.selection import products_of
    from meshwright.workspace import find_workspace

    environment = load_environment(find_workspace().root, env)
    shown = deployed(mesh, environment)
    return openlineage(shown, products_of(shown, names), environment, as_of)


def _document(asked: Sequence[str], drawn: "Graph", level: "Level", tree: "Tree") -> dict[str, Any]:
    steps = {
        way: [{**_edge(step.edge), "depth": step.depth} for step in found]
        for way, found in tree.items()
    }
    return {
        "name": " ".join(asked),
        **steps,
        "level": level.name.lower(),
        "boxes": [{"id": box.id, "columns": list(box.rows)} for box in drawn.boxes],
        "edges": [_edge(edge) for edge in drawn.edges],
    }


def _edge(edge: "Edge") -> dict[str, Any]:
    return {"from": edge.source, "to": edge.target, "how": edge.how}
