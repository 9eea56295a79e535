"""What agents can ask of the catalog, each answered as a document; nothing is ever written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.catalog.plain import plain
from meshwright.cli import catalog_documents
from meshwright.cli.catalog_parts import cut, part
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from meshwright.catalog.model import Product
    from meshwright.catalog.source import Source
    from meshwright.workspace import Workspace

Document = dict[str, Any]
MOST = 20
"""Products that an answer holds where nobody says how many."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Questions to the specs of a checkout, which are read anew for each."""

    workspace: "Workspace"
    source: "Callable[[], Source]"

    def search(self, words: str, limit: int = MOST, offset: int = 0) -> Document:
        """Data products by words in their names, tables, columns, descriptions, owners and tags.

        Typing slips are forgiven. The likeliest come first; `missing` are words found nowhere.
        Where `next` is a number, more of the `count` products are told with it as `offset`.
        """
        from meshwright.catalog.search import search

        source, asked = self.source(), tuple(words.split())
        if not asked or limit < 1:
            raise UsageError("there is nothing to look for", fix="give words, and a limit above 0")
        answer = search(source.products.values(), asked)
        return catalog_documents.found_part(source, asked, answer, offset, limit)

    def product(self, name: str, reader: str = "", offset: int = 0) -> Document:
        """One data product whole: purpose, owner, tables, columns with types and protection,
        lineage, who reads it and why, and how `reader` (a domain, a product or a principal; its own
        domain by default) queries it. Where `next` is a number, more of its `count` columns are
        told with it as `offset`; `cut` names what else was too long.
        """
        from meshwright.entitlements import asked

        source = self.source()
        told = _product(source, name)
        who = asked.consumer(source.mesh, source.environment, reader) if reader else told.domain
        whole = catalog_documents.whole(source, told, who, source.ways(name, who))
        return catalog_documents.whole_part(whole, offset)

    def column(self, name: str) -> Document:
        """One column, named `domain.product.table.column`: its type, whether it is protected, what
        it is made of, what is made of it, and who may read it by which right.
        """
        from meshwright.entitlements.asked import target
        from meshwright.ids import joined

        source = self.source()
        asked = target(source.mesh, name)
        product = _product(source, asked.product)
        if not asked.column or not asked.table:
            raise UsageError(f"{name} names no column", fix="write domain.product.table.column")
        found = (
            column
            for table in product.tables
            for column in table.columns
            if (table.name, column.name) == (asked.table, asked.column)
        )
        column = next(found, None)
        if column is None:
            place = source.environment.name
            raise UsageError(f"{asked.product}.{asked.table} is a draft, and not in {place}")
        readers = [e for e in source.entitlements if asked.is_opened_by(e)]
        return cut(
            {
                "name": joined((asked.product, asked.table, asked.column)),
                "column": plain(column),
                "readers": [{"reader": e.reader.name, "basis": e.basis.value} for e in readers],
            }
        )

    def lineage(self, name: str, *, up: bool = False, offset: int = 0) -> Document:
        """What a product, a table or a column leads to, at any distance: what breaks if it goes
        away; with `up` what it is made of. Where `next` is a number, more of the `count` steps are
        told with it as `offset`.
        """
        from meshwright.entitlements.asked import target
        from meshwright.ids import words
        from meshwright.lineage.graph import walked
        from meshwright.standards.lineage.graph import Level, edges_at

        source = self.source()
        asked = target(source.mesh, name)
        if asked.column and not asked.table:
            raise UsageError(f"{name} names no column", fix="write domain.product.table.column")
        edges = edges_at(source.mesh, Level(len(words(name))))
        steps = [
            {"from": s.edge.source, "to": s.edge.target, "how": s.edge.how, "depth": s.depth}
            for s in walked(edges, name, up=up)
        ]
        told = part("steps", steps, offset, len(steps))
        return {"name": name, "direction": "up" if up else "down", **told}

    def ask_for_access(self, product: str, consumer: str, purpose: str) -> Document:
        """How a domain or a product asks to read a product: the command, the files of the pull
        request, and who approves it. Only a person opens the request; nothing is written.
        """
        import shlex

        from meshwright.agreements.asking import Ask, asked

        source = self.source()
        _product(source, product)
        ask = Ask(product, consumer, purpose)
        made = asked(self.workspace, ask, as_of=source.as_of)
        words = ("mesh", "new", "access", product, "--for", consumer, "--purpose", purpose)
        return cut(
            {
                "command": shlex.join(words),
                "files": dict(made.files),
                "approvers": list(made.approvers),
                "consumerApprovers": list(made.consumer_approvers),
                "warnings": [finding.message for finding in made.warnings],
            }
        )


def _product(source: "Source", name: str) -> "Product":
    """A product of the catalog. Raises UsageError where there is none of that name."""
    from meshwright.wording import did_you_mean, shown

    if name in source.unreadable:
        raise UsageError(f"{name} cannot be read: its files have errors", fix="mesh check")
    if name not in source.products:
        hint = did_you_mean(name, source.products)
        raise UsageError(f"there is no product {shown(name)}{hint}", fix="search for it by words")
    return source.products[name]
