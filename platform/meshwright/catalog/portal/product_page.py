"""What a product's page tells beside the product itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.catalog.impact import impact
from meshwright.catalog.model import Product, Right
from meshwright.catalog.portal import graphs
from meshwright.catalog.portal.content import Content

SHOWN_CHANGES = 30
CONSUMER = "CONSUMER"
"""Stands in texts for who asks, until the page is told."""
Names = Mapping[str, tuple[str, ...]]


def values(
    content: Content, product: Product, above: Names, below: Names, rights: tuple[Right, ...]
) -> dict[str, Any]:
    """What the template of a product's page is given."""
    catalog = content.catalog
    sources, targets = above.get(product.id, ()), below.get(product.id, ())
    path = product.request.replace("<consumer>", CONSUMER)
    text = _asked(product)
    # What another repository holds is asked for there.
    is_askable = product.id not in content.others
    return {
        "product": product,
        "above": sources,
        "below": targets,
        "near": graphs.near(catalog, product.id, sources, targets),
        "impact": impact(catalog, below, product.id),
        "rights": rights,
        "sizes": {table.name: len(table.columns) for table in product.tables},
        "examples": tuple(_examples(product)),
        "findings": content.findings_of.get(product.id, ()),
        "other": content.others.get(product.id, ""),
        "samples": content.samples.get(product.id, {}),
        "runs": None if content.runs is None else content.runs.get(product.id),
        "are_runs_known": content.runs is not None and product.id not in content.others,
        "changes": content.changelog.of(product.id)[:SHOWN_CHANGES],
        "versions": content.changelog.versions,
        "agreed": content.changelog.files,
        "asked_path": path,
        "asked_text": text,
        "ask_link": content.host.asking(path, text) if is_askable and content.host else "",
    }


def _asked(product: Product) -> str:
    """The file that asks for every unprotected column, to be filled in."""
    tables = "".join(f"  {table.name}:\n" for table in product.tables if table.example_query)
    return f"purpose: TEXT\ntables:\n{tables}expires: DATE\n"


def _examples(product: Product) -> Iterator[tuple[str, str]]:
    for table in product.tables:
        if table.example_query:
            yield f"{table.name}, in Athena", table.example_query
