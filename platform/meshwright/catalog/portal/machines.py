"""What machines read of the portal: the whole catalog, what changed, and where to begin.

Sources: RFC 4287, "The Atom Syndication Format"; RFC 4151 for identities; W3C, "XML 1.0", which has
no place for control characters; llmstxt.org, a title, a summary and lists of links in Markdown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from meshwright.catalog.changelog import Change
from meshwright.catalog.model import Product
from meshwright.catalog.plain import plain
from meshwright.catalog.portal.content import Content
from meshwright.visible import json_line, one_line

VERSION = 1
"""Of `catalog.json`: fields may be added to a version, and none is taken away."""
NEWEST = 100
"""Changes that the feed tells."""
Paths = Mapping[str, Sequence[tuple[str, str]]]
"""Of each product the files it is exported to: the format's name and the file's path."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def catalog(content: Content, exports: Paths) -> str:
    """Everything that is shown, as one document with a product on each line."""
    found = content.catalog
    head = {
        "version": VERSION,
        "environment": found.environment,
        "asOf": found.as_of,
        "commit": content.changelog.commit,
    }
    fields = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    domains = (_json(plain(domain)) for domain in found.domains.values())
    products = (_json(_product(each, exports)) for each in found.products.values())
    for name, entries in (("domains", domains), ("products", products)):
        lines = ",\n  ".join(entries)
        fields.append(f'"{name}": [\n  {lines}\n ]' if lines else f'"{name}": []')
    return "{\n " + ",\n ".join(fields) + "\n}\n"


def _product(product: Product, exports: Paths) -> Mapping[str, Any]:
    written: dict[str, list[str]] = {}
    for name, path in exports.get(product.id, ()):
        written.setdefault(name, []).append(path)
    return {**plain(product), "page": f"products/{product.id}.html", "exports": written}


def _json(value: Any) -> str:
    return json_line(_seen(value))


def _seen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _seen(each) for name, each in value.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [_seen(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        # JSON has no word for what is no number.
        return float(value) if isfinite(value) else str(value)
    return value


def feed(content: Content) -> str:
    """The newest changes of products, as git tells them; no time but that of commits."""
    changes = [
        (change, product)
        for product in content.catalog.products
        for change in content.changelog.of(product)
    ]
    # Those of a day by the order of their products, so that equal histories make equal feeds.
    changes.sort(key=lambda each: each[0].day, reverse=True)
    environment = content.catalog.environment
    newest = changes[0][0].day if changes else content.catalog.as_of
    entries = (_entry(change, content.catalog.products[name]) for change, name in changes[:NEWEST])
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>urn:mesh:{escape(environment)}:changes</id>",
        f"<title>{_xml(f'{environment} mesh: changes of data products')}</title>",
        f"<updated>{_instant(newest)}</updated>",
        "<author><name>mesh</name></author>",
        '<link rel="self" type="application/atom+xml" href="feed.xml"/>',
        '<link rel="alternate" type="text/html" href="index.html"/>',
        *entries,
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(change: Change, product: Product) -> str:
    page = quoteattr(f"products/{product.id}.html#changes")
    return "\n".join(
        [
            "<entry>",
            f"<id>urn:mesh:change:{escape(product.id)}:{change.commit}</id>",
            f"<title>{_xml(f'{product.id}: {change.subject}')}</title>",
            f"<updated>{_instant(change.day)}</updated>",
            f"<author><name>{_xml(product.owner)}</name></author>",
            f'<link rel="alternate" type="text/html" href={page}/>',
            f"<summary>{_xml(product.description)}</summary>",
            "</entry>",
        ]
    )


def _xml(text: str) -> str:
    return escape(one_line(text))


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def llms(content: Content) -> str:
    """Where a language model begins: what there is, and the files that say it without markup."""
    found = content.catalog
    return "\n".join(
        [
            f"# {_markdown(found.environment)} data mesh",
            "",
            "> Data products with their owners, tables, columns, lineage and readers.",
            "",
            "Columns marked as protected are read by agreement only; a product's page says how to"
            " ask for access.",
            "",
            "## Catalog",
            "",
            "- [catalog.json](catalog.json): every product with its tables and columns",
            "- [feed.xml](feed.xml): what changed of late",
            "- [index.html](index.html): the same for people",
            *_sections(content),
            "",
        ]
    )


def _sections(content: Content) -> Iterator[str]:
    for domain in content.catalog.domains.values():
        if domain.products:
            yield from ("", f"## {_markdown(domain.id)}", "")
        for name in domain.products:
            said = _markdown(content.catalog.products[name].told)
            yield f"- [{name}]({_linked(content, name)}): {said}"


def _linked(content: Content, name: str) -> str:
    """The contract, which says most; the page where no files lie beside it."""
    return f"exports/{name}.odcs.yaml" if content.exports else f"products/{name}.html"


def _markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))
