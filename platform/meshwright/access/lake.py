"""Lake Formation's decision: whether a principal may do something with a thing, by which grant.

Who asks for data needs IAM's permission for the call and Lake Formation's for the thing; this is
the latter alone. A grant is to a principal, to everybody whom IAM lets in, or to all principals of
the account; on a thing by its name, on all tables of a database, on columns, on what carries
LF-tags, or through a data cells filter. Nothing denies: what no grant gives is not allowed.

Sources: Lake Formation developer guide, "Lake Formation permissions reference", "Implicit Lake
Formation permissions", "Lake Formation tag-based access control", "Data filtering and cell-level
security" and "Metadata permissions" (IAMAllowedPrincipal).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meshwright.access.grant import ALL, DESCRIBE, SELECT, Grant, shown
from meshwright.aws.lake_formation_tables import ALL_TABLES, excluded

EVERYBODY = "IAM_ALLOWED_PRINCIPALS"
"""Whoever IAM lets in: such a grant opens a thing past all others."""
LOCATION = "DATA_LOCATION_ACCESS"
CREATE_DATABASE, CREATE_TABLE = "CREATE_DATABASE", "CREATE_TABLE"
ON_DATABASES = ("ALTER", CREATE_TABLE, DESCRIBE, "DROP")
ON_TABLES = ("ALTER", "DELETE", DESCRIBE, "DROP", "INSERT", SELECT)
ON_WHAT_IS_IN_DATABASES = ("Table", "DataCellsFilter")
"""Kinds of grants on what lies in a database, by its name."""

Json = Mapping[str, Any]
Tags = Mapping[str, frozenset[str]]
"""The values of a thing's LF-tags by key, both in lower case as Lake Formation keeps them."""
NO_TAGS: Tags = {}


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for: the catalog, a database, a table, a column of one, or a place in S3."""

    database: str = ""
    table: str = ""
    column: str = ""
    location: str = ""
    """Its ARN, such as `arn:aws:s3:::bucket/folder`."""

    def __str__(self) -> str:
        if self.location:
            return f"location {self.location}"
        if not self.table:
            return f"database {self.database}" if self.database else "the catalog"
        if not self.column:
            return f"table {self.database}.{self.table}"
        return f"column {self.column} of {self.database}.{self.table}"


@dataclass(frozen=True, slots=True)
class CellsFilter:
    """A data cells filter: the part of a table that a grant through it opens."""

    columns: frozenset[str] | None
    """Only these; None for all but the excluded ones."""
    excluded: frozenset[str] = frozenset()
    rows: str | None = None
    """Its expression; None where it lets every row through."""


@dataclass(frozen=True, slots=True)
class LfTags:
    """The LF-tags on databases, tables and columns; the nearer ones go before the inherited."""

    databases: Mapping[str, Tags] = field(default_factory=dict[str, Tags])
    tables: Mapping[tuple[str, str], Tags] = field(default_factory=dict[tuple[str, str], Tags])
    columns: Mapping[tuple[str, str, str], Tags] = field(
        default_factory=dict[tuple[str, str, str], Tags]
    )

    def of(self, thing: Thing) -> Tags:
        """What a thing carries, its own and what it inherits."""
        return {
            **self.databases.get(thing.database, NO_TAGS),
            **self.tables.get((thing.database, thing.table), NO_TAGS),
            **self.columns.get((thing.database, thing.table, thing.column), NO_TAGS),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is allowed, and why."""

    is_allowed: bool
    because: str
    grant: Grant | None = None
    """What allows it; None where an administrator's own right does, or nothing."""
    rows: tuple[str, ...] = ()
    """Expressions of row filters, of which a row has to fit one; none where every row is read."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A grant with what it is on taken apart, so that many questions cost little."""

    grant: Grant
    kind: str
    named: Json
    policy: tuple[tuple[str, frozenset[str]], ...] = ()
    """Of a grant by LF-tags, what a thing has to carry."""

    def gives(self, right: str) -> bool:
        return right in self.grant.rights or ALL in self.grant.rights


