"""What a Lake Formation grant means: who may do what with which thing, however it is written.

The provider writes a grant in one shape and AWS lists it in another. SELECT on a whole table is
listed apart from the other rights, as SELECT on all of its columns (terraform-provider-aws,
internal/service/lakeformation/filter.go: LIST PERMS), and a grant on all tables of a database names
a table `ALL_TABLES`. Who may SELECT may DESCRIBE the table too (AWS Lake Formation Developer Guide,
"Lake Formation permissions reference").
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from meshwright.aws.lake_formation_tables import ALL_TABLES, excluded, whole

Json = Mapping[str, Any]
ALL, SELECT, DESCRIBE = "ALL", "SELECT", "DESCRIBE"

CATALOG = frozenset({"CatalogId", "Id"})
"""What says in which catalog a thing lies: the account's own, named or not."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Rights of one principal on one thing; those on columns of a table are SELECT alone."""

    principal: str
    thing: str
    """A table, a database, a place or a tag, as text that is the same for every way to name it."""
    resource: Json = field(compare=False)
    """The thing in the form that AWS takes, a table without its columns."""
    rights: frozenset[str]
    passed_on: frozenset[str] = frozenset()
    """The rights that the principal may grant to others."""
    columns: frozenset[str] | None = None
    """Only these; None for the whole thing."""
    excluded: frozenset[str] = frozenset()
    """Of the whole thing all columns but these."""

    def gives(self, right: str, other: "Grant") -> bool:
        """Whether it already gives one of the rights of another, whole, grant."""
        if right == DESCRIBE and SELECT in self.rights:
            return True
        return bool({right, ALL} & self.rights) and self.columns is None and self._opens(other)

    def opens(self, column: str) -> bool:
        """Whether it lets a column be read."""
        named = column not in self.excluded if self.columns is None else column in self.columns
        return named and bool({SELECT, ALL} & self.rights)

    def _opens(self, other: "Grant") -> bool:
        return self.excluded <= other.excluded

    def overlaps(self, other: "Grant") -> bool:
        """Whether to revoke the one is to take something of the other away."""
        if self.about != other.about:
            return False
        if ALL not in self.rights | other.rights and not self.rights & other.rights:
            return False
        if self.columns is None and other.columns is None:
            return True
        return any(self.opens(c) and other.opens(c) for c in self.columns or other.columns or ())

    @property
    def kind(self) -> str:
        """What it is on, in the API's word for it, such as `Table`."""
        return next(iter(self.resource))

    @property
    def named(self) -> Json:
        """The names of what it is on."""
        return self.resource[self.kind]

    @property
    def table(self) -> tuple[str, str] | None:
        """The database and the table that it is on, or on a part of; None for anything else."""
        named = self.named
        match self.kind:
            case "Table":
                return named["DatabaseName"], named.get("Name", ALL_TABLES)
            case "DataCellsFilter":
                return named["DatabaseName"], named["TableName"]
            case _:
                return None

    @property
    def about(self) -> tuple[str, str]:
        """Whose it is, and on what."""
        return self.principal, self.thing

    def beyond(self, own: Iterable["Grant"]) -> "Grant | None":
        """What of it none of one's own grants gives; None where they give all of it."""
        near = [grant for grant in own if grant.about == self.about]
        passed_on = self.passed_on.difference(*(grant.passed_on for grant in near))
        if self.columns is not None:
            columns = frozenset(c for c in self.columns if not any(g.opens(c) for g in near))
            left = replace(self, columns=columns, rights=self.rights if columns else frozenset())
        else:
            rights = (r for r in self.rights if not any(g.gives(r, self) for g in near))
            left = replace(self, rights=frozenset(rights))
        if not left.rights and not passed_on:
            return None
        return replace(left if left.rights else self, rights=left.rights, passed_on=passed_on)

    def request(self) -> dict[str, Any]:
        """The arguments of a call that grants or revokes just this."""
        again = {"PermissionsWithGrantOption": sorted(self.passed_on)} if self.passed_on else {}
        return {
            "Principal": {"DataLakePrincipalIdentifier": self.principal},
            "Resource": self._request_resource(),
            "Permissions": sorted(self.rights),
            **again,
        }

    def _request_resource(self) -> Json:
        if self.columns is None and not self.excluded:
            return self.resource
        table: Json = self.resource["Table"]
        if self.columns is not None:
            return {"TableWithColumns": {**table, "ColumnNames": sorted(self.columns)}}
        wildcard = {"ExcludedColumnNames": sorted(self.excluded)}
        return {"TableWithColumns": {**table, "ColumnWildcard": wildcard}}


