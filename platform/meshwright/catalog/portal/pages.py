"""All files of a portal, as text by their paths; pure, so that equal content makes equal files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from meshwright.catalog import scores
from meshwright.catalog.impact import neighbours
from meshwright.catalog.model import Column, Product
from meshwright.catalog.portal import data, governance, graphs, home, machines, product_page
from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.exports import Export
from meshwright.catalog.portal.rendering import anchor, page
from meshwright.catalog.portal.rights import Rights
from meshwright.catalog.portal.teams import Team, file_of, teams
from meshwright.catalog.terms import terms
from meshwright.ids import joined

ASSETS = Path(__file__).with_name("assets")
LARGEST_PICTURE = 400
"""Boxes of a picture that stands in a page; of larger ones the browser draws a part."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands: its product's page, and where on it."""

    product: str
    anchor: str


@dataclass(frozen=True)
class Portal:
    """Content, and what many pages look up in it."""

    content: Content

    @cached_property
    def common(self) -> Mapping[str, Any]:
        """What every page is given."""
        return {
            "catalog": self.content.catalog,
            "commit": self.content.changelog.commit,
            "column_place": self.column_place,
            "host": self.content.host,
            "owners": self.owners,
        }

    def common_of(self, name: str) -> Mapping[str, Any]:
        """What the page of a product or a domain knows; another mesh's lies at no host of ours."""
        return {**self.common, "host": None} if name in self.content.others else self.common

    @cached_property
    def above(self) -> Mapping[str, tuple[str, ...]]:
        return neighbours(self.content.catalog.product_edges, up=True)

    @cached_property
    def below(self) -> Mapping[str, tuple[str, ...]]:
        return neighbours(self.content.catalog.product_edges, up=False)

    @cached_property
    def up(self) -> graphs.Ends:
        return graphs.by_end(self.content.catalog.column_edges, up=True)

    @cached_property
    def down(self) -> graphs.Ends:
        return graphs.by_end(self.content.catalog.column_edges, up=False)

    @cached_property
    def rights(self) -> Rights:
        return Rights(self.content.catalog)

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        return teams(self.content)

    @cached_property
    def owners(self) -> frozenset[str]:
        """Who has a page of a team."""
        return frozenset(team.owner.lower() for team in self.teams)

    @cached_property
    def sizes(self) -> Mapping[str, Mapping[str, int]]:
        """How many columns each table has, by product."""
        return {
            product.id: {table.name: len(table.columns) for table in product.tables}
            for product in self.content.catalog.products.values()
        }

    @cached_property
    def columns(self) -> tuple[tuple[Product, str, Column], ...]:
        return tuple(
            (product, table.name, column)
            for product in self.content.catalog.products.values()
            for table in product.tables
            for column in table.columns
        )

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each column, and each table, stands."""
        found = {
            joined((product.id, table, column.name)): Place(product.id, anchor(table, column.name))
            for product, table, column in self.columns
        }
        for product in self.content.catalog.products.values():
            for table in product.tables:
                name = joined((product.id, table.name))
                found[name] = Place(product.id, f"table-{table.name}")
        return found

    def column_place(self, name: str) -> Place | None:
        return self.places.get(name)


def files(content: Content) -> Iterator[tuple[str, bytes]]:
    """Each file of the portal: its path, and what it holds."""
    portal, written = Portal(content), dict[str, tuple[Export, ...]]()
    yield from of_the_mesh(portal)
    for product in content.catalog.products.values():
        exports = exports_of(portal, product)
        yield from of_product(portal, product, exports)
        written[product.id] = _named(exports)
    yield from for_machines(content, written)


def of_the_mesh(portal: Portal) -> Iterator[tuple[str, bytes]]:
    """The files that are of no product: pages, what their scripts read, and assets."""
    for path, text in _of_the_mesh(portal):
        yield path, text.encode()
    for asset in sorted(path for path in ASSETS.rglob("*") if path.is_file()):
        yield f"assets/{asset.relative_to(ASSETS).as_posix()}", asset.read_bytes()


def exports_of(portal: Portal, product: Product) -> tuple[Export, ...]:
    """A product in the formats of other tools: another mesh's lies in its own portal."""
    exports = None if product.id in portal.content.others else portal.content.exports
    return exports.of(product.id) if exports else ()


def of_product(
    portal: Portal, product: Product, exports: tuple[Export, ...]
) -> Iterator[tuple[str, bytes]]:
    """The files of one product."""
    for path, text in _product(portal, product, exports):
        yield path, text.encode()
    for each in exports:
        yield each.path, each.text.encode()


def every_export(portal: Portal) -> Mapping[str, tuple[Export, ...]]:
    """Whereto each product is exported."""
    products = portal.content.catalog.products
    return {name: _named(exports_of(portal, product)) for name, product in products.items()}


