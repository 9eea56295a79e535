"""What a change does to an environment, in the mesh's words: products, tables, readers, data.

Made of stacks' differences alone, so that two plans and what the engine recorded give one shape.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from meshwright.aws.resource_types import OBJECT
from meshwright.changes.access import (
    AccessChange,
    Read,
    Reader,
    Readers,
    access_changes,
    read_by,
)
from meshwright.changes.agreements import AgreementChange
from meshwright.changes.tables import TableChange, table_changes
from meshwright.plan.difference import Fate, Operation, ResourceChange, Resources, StackDifference
from meshwright.plan.paths import AT_HOME, Paths
from meshwright.specs.environment import PlatformReader

FIELDS = (
    "status",
    "sunset",
    "successor",
    "version",
    "owner",
    "classification",
    "description",
    "inputs",
    "sla",
)
"""What of a catalog entry a change is told of, beside tables, readers and agreements."""
NO_READERS: Readers = {}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that is said otherwise than before; empty where it was not said."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProductChange:
    """What becomes of one product."""

    id: str
    fate: Fate
    fields: tuple[FieldChange, ...] = ()
    tables: tuple[TableChange, ...] = ()
    access: tuple[AccessChange, ...] = ()
    agreements: tuple[AgreementChange, ...] = ()
    losses: tuple[ResourceChange, ...] = ()
    """What holds data and is deleted or replaced."""
    hit: tuple[Reader, ...] = ()
    """Whose queries may fail or mean something else, by what they read of the tables."""
    was: str = ""
    """The id that a moved product had before."""

    @property
    def breaks(self) -> bool:
        """Whether data goes, or somebody's query may fail or mean something else."""
        return bool(self.losses or self.hit)


@dataclass(frozen=True, slots=True)
class EnvironmentChange:
    """What a change does to one environment."""

    environment: str
    products: tuple[ProductChange, ...] = ()
    stacks: tuple[StackDifference, ...] = ()
    readers: tuple[FieldChange, ...] = ()
    """Platform-wide readers that read other columns than before, in every domain."""
    unread: tuple[str, ...] = ()
    """Domains and products whose specification cannot be read on one side: nothing is told."""

    @property
    def losses(self) -> tuple[tuple[StackDifference, ResourceChange], ...]:
        """What holds data and is deleted or replaced, in any stack."""
        return tuple((s, c) for s in self.stacks for c in s.changes if c.loses_data)

    def count(self, operation: Operation) -> int:
        return sum(stack.count(operation) for stack in self.stacks)

    @property
    def is_empty(self) -> bool:
        return not self.stacks and not self.readers and not self.unread


Agreements = Mapping[str, tuple[AgreementChange, ...]]
"""By product."""


def environment_change(
    environment: str,
    differences: Iterable[StackDifference],
    *,
    old: Readers = NO_READERS,
    new: Readers = NO_READERS,
    agreements: Agreements | None = None,
    unread: tuple[str, ...] = (),
    paths: Paths = AT_HOME,
) -> EnvironmentChange:
    """The stacks' differences in the mesh's words; `old` and `new` read all of the mesh.

    `paths` are those of products that have moved: what is theirs is named by where they began.
    """
    stacks = tuple(differences)
    agreed = agreements or {}
    products = (_product(s, paths, old, new, agreed) for s in stacks if s.id.product)
    readers = tuple(_reader_changes(old, new))
    return EnvironmentChange(environment, tuple(products), stacks, readers, unread)


def _product(
    stack: StackDifference, paths: Paths, old: Readers, new: Readers, agreements: Agreements
) -> ProductChange:
    product = stack.id.subject
    if stack.fate is Fate.LEFT:
        # What is deployed stays as it is, and so do its readers.
        return ProductChange(product, stack.fate)
    tables = table_changes(stack.before, stack.after)
    return ProductChange(
        product,
        stack.fate,
        tuple(_field_changes(stack.before, stack.after)),
        tables,
        access_changes(product, stack.before, stack.after, old, new, paths),
        agreements.get(product, ()),
        tuple(change for change in stack.changes if change.loses_data),
        tuple(sorted(_hit(tables, read_by(product, stack.before, old, paths)))),
        stack.was.subject if stack.was else "",
    )


def _hit(tables: Iterable[TableChange], read: Read) -> set[Reader]:
    changed = {table.name: table for table in tables}
    return {
        reader
        for (table, reader), columns in read.items()
        if table in changed and any(map(changed[table].breaks, columns))
    }


def _field_changes(before: Resources, after: Resources) -> Iterator[FieldChange]:
    was, now = _entry(before), _entry(after)
    for name in FIELDS if was else ():
        if was.get(name) != now.get(name):
            yield FieldChange(name, _shown(was.get(name)), _shown(now.get(name)))
    old, new = _table_lives(was), _table_lives(now)
    for name in (name for name in new if name in old and new[name] != old[name]):
        yield FieldChange(f"status of {name}", old[name], new[name])


def _table_lives(entry: Mapping[str, Any]) -> Mapping[str, str]:
    """The status of each table, with what else its owner says of its end."""
    tables = cast("list[Mapping[str, Any]]", entry.get("tables") or [])
    return {
        str(table.get("name")): ", until ".join(
            str(table[word]) for word in ("status", "sunset") if table.get(word)
        )
        for table in tables
    }


def _entry(resources: Resources) -> Mapping[str, Any]:
    """What the catalog says of the product; empty where it says nothing that can be read."""
    texts = (inputs.get("content") for key, inputs in resources.items() if key.type == OBJECT)
    try:
        said: Any = json.loads(str(next(texts, "{}")))
    except ValueError:
        return {}
    return cast("Mapping[str, Any]", said) if isinstance(said, dict) else {}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, cast("list[Any]", value)))
    if isinstance(value, dict):
        said = cast("Mapping[str, Any]", value).items()
        return ", ".join(f"{name} {one}" for name, one in said if one is not None)
    return "" if value is None else str(value)


def _reader_changes(old: Readers, new: Readers) -> Iterator[FieldChange]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield FieldChange(name, _levels(old.get(name)), _levels(new.get(name)))


def _levels(reader: PlatformReader | None) -> str:
    if reader is None:
        return ""
    levels = [level.value for level in reader.classifications]
    return ", ".join((*levels, *(["personal"] if reader.pii else [])))
