"""Who can newly read which columns of which table, and who no longer can.

Lake Formation's grants and tags say it together: the resources of a product's stack hold both, and
platform-wide readers stand in the environment file. A product's own jobs are not told of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meshwright.aws.resource_types import CELLS_FILTER, LF_TAGS, PERMISSIONS, TABLE
from meshwright.changes.tables import columns_of
from meshwright.ids import is_product
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Inputs, Resources
from meshwright.plan.grants import named_in
from meshwright.plan.names import role_path
from meshwright.plan.paths import AT_HOME, Paths
from meshwright.plan.tags import LF_CLASSIFICATION, LF_PII
from meshwright.specs.environment import PlatformReader

Readers = Mapping[str, PlatformReader]
"""Platform-wide readers of an environment, by name."""
SELECT = "SELECT"
NO_FILTER: Inputs = {}


class Who(StrEnum):
    """What kind of reader a name stands for."""

    PRODUCT = "product"
    PEOPLE = "people"
    """The people of a domain."""
    PRINCIPAL = "principal"
    """Named in the environment file."""
    PLATFORM = "platform"
    """Reads every domain's tables, as the environment file says."""


@dataclass(frozen=True, order=True, slots=True)
class Reader:
    """Somebody who reads, by the name that people know."""

    name: str
    who: Who

    def __str__(self) -> str:
        match self.who:
            case Who.PEOPLE:
                return f"people of {self.name}"
            case Who.PLATFORM:
                return f"{self.name} (all domains)"
            case _:
                return self.name


@dataclass(frozen=True, slots=True)
class AccessChange:
    """What one reader can newly read of one table, or no longer."""

    table: str
    reader: Reader
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    """Those of the gained that tell, or told, of persons or are or were confidential or more."""
    rows: str = ""
    """The row filter that holds now, as AWS has it; empty where all rows are seen, or none."""
    rows_before: str | None = None
    """The one before, where who reads on sees other rows; empty where all were seen."""

    @property
    def opens_rows(self) -> bool:
        """Whether rows may be newly seen. Two filters are not compared: each other one may open."""
        return bool(self.rows_before)

    @property
    def hides_rows(self) -> bool:
        """Whether all rows were seen, and no longer are."""
        return self.rows_before == ""


Read = Mapping[tuple[str, Reader], tuple[str, ...]]
"""The columns that each reader reads of each table, in the table's order."""


def access_changes(
    product: str,
    before: Resources,
    after: Resources,
    old: Readers,
    new: Readers,
    paths: Paths = AT_HOME,
) -> tuple[AccessChange, ...]:
    """What differs in who reads what of a product, by table and reader."""
    was, now = read_by(product, before, old, paths), read_by(product, after, new, paths)
    protected = {*_protected(before), *_protected(after)}
    rows_was, rows_now = rows_by(product, before, paths), rows_by(product, after, paths)
    found = (
        _change(
            p, was.get(p, ()), now.get(p, ()), protected, (rows_was.get(p, ""), rows_now.get(p, ""))
        )
        for p in {*was, *now}
    )
    return tuple(sorted(filter(None, found), key=lambda change: (change.table, change.reader)))


def _change(
    place: tuple[str, Reader],
    was: tuple[str, ...],
    now: tuple[str, ...],
    protected: set[tuple[str, str]],
    rows: tuple[str, str],
) -> AccessChange | None:
    table, reader = place
    before = rows[0] if was and now and rows[0] != rows[1] else None
    gained = tuple(column for column in now if column not in was)
    lost = tuple(column for column in was if column not in now)
    if not gained and not lost and before is None:
        return None
    secret = tuple(column for column in gained if (table, column) in protected)
    return AccessChange(table, reader, gained, lost, secret, rows[1] if now else "", before)


def rows_by(
    product: str, resources: Resources, paths: Paths = AT_HOME
) -> Mapping[tuple[str, Reader], str]:
    """The row filter of each reader who does not see all rows of a table."""
    found: dict[tuple[str, Reader], str] = {}
    for key, inputs in resources.items():
        shown = _filter_of(key.name, resources) if key.type == PERMISSIONS else NO_FILTER
        if shown:
            table, consumer = named_in(key.name, product, paths)
            reader = _reader(consumer, str(inputs.get("principal", "")))
            found[table, reader] = str(shown["rowFilter"]["filterExpression"])
    return found


