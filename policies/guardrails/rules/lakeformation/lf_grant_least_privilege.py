"""A Lake Formation permission opens named columns of one named table, as it was agreed on."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from guardrails import catalog
from guardrails.catalog_entry import TableEntry
from guardrails.lake_permissions import TABLES, opened_tables
from guardrails.naming import companion_of, is_runtime_role, product_of_database, runtime_role
from guardrails.props import Reader, Scope
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.rules.lakeformation.lf_default_permissions_empty import is_everyone
from guardrails.types import DATA_CELLS_FILTER, DATABASE, PERMISSIONS

EVERYTHING = frozenset({"ALL", "SUPER", "SUPER_USER"})
READING = frozenset({"SELECT", "DESCRIBE"})
WRITING = frozenset({"ALTER", "DELETE", "INSERT"})
ONE_PRINCIPAL = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:(root|(role|user)/[^*?]+)")
"""A role, a user, or another account as a whole; no group, organisation or unit of one."""
DEFAULT_DATABASE = "default"
"""The database that Athena asks for in each query, whatever the query is about.

https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
"""
Filters = Mapping[tuple[str, ...], Mapping[str, Any]]
"""What data cells filters show, by database, table and name."""
FILTER_NAMES = ("databaseName", "tableName", "name")


def check(props: Props) -> Iterator[str]:
    if _shows_default(props):
        return
    yield from _rights(props)
    # IAM_ALLOWED_PRINCIPALS is LF-001's.
    principal = props["principal"]
    if not ONE_PRINCIPAL.fullmatch(principal) and not is_everyone(principal):
        yield "principal must be one role, user or account: no group, no organisation"
    if "lfTagPolicy" in props:
        yield from _by_tags(props)
    elif "database" in props:
        if tuple(props.get("permissions", ())) != ("DESCRIBE",):
            yield "permissions on a database must be DESCRIBE alone: tables are opened one by one"
    elif not any(target in props for target in TABLES):
        yield "must open a named table: table, tableWithColumns or dataCellsFilter"
    yield from _named(props)


def _shows_default(props: Props) -> bool:
    """Whether it lets all of the account see that `default` is there, and no more."""
    return (
        _is_of_default(props, props.get("database", {}))
        and tuple(props.get("permissions", ())) == ("DESCRIBE",)
        and not props.get("permissionsWithGrantOptions")
    )


def _is_of_default(props: Props, database: Props) -> bool:
    """Whether it is the foundation's for all of the account on `default`, whatever it gives."""
    return (
        props["principal"] == f"{props.scope.account}:IAMPrincipals"
        and database.get("name") == DEFAULT_DATABASE
        and props.scope.domain is None
    )


def _rights(props: Props) -> Iterator[str]:
    rights = {right.upper() for right in props.get("permissions", ())}
    if not EVERYTHING.isdisjoint(rights):
        yield "permissions must name the rights, not all of them"
    elif not rights <= READING | WRITING:
        yield "permissions must be of SELECT, DESCRIBE, INSERT, DELETE and ALTER"
    elif not rights <= READING and not _is_its_own_jobs(props):
        yield "permissions must be SELECT or DESCRIBE: a product's own jobs alone may write"
    if props.get("permissionsWithGrantOptions"):
        yield "permissionsWithGrantOptions must be empty: grants are agreements, not heirlooms"


def _is_its_own_jobs(props: Props) -> bool:
    """Whether the principal is the runtime role of the product that the database is named after."""
    owners = {_owner(props[target], props.scope) for target in TABLES if target in props}
    return owners == {props["principal"]}


def _owner(opened: Props, scope: Scope) -> str:
    domain, product = product_of_database(opened.get("databaseName", ""), scope)
    return runtime_role(domain, product, scope)


