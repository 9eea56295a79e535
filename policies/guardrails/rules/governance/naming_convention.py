"""A physical name has the mesh's form and AWS's length, so that no two things ever share one."""

from collections.abc import Callable, Iterator
from functools import partial

from guardrails.glue_tables import columns
from guardrails.naming import companion_of, is_adopted, is_id, is_mesh_name, prefix
from guardrails.props import Scope
from guardrails.rule import At, Check, Props, Resource, Rule, Stack
from guardrails.types import (
    BUCKETS,
    DATABASE,
    DOMAIN,
    KEY_ALIAS,
    MANAGED_POLICY,
    PRODUCT,
    ROLE,
    TABLE,
    WORKGROUP,
)

RESERVED_SUFFIXES = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3")
"""Amazon S3 user guide, "General purpose bucket naming rules"; the prefix rules out the rest."""
COLUMN_LENGTH = 255
"""Characters in the name of a column, a table or a database (AWS Glue API)."""


def check(
    field: str, longest: int, has_form: Callable[[str, Scope], bool], form: str, props: Props
) -> Iterator[str]:
    name = props.get(field)
    if not name:
        yield f"{field} must be written, not left to chance"
        return
    if len(name) > longest:
        yield f"{field} must have at most {longest} characters"
    if not has_form(name, props.scope):
        yield f"{field} must be {form.format(prefix=prefix(props.scope))}"


def _is_bucket(name: str, scope: Scope) -> bool:
    is_own = is_mesh_name(name, scope) and not name.endswith(RESERVED_SUFFIXES)
    return is_own or is_adopted(name, "", scope)


def _is_alias(name: str, scope: Scope) -> bool:
    alias = name.removeprefix("alias/")
    return alias != name and (alias == prefix(scope) or is_mesh_name(alias, scope))


def _is_database(name: str, scope: Scope) -> bool:
    domain, join, product = name.partition("__")
    is_own = bool(join) and is_id(domain) and is_id(product)
    return is_own or (name, f"{scope.domain}.{scope.product}") in scope.adopted_databases


def _is_table(name: str, _scope: Scope) -> bool:
    return is_id(companion_of(name) or name)


HYPHENED = "{prefix}-- and lower-case parts joined by two hyphens"
_bucket = partial(check, "bucket", 63, _is_bucket, HYPHENED)
WORDS = "lower-case words joined by underscores"
_table = partial(check, "name", 255, _is_table, WORDS)


def check_table(props: Props) -> Iterator[str]:
    yield from _table(props)
    for column in columns(props):
        if not is_id(column.name) or len(column.name) > COLUMN_LENGTH:
            yield (
                f"{column.where}.name must be lower-case words joined by underscores,"
                f" at most {COLUMN_LENGTH} characters"
            )


def check_domain(props: Props) -> Iterator[At]:
    yield from _id("id", props["id"], "its name")


def check_product(props: Props) -> Iterator[At]:
    domain, dot, product = props["id"].partition(".")
    if not (dot and is_id(domain) and is_id(product)):
        yield At("id", f"its name must be <domain>.<product>, each {WORDS}")
    for name, table in props["tables"].items():
        yield from _id(f"tables.{name}", name, "the table's name")
        for column in table["columns"]:
            yield from _id(f"tables.{name}.columns.{column}", column, "the column's name")


def _id(path: str, name: str, what: str) -> Iterator[At]:
    if not is_id(name) or len(name) > COLUMN_LENGTH:
        yield At(path, f"{what} must be {WORDS}, at most {COLUMN_LENGTH} characters")


# The lengths are AWS's. Sources: Amazon S3 user guide, "General purpose bucket naming rules"; IAM
# user guide, "IAM and AWS STS quotas"; API references of Glue, Athena and KMS.
CHECKS: dict[str, Check] = {
    **dict.fromkeys(BUCKETS, _bucket),
    ROLE: partial(check, "name", 64, is_mesh_name, HYPHENED),
    MANAGED_POLICY: partial(check, "name", 128, is_mesh_name, HYPHENED),
    WORKGROUP: partial(check, "name", 128, is_mesh_name, HYPHENED),
    KEY_ALIAS: partial(
        check, "name", 256, _is_alias, "alias/{prefix}, alone or with parts joined by two hyphens"
    ),
    DATABASE: partial(check, "name", 255, _is_database, "<domain>__<product>"),
    TABLE: check_table,
    PRODUCT: check_product,
    DOMAIN: check_domain,
}

ONE_NAMESPACE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(BUCKETS, ("bucket",)),
    **dict.fromkeys((ROLE, MANAGED_POLICY, WORKGROUP, KEY_ALIAS, DATABASE), ("name",)),
    TABLE: ("databaseName", "name"),
}
"""What tells two resources of a type apart in AWS: a table's database does, a role's path not."""


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    seen: dict[tuple[object, ...], Resource] = {}
    for resource in stack.of(*ONE_NAMESPACE):
        name = tuple(resource.props.get(field) for field in ONE_NAMESPACE[resource.type])
        # The older type of bucket makes the same buckets.
        family = BUCKETS[0] if resource.type in BUCKETS else resource.type
        first = seen.setdefault((family, *name), resource)
        if first is not resource and None not in name:
            yield resource, f"has the same name as {first.name}"


RULE = Rule(
    id="naming-convention",
    code="GOV-008",
    title="Names follow the naming convention",
    why="Policies grant by name pattern: a name of another form falls into another's pattern, or"
    " into none.",
    fix="take the name from the mesh's own naming; shorten a folder's name where it is too long",
    checks=CHECKS,
    check_stack=check_stack,
)
