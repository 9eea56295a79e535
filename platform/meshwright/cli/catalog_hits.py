"""The products that were found, as a person reads them: what each is, and where the words are."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from meshwright.visible import one_line, plural

if TYPE_CHECKING:
    from meshwright.catalog.model import Product
    from meshwright.catalog.search import Answer, Hit, Place
    from meshwright.catalog.source import Source

SHOWN, LONGEST = 4, 100
"""Places that are named of a product; characters of a text."""


def lines(source: "Source", words: tuple[str, ...], answer: "Answer", limit: int) -> Iterator[str]:
    """Each product in a few lines, the likeliest first, and how many there are."""
    for word, known in answer.read_as.items():
        yield f"took '{one_line(word)}' for '{one_line(known)}'"
    if answer.hits and answer.missing:
        named = ", ".join(map(one_line, answer.missing))
        yield f"no product has all of these words, so some may be missing: {named}"
    for hit in answer.hits[:limit]:
        yield from _hit(hit)
    yield _headline(source, words, answer, limit)
    if words and not answer.hits:
        yield "what nobody offers can be asked for: mesh new wanted NAME --for YOU"
    yield from unreadable(source)


def unreadable(source: "Source") -> Iterator[str]:
    """What was not looked among."""
    if source.unreadable:
        named = ", ".join(map(one_line, source.unreadable))
        why = "written by another version" if source.is_deployed else "its files have errors"
        yield f"not looked at, {why}: {named}"


def about(text: str, longest: int = LONGEST) -> str:
    """A text of somebody's on one line of bounded length."""
    line = one_line(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _hit(hit: "Hit") -> Iterator[str]:
    product = hit.product
    yield f"{one_line(product.id)}  {about(product.told)}"
    yield f"    {facts(product)}"
    named = [_named(place) for place in islice(_telling(hit.found), SHOWN)]
    if named:
        yield f"    found in: {', '.join(named)}"


def facts(product: "Product") -> str:
    """What is told of each product, wherever it is named."""
    ends = f", until {product.sunset}" if product.sunset else ""
    status = "" if product.status == "active" else f"{product.status}{ends}, "
    tags = f", tags: {', '.join(map(one_line, product.tags))}" if product.tags else ""
    return (
        f"{status}{product.tier}, {product.highest_classification}, {one_line(product.owner)}{tags}"
    )


def _telling(found: "tuple[Place, ...]") -> Iterator["Place"]:
    """The places that the lines above do not show already."""
    known: set[str] = set()
    for place in found:
        if place.name and place.field.value != "tag" and place.name not in known:
            known.add(place.name)
            yield place


def _named(place: "Place") -> str:
    return f"{one_line(place.name)} (protected)" if place.protected else one_line(place.name)


def _headline(source: "Source", words: tuple[str, ...], answer: "Answer", limit: int) -> str:
    count, all_ = len(answer.hits), plural(len(source.products), "product")
    where = f"deployed in {source.environment.name}" if source.is_deployed else "in the specs"
    if not words:
        told = f"{all_} {where}"
    elif not count:
        told = f"nothing of {all_} {where} fits {one_line(' '.join(words))}"
    else:
        told = f"{count} of {all_} {where}"
    more = f"; --limit {count} shows all" if count > limit else ""
    return f"{told}{more}"