def _filter_of(logical: str, resources: Resources) -> Inputs:
    """The data cells filter that a grant is on; empty where it is on a table."""
    grant = resources[ResourceKey(PERMISSIONS, logical)]
    declared = resources.get(ResourceKey(CELLS_FILTER, logical), NO_FILTER)
    shown: Inputs = declared.get("tableData") or NO_FILTER
    return shown if "dataCellsFilter" in grant else NO_FILTER


def read_by(product: str, resources: Resources, readers: Readers, paths: Paths = AT_HOME) -> Read:
    """Who reads what of a product, each by where it lies now."""
    columns = {key.name: _names(t) for key, t in resources.items() if key.type == TABLE}
    granted = (
        _granted(product, key.name, inputs, columns, paths, _filter_of(key.name, resources))
        for key, inputs in resources.items()
        if key.type == PERMISSIONS
    )
    tagged = _tagged(resources, columns, readers) if readers else ()
    return dict((*filter(None, granted), *tagged))


def _names(table: Inputs) -> tuple[str, ...]:
    return tuple(column.name for column in columns_of(table))


def _granted(
    product: str,
    logical: str,
    inputs: Inputs,
    columns: Mapping[str, tuple[str, ...]],
    paths: Paths,
    rows: Inputs,
) -> tuple[tuple[str, Reader], tuple[str, ...]] | None:
    """What a grant opens; nothing for what only describes, and for the product's own jobs."""
    table, consumer = named_in(logical, product, paths)
    if SELECT not in inputs.get("permissions", ()) or consumer == product:
        return None
    opened: Inputs = rows or inputs.get("tableWithColumns") or {}
    named = opened.get("columnNames") or columns.get(table, ())
    return (table, _reader(consumer, str(inputs.get("principal", "")))), tuple(named)


def _reader(consumer: str, principal: str) -> Reader:
    if is_product(consumer):
        return Reader(consumer, Who.PRODUCT)
    # A name in the environment file stands for any role, a domain's for the one below its path.
    is_domain = f":role{role_path(consumer)}" in principal
    return Reader(consumer, Who.PEOPLE if is_domain else Who.PRINCIPAL)


Tags = Mapping[str, str]


def _tagged(
    resources: Resources, columns: Mapping[str, tuple[str, ...]], readers: Readers
) -> Iterator[tuple[tuple[str, Reader], tuple[str, ...]]]:
    """What platform-wide readers read: the columns whose LF-tags their grant asks for."""
    common, own = _lf_tags(resources)
    for name, reader in readers.items():
        for table, every in columns.items():
            read = tuple(
                c for c in every if _matches({**common, **own.get((table, c), {})}, reader)
            )
            if read:
                yield (table, Reader(name, Who.PLATFORM)), read


def _lf_tags(resources: Resources) -> tuple[Tags, Mapping[tuple[str, str], Tags]]:
    """The tags of the database, which its columns inherit, and those that columns have instead."""
    common: dict[str, str] = {}
    own: dict[tuple[str, str], Tags] = {}
    for inputs in (i for key, i in resources.items() if key.type == LF_TAGS):
        tags = {str(tag["key"]): str(tag["value"]) for tag in inputs.get("lfTags", ())}
        named: Mapping[str, Any] = inputs.get("tableWithColumns") or {}
        own |= {(str(named.get("name")), c): tags for c in named.get("columnNames", ())}
        common |= tags if "database" in inputs else {}
    return common, own


def _matches(tags: Tags, reader: PlatformReader) -> bool:
    levels = {level.value for level in reader.classifications}
    return tags.get(LF_CLASSIFICATION) in levels and (reader.pii or tags.get(LF_PII) != "true")


def _protected(resources: Resources) -> Iterator[tuple[str, str]]:
    """The columns that only an agreement opens, with their tables."""
    for key, table in resources.items():
        for column in columns_of(table) if key.type == TABLE else ():
            if column.is_protected:
                yield key.name, column.name
