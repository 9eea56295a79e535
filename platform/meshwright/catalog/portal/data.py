"""What the portal's scripts read. A page from a disk may fetch nothing, so each is a script itself.

A script says no more than a text that is parsed as JSON: nothing in it is run, and a name such as
`__proto__` is a name.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from meshwright.catalog.impact import audience
from meshwright.catalog.model import Catalog, Product, Right, Table
from meshwright.catalog.picture import Graph, document
from meshwright.catalog.portal.rendering import instant
from meshwright.catalog.runs import Runs
from meshwright.ids import product_in, words
from meshwright.visible import lines


def search(catalog: Catalog, runs: Mapping[str, Runs] | None) -> str:
    """What products are found by: a row each."""
    return _script(
        [
            [
                *_searched(product, catalog.as_of),
                *(() if runs is None else _standing(product, runs)),
            ]
            for product in catalog.products.values()
        ]
    )


def columns(catalog: Catalog) -> str:
    """Every column: by product and table, with what it holds and whether it is protected."""
    return _script(
        [
            [product.id, [[table.name, _columns(table)] for table in product.tables]]
            for product in catalog.products.values()
        ]
    )


def access(rights: Iterable[Right]) -> str:
    """Every right, as it is searched: who reads what, why and until when."""
    return _script([_right(each) for each in rights])


def lineage(drawn: Graph, catalog: Catalog) -> str:
    """A graph with its places, and who reads each product, or each column, by agreement."""
    readers = {name: [*_readers(catalog, name)] for name in sorted(drawn.nodes)}
    return _script({**document(drawn), "readers": {n: r for n, r in readers.items() if r}})


def _readers(catalog: Catalog, name: str) -> Iterator[str]:
    """Who reads what is named so: of a column, by an agreement that opens it."""
    product = catalog.products.get(product_in(name))
    table, *column = words(name)[2:] or ("",)
    for consumer in product.consumers if product else ():
        opened = [each for each in consumer.opened if each.table == table]
        if not table or any(each.whole or {*column} <= {*each.columns} for each in opened):
            yield consumer.name


def _searched(product: Product, day: date) -> list[Any]:
    return [
        product.id,
        product.description,
        product.owner,
        product.domain,
        product.highest_classification,
        product.status,
        product.tier,
        product.tags,
        [[table.name, table.told] for table in product.tables],
        [[c.name, c.told, int(c.protected)] for t in product.tables for c in t.columns],
        product.business_name,
        audience(product, day),
    ]


def _standing(product: Product, runs: Mapping[str, Runs]) -> tuple[str, str]:
    """How the last run went, and when rows become older than promised: a browser tells the rest."""
    known, promised = runs.get(product.id), product.sla.freshness_seconds
    due = known.due(promised) if known else None
    if due is None:
        return _quality(known), "not known" if promised else "no promise"
    return _quality(known), instant(due)


def _quality(runs: Runs | None) -> str:
    if runs is not None and runs.is_failing:
        return "failing"
    return "passing" if runs is not None and runs.rules else "not measured"


def _right(right: Right) -> list[Any]:
    return [
        right.reader,
        right.who,
        right.product,
        right.table,
        [] if right.whole else right.columns,
        right.rows,
        right.basis,
        right.expires.isoformat() if right.expires else "",
    ]


def _columns(table: Table) -> list[Any]:
    return [[each.name, each.type, each.told, each.protection] for each in table.columns]


def _seen(value: Any) -> Any:
    """A value with what cannot be seen in its texts spelled out, as pages show it."""
    if isinstance(value, str):
        return lines(value)
    if isinstance(value, list | tuple):
        return [_seen(each) for each in cast("Iterable[Any]", value)]
    if isinstance(value, dict):
        return {key: _seen(each) for key, each in cast("dict[str, Any]", value).items()}
    return value


def _script(value: Any) -> str:
    text = json.dumps(_seen(value), separators=(",", ":"))
    return f"globalThis.meshData = JSON.parse({json.dumps(text)});\n"