def listed(entry: Json) -> Grant:
    """A grant as AWS lists it, or as a call to AWS makes it."""
    resource = whole(entry["Resource"])
    columns: Json = resource.get("TableWithColumns") or {}
    if columns:
        resource = {"Table": {n: v for n, v in columns.items() if not n.startswith("Column")}}
    return Grant(
        principal=entry["Principal"]["DataLakePrincipalIdentifier"],
        thing=_thing(resource),
        resource=resource,
        rights=frozenset(entry.get("Permissions") or ()),
        passed_on=frozenset(entry.get("PermissionsWithGrantOption") or ()),
        columns=_lower(columns["ColumnNames"]) if columns.get("ColumnNames") else None,
        excluded=_lower(excluded(columns)),
    )


def declared(inputs: Json) -> Grant:
    """A grant as the provider's inputs declare it."""
    return listed(
        {
            "Principal": {"DataLakePrincipalIdentifier": inputs["principal"]},
            "Resource": _resource(inputs),
            "Permissions": inputs.get("permissions"),
            "PermissionsWithGrantOption": inputs.get("permissionsWithGrantOptions"),
        }
    )


def _lower(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(column.lower() for column in columns)


def _resource(inputs: Json) -> Json:
    """What a permission of the provider is on, as Lake Formation writes it."""
    if table := inputs.get("table"):
        name = ALL_TABLES if table.get("wildcard") else table.get("name")
        return {"Table": {**_within(table), "Name": name}}
    if part := inputs.get("tableWithColumns"):
        table = {**_within(part), "Name": part["name"]}
        if part.get("columnNames"):
            return {"TableWithColumns": {**table, "ColumnNames": part["columnNames"]}}
        left_out: list[str] = part.get("excludedColumnNames") or []
        wildcard = {"ExcludedColumnNames": left_out}
        return {"TableWithColumns": {**table, "ColumnWildcard": wildcard}}
    if policy := inputs.get("lfTagPolicy"):
        pairs = [{"TagKey": e["key"], "TagValues": e["values"]} for e in policy["expressions"]]
        return {"LFTagPolicy": {"ResourceType": policy["resourceType"], "Expression": pairs}}
    if database := inputs.get("database"):
        return {"Database": {"Name": database["name"]}}
    if location := inputs.get("dataLocation"):
        return {"DataLocation": {"ResourceArn": location["arn"]}}
    if tag := inputs.get("lfTag"):
        return {"LFTag": {"TagKey": tag["key"], "TagValues": tag["values"]}}
    if rows := inputs.get("dataCellsFilter"):
        return {"DataCellsFilter": {f"{n[0].upper()}{n[1:]}": v for n, v in rows.items()}}
    return {"Catalog": {}}


def _within(table: Json) -> dict[str, Any]:
    catalog = {"CatalogId": table["catalogId"]} if table.get("catalogId") else {}
    return {**catalog, "DatabaseName": table["databaseName"]}


def _thing(resource: Json) -> str:
    return json.dumps(_plain(resource), sort_keys=True)


def _plain(value: Any) -> Any:
    """A resource in one form, whatever the order and case of names, its catalog named or not."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {name: _plain(item) for name, item in fields.items() if name not in CATALOG}
    if isinstance(value, list):
        return sorted((_plain(item) for item in cast("list[Any]", value)), key=json.dumps)
    return value.lower() if isinstance(value, str) else value


def shown(grant: Grant) -> str:
    """What a grant is on, in words."""
    named = grant.named
    match grant.kind:
        case "Database":
            return f"database {named['Name']}"
        case "Table":
            table = f"table {named['DatabaseName']}.{named.get('Name', '*')}"
            return f"{table} ({_columns_shown(grant)})" if _columns_shown(grant) else table
        case "DataLocation":
            return f"location {named['ResourceArn']}"
        case "DataCellsFilter":
            return (
                f"row filter {named['Name']} of table {named['DatabaseName']}.{named['TableName']}"
            )
        case "LFTag":
            return f"LF-tag {named['TagKey']}"
        case "Catalog":
            return "the catalog"
        case _:
            return f"what is tagged {tags_shown(named.get('Expression') or ())}"


def _columns_shown(grant: Grant) -> str:
    if grant.excluded:
        return f"all but {', '.join(sorted(grant.excluded))}"
    return ", ".join(sorted(grant.columns or ()))


def tags_shown(pairs: Iterable[Json]) -> str:
    """LF-tags in words, each with its values."""
    return ", ".join(f"{pair['TagKey']}={'|'.join(pair['TagValues'])}" for pair in pairs)
