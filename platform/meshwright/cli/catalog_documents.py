"""The catalog's answers for machines."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from meshwright.catalog.plain import plain
from meshwright.cli.access_how import snippet_document
from meshwright.cli.catalog_parts import ENTRY, cut, end_of, part, size_of

if TYPE_CHECKING:
    from meshwright.catalog.model import Product
    from meshwright.catalog.search import Answer, Hit
    from meshwright.catalog.source import Source
    from meshwright.snippets.reading import Snippet

    Ways = Mapping[str, tuple[tuple[Snippet, ...], tuple[str, ...]]]


def found(source: "Source", words: tuple[str, ...], answer: "Answer", limit: int) -> dict[str, Any]:
    """The products that fit words, the likeliest first."""
    return {
        **_of(source),
        "asked": list(words),
        "missing": list(answer.missing),
        "readAs": dict(answer.read_as),
        "count": len(answer.hits),
        "products": [_hit(hit) for hit in answer.hits[:limit]],
    }


def found_part(
    source: "Source", words: tuple[str, ...], answer: "Answer", offset: int, limit: int
) -> dict[str, Any]:
    """What `found` tells with a part of the products, of a size that an agent can read."""
    hits = [_hit(hit) for hit in answer.hits]
    return {**cut(found(source, words, answer, 0)), **part("products", hits, offset, limit)}


def whole(source: "Source", product: "Product", reader: str, ways: "Ways") -> dict[str, Any]:
    """One product, and how somebody reads it."""
    return {
        **_of(source),
        "product": plain(product),
        "reader": reader,
        "howToRead": [
            {
                "table": table,
                "snippets": [snippet_document(each) for each in snippets],
                "notes": list(notes),
            }
            for table, (snippets, notes) in ways.items()
        ],
    }


def whole_part(told: dict[str, Any], offset: int) -> dict[str, Any]:
    """What `whole` tells with a part of the columns, of a size that an agent can read.

    Of the tables those are told that the columns are of, and how they are read.
    """
    product, ways = told["product"], {way["table"]: way for way in told["howToRead"]}
    columns: list[tuple[str, dict[str, Any]]] = []
    sizes: list[int] = []
    beside: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {}
    for table in product["tables"]:
        name = table["name"]
        head = cut({**table, "columns": []}, ENTRY)
        way = [cut(ways[name], ENTRY)] if name in ways else []
        beside[name] = head, way
        found = [cut(column, ENTRY) for column in table["columns"]]
        around = sum(map(size_of, (head, *way)))
        sizes += [size_of(each) + (0 if at else around) for at, each in enumerate(found)]
        columns += [(name, each) for each in found]
    end = end_of(sizes, offset, len(sizes))
    rest = cut({**told, "product": {**product, "tables": []}, "howToRead": []})
    for name, group in groupby(columns[offset:end], itemgetter(0)):
        head, way = beside[name]
        rest["product"]["tables"].append({**head, "columns": [each for _, each in group]})
        rest["howToRead"] += way
    return {**rest, "count": len(columns), "next": end if end < len(columns) else None}


def _of(source: "Source") -> dict[str, Any]:
    return {
        "environment": source.environment.name,
        "source": "deployed" if source.is_deployed else "specs",
        "day": source.as_of,
        "unreadable": list(source.unreadable),
    }


def _hit(hit: "Hit") -> dict[str, Any]:
    product = hit.product
    return {
        "id": product.id,
        "businessName": product.business_name,
        "description": product.description,
        "owner": product.owner,
        "status": product.status,
        "tier": product.tier,
        "classification": product.highest_classification,
        "tags": list(product.tags),
        "score": hit.score,
        "found": [
            {"field": place.field.value, "name": place.name, "protected": place.protected}
            for place in hit.found
        ],
    }
