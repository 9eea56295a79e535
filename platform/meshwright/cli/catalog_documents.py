"""The catalog's answers for machines."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from meshwright.catalog.plain import plain
from meshwright.cli.access_how import snippet_document

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
