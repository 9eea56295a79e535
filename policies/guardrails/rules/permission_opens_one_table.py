"""A Lake Formation permission opens named columns of one named table, and no more than that."""

from collections.abc import Iterator

from guardrails.props import Reader
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import PERMISSIONS

EVERYTHING = frozenset({"ALL", "SUPER", "SUPER_USER"})
EVERYONE = "IAM_ALLOWED_PRINCIPALS"
ALL_OF_AN_ACCOUNT = ":IAMPrincipals"
TABLES = ("table", "tableWithColumns", "dataCellsFilter")
READING = frozenset({"SELECT", "DESCRIBE"})


def check(props: Props) -> Iterator[str]:
    yield from _rights(props)
    principal = props["principal"]
    if principal.upper() == EVERYONE or principal.endswith(ALL_OF_AN_ACCOUNT):
        yield "principal must not stand for every IAM principal"
    if "lfTagPolicy" in props:
        yield from _by_tags(props)
    elif not any(target in props for target in TABLES):
        yield "must open a named table: table, tableWithColumns or dataCellsFilter"
    yield from _named(props)


def _rights(props: Props) -> Iterator[str]:
    if not EVERYTHING.isdisjoint(right.upper() for right in props.get("permissions", ())):
        yield "permissions must name the rights, not all of them"
    if props.get("permissionsWithGrantOptions"):
        yield "permissionsWithGrantOptions must be empty: grants are agreements, not heirlooms"


def _named(props: Props) -> Iterator[str]:
    table = props.get("table")
    if table is not None and (table.get("wildcard") is True or not table.get("name")):
        yield "table must have a name, not a wildcard"
    columns = props.get("tableWithColumns")
    if columns is None:
        return
    if not columns.get("name"):
        yield "tableWithColumns must have a name"
    if columns.get("wildcard") is True or not columns.get("columnNames"):
        yield "tableWithColumns must name its columns: all but some opens those yet to come"


def _by_tags(props: Props) -> Iterator[str]:
    readers = [r for r in props.scope.readers if r.principal == props["principal"]]
    if not readers:
        yield "lfTagPolicy is only for the platform-wide readers of the environment file"
        return
    if not READING.issuperset(props.get("permissions", ())):
        yield "permissions of a platform-wide reader must be SELECT or DESCRIBE"
    if not any(_is_within(reader, _values(props["lfTagPolicy"])) for reader in readers):
        yield (
            "lfTagPolicy must ask for classifications and pii, and for no more of them than"
            " the environment file gives this reader"
        )


def _values(policy: Props) -> dict[str, set[str]]:
    return {e["key"]: set(e.get("values", ())) for e in policy.get("expressions", ())}


def _is_within(reader: Reader, values: dict[str, set[str]]) -> bool:
    """Whether an expression matches only what the reader may see.

    A key that is left out matches any value, so each has to be there.
    """
    allowed = {
        "classification": set(reader.classifications),
        "pii": {"false", "true"} if reader.pii else {"false"},
    }
    return all(values.get(key) and values[key] <= some for key, some in allowed.items())


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    # To revoke one of two leaves the other's rights in force.
    seen: dict[tuple[str, ...], Resource] = {}
    for permission in stack.of(PERMISSIONS):
        for target in _targets(permission.props):
            first = seen.setdefault(target, permission)
            if first is not permission:
                message = f"{first.name} is already a permission of this principal on this table"
                yield permission, message


def _targets(props: Props) -> Iterator[tuple[str, ...]]:
    for field in ("table", "tableWithColumns"):
        if field in props:
            table = props[field]
            catalog = table.get("catalogId", props.scope.account)
            yield props["principal"], catalog, table["databaseName"], table.get("name", "")


RULE = Rule(
    id="permission-opens-one-table",
    code="LF-003",
    title="Permissions open named tables and columns",
    why="A wildcard or a tag opens tables nobody has agreed on yet, and a grant option lets the"
    " consumer hand the data on.",
    fix="grant the rights of one agreement: one principal, one named table, named columns or the"
    " whole of it, no ALL, no grant option; LF-tags only for readers of the environment file",
    checks={PERMISSIONS: check},
    check_stack=check_stack,
)
