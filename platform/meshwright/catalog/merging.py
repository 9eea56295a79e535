"""Meshes of other repositories and accounts beside one's own, as one catalog; pure.

What others wrote is not taken on trust: names become paths and links, so they have to be names; an
entry speaks of its own product alone; and what is one's own, or came first, is nobody else's. What
is left out is named with its reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from meshwright.catalog import model
from meshwright.catalog.exchange import Entry, Index
from meshwright.catalog.promises import promise, promises
from meshwright.ids import covers, domain_of, name_of, words
from meshwright.lineage.graph import INPUT, Edge, rolled_up
from meshwright.specs.scalars import ID_PATTERN, OWNER_PATTERN

ID = re.compile(ID_PATTERN)
OWNER = re.compile(OWNER_PATTERN)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
HOWS = ("copied", "computed", "aggregated", "counted", "decides")
DOMAIN, PRODUCT, TABLE, COLUMN = 1, 2, 3, 4
"""Words of ids."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry that is not shown."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another mesh, as far as it could be read."""

    place: str
    """Where its entries lie."""
    index: Index
    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """All meshes as one."""

    catalog: model.Catalog
    places: Mapping[str, str]
    """Of each product and domain of another mesh: where its entry lies."""
    unread: tuple[Unread, ...]


def merged(own: model.Catalog, others: Iterable[Other]) -> Merged:
    """One's own mesh, and the others in their order."""
    catalog, places, unread = own, dict[str, str](), list[Unread]()
    for other in others:
        unread += other.unread
        domains, taken = _domains(catalog, other)
        unread += taken
        entries: list[Entry] = []
        for entry in other.entries:
            fault = next(_faults(entry, domains), None)
            if fault is None:
                entries.append(entry)
            else:
                unread.append(Unread(f"{other.place}: {entry.product.id}", fault))
        catalog = _with(catalog, domains, entries)
        places |= dict.fromkeys((*domains, *(e.product.id for e in entries)), other.place)
    if places:
        products = dict(sorted(catalog.products.items()))
        domains = dict(sorted(catalog.domains.items()))
        catalog = replace(catalog, products=products, domains=domains)
    return Merged(catalog, places, tuple(unread))


def _domains(
    catalog: model.Catalog, other: Other
) -> tuple[Mapping[str, model.Domain], tuple[Unread, ...]]:
    """The other's domains that are nobody's yet, and those that are not shown."""
    found: dict[str, model.Domain] = {}
    unread: list[Unread] = []
    for domain in other.index.domains:
        reason = ""
        if not is_id(domain.id, DOMAIN):
            reason = "its name is none that a domain can have"
        elif not OWNER.fullmatch(domain.owner):
            reason = "its owner is no mail address"
        elif domain.id in catalog.domains or domain.id in found:
            reason = "another mesh has a domain of this name already"
        if reason:
            unread.append(Unread(f"{other.place}: {domain.id}", reason))
        else:
            found[domain.id] = domain
    return found, tuple(unread)


def _faults(entry: Entry, domains: Mapping[str, model.Domain]) -> Iterator[str]:
    """Why a page could not be made of it, or what it says that is not its own to say."""
    product = entry.product
    columns = {table.name: {c.name for c in table.columns} for table in product.tables}
    names = [name for table, held in columns.items() for name in (table, *held)]
    if not is_id(product.id, PRODUCT):
        yield "its id is none that a product can have"
    if (product.domain, product.name) != (domain_of(product.id), name_of(product.id)):
        yield "its domain and name are not those of its id"
    if not OWNER.fullmatch(product.owner):
        yield "its owner is no mail address"
    if product.domain not in domains:
        yield "its domain is not shown as one of its mesh"
    if not all(map(NAME.fullmatch, names)) or len(columns) != len(product.tables):
        yield "its tables or columns have names that none can have"
    if not all(r.product == product.id and r.table in columns for r in entry.rights):
        yield "it tells of rights that are not on its own tables"
    if not all(_is_edge(edge, product.id) for edge in entry.edges):
        yield "it tells of lineage that is not its own columns'"
    if not all(is_id(name, PRODUCT) for name in (*product.inputs, *product.read_by)):
        yield "it names inputs or readers that are no products"
    if not _is_promised(product):
        yield "it promises a quality that is not known here"


def _is_promised(product: model.Product) -> bool:
    """Whether all of its promises can be said, as a page does."""
    try:
        for table in product.tables:
            said = [promise(rule) for rule in table.quality]
            said += [text for column in table.columns for text in promises(column)]
    except (KeyError, TypeError, IndexError, ValueError):
        return False
    return True


def is_id(name: str, length: int) -> bool:
    """Whether a name has so many words, each of them as specs may have it."""
    found = words(name)
    return len(found) == length and all(map(ID.fullmatch, found))


def _is_name(name: str, *lengths: int) -> bool:
    found = words(name)
    return len(found) in lengths and all(map(NAME.fullmatch, found))


def _is_edge(edge: Edge, product: str) -> bool:
    ends = _is_name(edge.source, COLUMN) and _is_name(edge.target, TABLE, COLUMN)
    return ends and covers(product, edge.target) and edge.how in HOWS


def _with(
    catalog: model.Catalog, domains: Mapping[str, model.Domain], entries: Iterable[Entry]
) -> model.Catalog:
    products = {entry.product.id: entry.product for entry in entries}
    column_edges = tuple(edge for entry in entries for edge in entry.edges)
    product_edges = rolled_up(
        (*catalog.product_edges, *column_edges, *_inputs(products.values())), PRODUCT
    )
    held = {
        name: replace(domain, products=tuple(id_ for id_ in products if domain_of(id_) == name))
        for name, domain in domains.items()
    }
    return replace(
        catalog,
        domains={**catalog.domains, **held},
        products={**catalog.products, **products},
        product_edges=product_edges,
        column_edges=(*catalog.column_edges, *column_edges),
        rights=(*catalog.rights, *(right for entry in entries for right in entry.rights)),
    )


def _inputs(products: Iterable[model.Product]) -> Iterator[Edge]:
    for product in products:
        yield from (Edge(source, product.id, INPUT) for source in product.inputs)
