"""The catalog entry that a product's stack emits, found and read for rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from guardrails import catalog_entry
from guardrails.catalog_entry import TableEntry
from guardrails.naming import catalog_bucket, catalog_entry_key
from guardrails.rule import Resource, Stack
from guardrails.types import OBJECTS

Columns = tuple[str, ...] | Literal["all"]
"""The columns that an agreement opens."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What an agreement opens of a table."""

    columns: Columns
    rows: str | None
    """The filter of its rows, as AWS has it; None where all are opened."""
    legal_basis: str | None = None
    """Why personal data may be read, where the agreement says it."""


@dataclass(frozen=True)
class Content:
    """What an entry says, with indices that are made once: many tables and permissions ask."""

    said: catalog_entry.CatalogEntry

    @cached_property
    def tables(self) -> Mapping[tuple[str, str], TableEntry]:
        """Its tables, by database and name."""
        return {(table.database, table.name): table for table in self.said.tables}

    @cached_property
    def agreed(self) -> Mapping[tuple[str | None, str], tuple[Opened, ...]]:
        """What agreements in force open, by principal and table."""
        opened: dict[tuple[str | None, str], list[Opened]] = {}
        for agreement in self.said.agreements:
            if agreement.status == "active":
                for table, columns in agreement.tables.items():
                    rows = agreement.rows.get(table)
                    what = Opened(columns, rows, agreement.legal_basis)
                    opened.setdefault((agreement.principal, table), []).append(what)
        return {place: tuple(columns) for place, columns in opened.items()}

    @cached_property
    def reading_domains(self) -> frozenset[str]:
        """The domains of the products that name this one as an input."""
        return frozenset(reader.partition(".")[0] for reader in self.said.read_by)


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry of a stack's product, read."""

    resource: Resource
    content: Content


def entry_object(stack: Stack) -> Resource | None:
    """The object that is to hold the entry of the stack's product."""
    bucket, key = catalog_bucket(stack.scope), catalog_entry_key(stack.scope)
    for resource in stack.of(*OBJECTS):
        if resource.props.get("bucket") == bucket and resource.props.get("key") == key:
            return resource
    return None


def entry(stack: Stack) -> Entry | None:
    """The entry of the stack's product; None where there is none or it cannot be read."""
    written = entry_object(stack)
    content = _read(written.props.get("content", "")) if written else None
    return Entry(written, content) if written and content else None


@lru_cache(maxsize=4)
def _read(text: str) -> Content | None:
    """An entry's text, read once for all rules that ask about one stack."""
    said = catalog_entry.entry_of(text)
    return Content(said) if said else None