def _named(props: Props) -> Iterator[str]:
    for target, field in TABLES.items():
        opened = props.get(target)
        if opened is not None and not opened.get(field):
            yield f"{target} must have a {field}, not a wildcard"
        elif opened is not None and target == "table" and opened.get("wildcard") is True:
            yield "table must have a name, not a wildcard"
    columns = props.get("tableWithColumns", {})
    if columns and (columns.get("wildcard") is True or not columns.get("columnNames")):
        yield "tableWithColumns must name its columns: all but some opens those yet to come"
    if "dataCellsFilter" in props and not props["dataCellsFilter"].get("name"):
        yield "dataCellsFilter must have a name"


def _by_tags(props: Props) -> Iterator[str]:
    readers = [r for r in props.scope.readers if r.principal == props["principal"]]
    if not readers:
        yield "lfTagPolicy is only for the platform-wide readers of the environment file"
        return
    if not READING.issuperset(props.get("permissions", ())):
        yield "permissions of a platform-wide reader must be SELECT or DESCRIBE"
    # What a database is called and is for is in the catalog for everyone: no tag need narrow it.
    if props["lfTagPolicy"].get("resourceType") != "DATABASE" and not any(
        _is_within(reader, _values(props["lfTagPolicy"])) for reader in readers
    ):
        yield (
            "lfTagPolicy must ask for classifications and pii, and for no more of them than"
            " the environment file gives this reader"
        )


def _values(policy: Props) -> dict[str, set[str]]:
    """All values that an expression names, by key: of two for one key, those of both."""
    values: dict[str, set[str]] = {}
    for expression in policy.get("expressions", ()):
        values.setdefault(expression["key"], set()).update(expression.get("values", ()))
    return values


def _is_within(reader: Reader, values: dict[str, set[str]]) -> bool:
    """Whether an expression matches only what the reader may see.

    A key that is left out matches any value, so each has to be there.
    """
    allowed = {
        "classification": set(reader.classifications),
        "pii": {"false", "true"} if reader.pii else {"false"},
    }
    return all(values.get(key) and values[key] <= some for key, some in allowed.items())


def check_filter(props: Props) -> Iterator[str]:
    wildcard = props.get("tableData", {}).get("columnWildcard", {})
    if wildcard.get("excludedColumnNames"):
        yield "tableData must name its columns: all but some opens those yet to come"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    # To revoke one of two leaves the other's rights in force.
    seen: dict[tuple[str, ...], Resource] = {}
    owned = {(_catalog(d.props), d.props.get("name")) for d in stack.of(DATABASE)}
    described = catalog.entry(stack)
    filters = cache(lambda: _filters(stack))
    yield from _of_databases(stack, owned)
    for permission in stack.of(PERMISSIONS):
        for opened, database, table in opened_tables(permission.props):
            place = (_catalog(opened), database)
            first = seen.setdefault((permission.props["principal"], *place, table), permission)
            if first is not permission:
                message = f"{first.name} is already a permission of this principal on this table"
                yield permission, message
            if place not in owned:
                yield permission, "opens a table that is not of this stack: its owner grants it"
            elif companion_of(table) is not None and not _is_its_own_jobs(permission.props):
                yield permission, "opens what only the runs of its product's own jobs read"
            elif described and (database, table) in described.content.tables:
                problem = _beyond(filters, permission.props, described.content, database, table)
                yield from ((permission, message) for message in problem)


def _of_databases(stack: Stack, owned: set[tuple[str, Any]]) -> Iterator[tuple[Resource, str]]:
    """A principal sees a database once, and only because it reads a table of it."""
    readers = {
        (p.props["principal"], _catalog(opened), database)
        for p in stack.of(PERMISSIONS)
        for opened, database, _ in opened_tables(p.props)
    }
    seen: dict[tuple[str, ...], Resource] = {}
    for permission in stack.of(PERMISSIONS):
        database = permission.props.known("database")
        # What it gives is judged by itself; here a preview may not know it yet.
        if not database or _is_of_default(permission.props, database):
            continue
        place = (_catalog(database), database.get("name", ""))
        asked = (permission.props["principal"], *place)
        first = seen.setdefault(asked, permission)
        if first is not permission:
            message = f"{first.name} is already a permission of this principal on this database"
            yield permission, message
        if place not in owned:
            yield permission, "opens a database that is not of this stack: its owner grants it"
        elif asked not in readers:
            yield permission, "shows a database to a principal that reads none of its tables"