def _named(exports: tuple[Export, ...]) -> tuple[Export, ...]:
    """Exports without what they hold."""
    return tuple(replace(each, text="") for each in exports)


def _of_the_mesh(portal: Portal) -> Iterator[tuple[str, str]]:
    content, common = portal.content, portal.common
    yield "index.html", page("home.html", common, path="index.html", **home.values(content))
    yield "search.html", page("search.html", common, path="search.html")
    yield "columns.html", page("columns.html", common, path="columns.html")
    words = terms(content.catalog.products.values())
    yield "glossary.html", page("glossary.html", common, path="glossary.html", terms=words)
    rules = governance.values(content)
    yield "governance.html", page("governance.html", common, path="governance.html", **rules)
    yield scores.FILE, scores.text_of(content.catalog.environment, rules["days"])
    whole = graphs.of_products(content.catalog)
    yield "lineage.html", _lineage(portal, whole)
    yield from content.entries
    if content.results:
        yield "runs.json", content.results
    yield "data/search.js", data.search(content.catalog, content.runs)
    yield "data/columns.js", data.columns(content.catalog)
    yield "data/lineage.js", data.lineage(whole, content.catalog)
    yield from _access(portal)
    for team in portal.teams:
        path = file_of(team.owner)
        yield path, page("team.html", common, path=path, team=team)
    for domain in content.catalog.domains.values():
        path = f"domains/{domain.id}.html"
        yield path, page("domain.html", portal.common_of(domain.id), path=path, domain=domain)


def for_machines(
    content: Content, written: Mapping[str, tuple[Export, ...]]
) -> Iterator[tuple[str, bytes]]:
    """What stands beside the pages for other tools, of the whole mesh."""
    for path, text in _for_machines(content, written):
        yield path, text.encode()


def _for_machines(
    content: Content, written: Mapping[str, tuple[Export, ...]]
) -> Iterator[tuple[str, str]]:
    if content.exports:
        own = [name for name in written if name not in content.others]
        names = [(each.format, each.name) for exports in written.values() for each in exports]
        for each in content.exports.shared(own, names):
            yield each.path, each.text
    paths = {name: [(e.format, e.path) for e in exports] for name, exports in written.items()}
    yield "catalog.json", machines.catalog(content, paths)
    yield "feed.xml", machines.feed(content)
    yield "llms.txt", machines.llms(content)


def _access(portal: Portal) -> Iterator[tuple[str, str]]:
    """The index, what is searched from it, and a page for each domain."""
    rights, common = portal.rights, portal.common
    yield (
        "access.html",
        page(
            "access.html",
            common,
            path="access.html",
            domains=tuple(rights.summaries()),
            others=tuple(rights.others()),
            ending=rights.ending,
        ),
    )
    yield "data/access.js", data.access(rights.all)
    for domain in portal.content.catalog.domains.values():
        path = f"access/{domain.id}.html"
        yield (
            path,
            page(
                "rights.html",
                common,
                path=path,
                domain=domain,
                given=rights.given.get(domain.id, ()),
                held=rights.held.get(domain.id, ()),
                sizes=portal.sizes,
            ),
        )


def _lineage(portal: Portal, whole: graphs.Graph) -> str:
    is_small = len(whole.nodes) <= LARGEST_PICTURE
    return page(
        "lineage.html",
        portal.common,
        path="lineage.html",
        picture=graphs.picture(whole) if is_small else None,
        data="data/lineage.js",
        focus="",
        heading="Lineage",
        what="products",
    )


def _product(
    portal: Portal, product: Product, exports: tuple[Export, ...]
) -> Iterator[tuple[str, str]]:
    path = f"products/{product.id}.html"
    drawn = graphs.of_columns(portal.content.catalog, product, portal.up, portal.down)
    rights = portal.rights.of_product.get(product.id, ())
    values = product_page.values(portal.content, product, portal.above, portal.below, rights)
    has_columns = bool(drawn.nodes)
    yield (
        path,
        page(
            "product.html",
            portal.common_of(product.id),
            path=path,
            has_columns=has_columns,
            exports=exports,
            **values,
        ),
    )
    if has_columns:
        yield from _columns(portal, product, drawn)


def _columns(portal: Portal, product: Product, drawn: graphs.Graph) -> Iterator[tuple[str, str]]:
    path, script = f"lineage/{product.id}.html", f"data/lineage/{product.id}.js"
    is_small = len(drawn.nodes) <= LARGEST_PICTURE
    yield (
        path,
        page(
            "lineage.html",
            portal.common,
            path=path,
            picture=graphs.picture(drawn) if is_small else None,
            data=script,
            focus=product.id,
            heading=f"Columns of {product.id}",
            what="columns",
        ),
    )
    yield script, data.lineage(drawn, portal.content.catalog)