class Lake:
    """All that Lake Formation decides by, as it is at one moment; nothing in it is changed."""

    def __init__(
        self,
        grants: Iterable[Grant],
        *,
        account: str,
        tags: LfTags | None = None,
        filters: Mapping[tuple[str, str, str], CellsFilter] | None = None,
        administrators: Iterable[str] = (),
        auditors: Iterable[str] = (),
        opted_in: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self.grants = tuple(grants)
        self.account = account
        self.tags = tags or LfTags()
        self.filters = filters or {}
        self.administrators = frozenset(administrators)
        self.auditors = frozenset(auditors)
        self.opted_in = frozenset(opted_in)
        self._by_place: dict[tuple[str, str, str], list[_Held]] = {}
        self._in_database: dict[tuple[str, str], Grant] = {}
        for grant in self.grants:
            held = _held(grant)
            self._by_place.setdefault((grant.principal, *_place(held)), []).append(held)
            if held.kind in ON_WHAT_IS_IN_DATABASES:
                self._in_database.setdefault((grant.principal, _place(held)[0]), grant)

    @property
    def principals(self) -> frozenset[str]:
        """All to whom something is granted."""
        return frozenset(grant.principal for grant in self.grants)

    def decide(self, principal: str, right: str, thing: Thing) -> Verdict:
        """Whether a principal may do something with a thing, such as SELECT a column.

        To DESCRIBE a column is to see it in the table's metadata.
        """
        through: list[tuple[str, Grant]] = []
        for held in self._about(principal, thing):
            if not self._gives(held, right, thing):
                continue
            rows = self._rows(held, right)
            if rows is None:
                return Verdict(True, said(held.grant), held.grant)
            through.append((rows, held.grant))
        if through:
            # Filters unite: a row that fits any of them is read.
            rows_of_all = tuple(sorted({rows for rows, _ in through}))
            return Verdict(True, said(through[0][1]), through[0][1], rows_of_all)
        return self._shown(principal, right, thing) or self._implied(principal, right, thing)

    def _shown(self, principal: str, right: str, thing: Thing) -> Verdict | None:
        """A database is seen by who has any right on a table in it.

        Source: Lake Formation developer guide, "Granting permissions on tables using the named
        resource method", of all tables of a database. That one table is enough is seen in Apache
        Iceberg's tests against AWS, TestLakeFormationMetadataOperations.testShowTablesSuccessful.
        """
        if right != DESCRIBE or thing.table or not thing.database:
            return None
        for name in self._names(principal, thing):
            if grant := self._in_database.get((name, thing.database)):
                return Verdict(True, said(grant), grant)
        return None

    def _implied(self, principal: str, right: str, thing: Thing) -> Verdict:
        """What administrators may without any grant; they read no rows."""
        is_administrator = principal in self.administrators
        if right == DESCRIBE and (is_administrator or principal in self.auditors):
            return Verdict(True, f"{principal} is an administrator, who may describe everything")
        if right in (LOCATION, CREATE_DATABASE) and is_administrator:
            return Verdict(True, f"{principal} is an administrator of Lake Formation")
        return Verdict(False, f"no grant gives {principal} {right} on {thing}")

    def _about(self, principal: str, thing: Thing) -> Iterator[_Held]:
        for name in self._names(principal, thing):
            for place in _places(thing):
                yield from self._by_place.get((name, *place), ())

    def _names(self, principal: str, thing: Thing) -> Iterator[str]:
        """Under which names something may be granted to a principal."""
        yield principal
        if not self._has_opted_in(principal, thing):
            yield EVERYBODY
        yield f"{self.account}:IAMPrincipals"

    def _has_opted_in(self, principal: str, thing: Thing) -> bool:
        """Whether a principal is held to Lake Formation's grants where others are to IAM's alone.

        Source: Lake Formation developer guide, "Hybrid access mode".
        """
        own = ((principal, thing.database, table) for table in ("", thing.table, ALL_TABLES))
        return bool(self.opted_in) and not self.opted_in.isdisjoint(own)

    def _gives(self, held: _Held, right: str, thing: Thing) -> bool:
        match held.kind:
            case "LFTagPolicy":
                return self._fits(held, right, thing)
            case "DataLocation":
                arn = str(held.named["ResourceArn"]).rstrip("/")
                return held.gives(right) and f"{thing.location}/".startswith(f"{arn}/")
            case "Table" | "DataCellsFilter":
                # Who may do anything with a table, or read a part of it, sees that it is there.
                if right == DESCRIBE:
                    return not thing.column or self._opens(held, thing.column)
                return held.gives(right) and self._opens(held, thing.column)
            case "Database":
                return right == DESCRIBE or held.gives(right)
            case _:
                return held.gives(right)

    def _opens(self, held: _Held, column: str) -> bool:
        """Whether a column is in what a grant opens; without one, whether that is all of it."""
        part: Grant | CellsFilter | None = held.grant
        if held.kind == "DataCellsFilter":
            part = self._filter(held)
        if part is None:
            return False
        if not column:
            return part.columns is None and not part.excluded
        return column not in part.excluded if part.columns is None else column in part.columns

    def _rows(self, held: _Held, right: str) -> str | None:
        """The expression that rows have to fit; None where every row may be read."""
        if held.kind != "DataCellsFilter" or right != SELECT:
            return None
        found = self._filter(held)
        return found.rows if found else None

    def _filter(self, held: _Held) -> CellsFilter | None:
        named = held.named
        return self.filters.get((named["DatabaseName"], named["TableName"], named["Name"]))

    def _fits(self, held: _Held, right: str, thing: Thing) -> bool:
        kind = "TABLE" if thing.table else "DATABASE"
        if held.named.get("ResourceType") != kind:
            return False
        sees = right == DESCRIBE and SELECT in held.grant.rights
        if not held.gives(right) and not sees:
            return False
        tags = self.tags.of(thing)
        return all(not values.isdisjoint(tags.get(key, ())) for key, values in held.policy)


def _held(grant: Grant) -> _Held:
    kind, named = grant.kind, grant.named
    pairs: Sequence[Json] = named.get("Expression") or ()
    policy = tuple((str(pair["TagKey"]).lower(), lowered(pair["TagValues"])) for pair in pairs)
    return _Held(grant, kind, named, policy)


def tags_of(assigned: Iterable[Json] | None) -> Tags:
    """LF-tags as AWS tells them of a thing."""
    return {str(tag["TagKey"]).lower(): lowered(tag["TagValues"]) for tag in assigned or ()}


def cells_filter(described: Json) -> CellsFilter:
    """A data cells filter as AWS describes it."""
    named: Sequence[str] = described.get("ColumnNames") or ()
    rows: Json = described.get("RowFilter") or {}
    return CellsFilter(
        lowered(named) if named else None,
        lowered(excluded(described)),
        rows.get("FilterExpression"),
    )


def lowered(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(str(value).lower() for value in values)


def _place(held: _Held) -> tuple[str, str]:
    """Where a grant is looked for: a database and a table, or a kind of thing."""
    named = held.named
    match held.kind:
        case "Database":
            return str(named["Name"]), ""
        case "Table":
            name = ALL_TABLES if "TableWildcard" in named else str(named["Name"])
            return str(named["DatabaseName"]), name
        case "DataCellsFilter":
            return str(named["DatabaseName"]), str(named["TableName"])
        case _:
            return "", held.kind


def _places(thing: Thing) -> Iterator[tuple[str, str]]:
    if thing.location:
        yield "", "DataLocation"
        return
    if not thing.database:
        yield "", "Catalog"
        return
    yield thing.database, thing.table
    if thing.table:
        yield thing.database, ALL_TABLES
    yield "", "LFTagPolicy"


def said(grant: Grant) -> str:
    """A grant in words."""
    rights = ", ".join(sorted(grant.rights))
    return f"{rights} on {_where(grant)} is granted to {grant.principal}"


def _where(grant: Grant) -> str:
    named = grant.named
    if grant.kind == "DataCellsFilter":
        where = f"table {named['DatabaseName']}.{named['TableName']}"
        return f"{where} through the filter {named['Name']}"
    return shown(grant)