def _catalog(props: Props) -> str:
    return props.known("catalogId") or props.known("tableCatalogId") or props.scope.account


def _filters(stack: Stack) -> Filters:
    """What each data cells filter of a stack shows; of two with one name, the first."""
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for resource in stack.of(DATA_CELLS_FILTER):
        data: Mapping[str, Any] = resource.props.get("tableData", {})
        found.setdefault(tuple(data.get(field, "") for field in FILTER_NAMES), data)
    return found


def _beyond(
    filters: Callable[[], Filters],
    props: Props,
    content: catalog.Content,
    database: str,
    table: str,
) -> Iterator[str]:
    """What a permission opens past the agreements and defaults that the catalog entry tells of."""
    principal = props["principal"]
    if principal == content.said.access.runtime_role:
        return
    seen = _seen(filters, props, content.tables[database, table])
    if seen is None:
        yield "rests on a row filter that is not of this stack"
        return
    columns, rows = seen
    if agreed := content.agreed.get((principal, table)):
        every = frozenset(column.name for column in content.tables[database, table].columns)
        alike = [said for said in agreed if columns == _columns(said.columns, every)]
        if not alike:
            yield "opens other columns than its agreement"
        elif not any(rows == said.rows for said in alike):
            yield "opens other rows than its agreement"
    elif not _has_defaults(principal, content, props.scope):
        yield "rests on no agreement in force"
    elif not columns <= _unprotected(content.tables[database, table]):
        yield "opens protected columns without an agreement"


def _columns(said: catalog.Columns, every: frozenset[str]) -> frozenset[str]:
    return every if said == "all" else frozenset(said)


def _seen(
    filters: Callable[[], Filters], props: Props, table: TableEntry
) -> tuple[frozenset[str], str | None] | None:
    """The columns and the row filter of a permission; None where nobody here knows them."""
    every = frozenset(column.name for column in table.columns)
    named: Mapping[str, Any] | None = props.known("dataCellsFilter")
    if not named:
        columns: Mapping[str, Any] = props.known("tableWithColumns") or {}
        return frozenset(columns.get("columnNames", ())) or every, None
    wanted: tuple[Any, ...] = tuple(named.get(field) for field in FILTER_NAMES)
    data = filters().get(wanted)
    if data is None:
        return None
    shown = frozenset(data.get("columnNames", ())) or every
    return shown, data.get("rowFilter", {}).get("filterExpression")


def _has_defaults(principal: str, content: catalog.Content, scope: Scope) -> bool:
    """Whether a principal reads unprotected columns without an agreement.

    The domain's people do, and the jobs of products of the domain that name this one as an input.
    One of these may have been moved here, and its role still has its first name.
    """
    return principal == content.said.access.reader_role or (
        scope.domain in content.reading_domains and is_runtime_role(principal, scope)
    )


def _unprotected(table: TableEntry) -> set[str]:
    return {column.name for column in table.columns if not column.protected}


CHECKS: dict[str, Check] = {PERMISSIONS: check, DATA_CELLS_FILTER: check_filter}

RULE = Rule(
    id="lf-grant-least-privilege",
    code="LF-003",
    title="Lake Formation grants name tables and columns",
    why="A wildcard or a tag opens tables nobody has agreed on yet, and a grant option lets the"
    " consumer hand the data on.",
    fix="grant the rights of one agreement: one principal, one named table of this product, the"
    " columns that were agreed on or the whole of it, no ALL, no grant option; DESCRIBE on the"
    " database once for each who has such a grant; LF-tags only for readers of the environment"
    " file",
    checks=CHECKS,
    check_stack=check_stack,
    # Two products of one origin have one database, so each grants on the other's.
)
