"""An access point lets one agreement's consumer read whole tables until a day, and nobody else.

It stands beside the grants of Lake Formation: whom it lets in has every column of the table by
them, and no column of it is protected.
"""

import re
from collections.abc import Iterator

from guardrails import glue_tables
from guardrails.documents import Condition, Statement, has_wildcard, statements
from guardrails.naming import domain_of_bucket, prefix
from guardrails.narrowing_conditions import principal_arns
from guardrails.policy_document_checks import Document
from guardrails.props import Scope
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import ACCESS_POINT, BUCKET_POLICY, PERMISSIONS, TABLE

READS, LISTS = "s3:getobject", "s3:listbucket"
DIGEST = r"[0-9a-f]{20}"
FOLDER = re.compile(r"(?P<table>[a-z0-9_]+)/\*")
PROTECTED = ("confidential", "restricted")
DELEGATING = "s3:dataaccesspointaccount"


def check(props: Props) -> Iterator[str]:
    if domain_of_bucket(props["bucket"], props.scope) is None:
        yield "bucket must be that of a product in this environment's account"
    if re.fullmatch(rf"{re.escape(prefix(props.scope))}-{DIGEST}", props.get("name", "")) is None:
        yield "name must be the environment's prefix and a digest: DNS shows it to everybody"
    if "policy" not in props:
        yield "policy is missing: whoever may make one would decide who reads"
        return
    document = Document("policy", statements(props["policy"]), props, False)
    for statement in document.allowing:
        yield from (f"{document.at(statement)} {said}" for said in _of_statement(statement, props))


def _of_statement(statement: Statement, props: Props) -> Iterator[str]:
    actions = {action.lower() for action in statement.actions}
    if not actions or not actions <= {READS, LISTS}:
        yield "must allow s3:GetObject and s3:ListBucket alone"
    if not _names_principals(statement):
        yield "must name its principals by aws:PrincipalArn, without wildcards"
    if not any(_ends(condition) for condition in statement.conditions):
        yield "must end: DateLessThan aws:CurrentTime"
    if not _is_of_tables(statement, props, lists=LISTS in actions):
        yield "must be about whole folders of tables, behind this access point"


def _names_principals(statement: Statement) -> bool:
    named = [arn for arns in principal_arns(statement) for arn in arns]
    return bool(named) and not any(map(has_wildcard, named)) and not statement.not_principals


def _ends(condition: Condition) -> bool:
    before = condition.operator in ("datelessthan", "datelessthanequals")
    return before and condition.key == "aws:currenttime" and not condition.if_exists


def _is_of_tables(statement: Statement, props: Props, *, lists: bool) -> bool:
    own, objects = arn_of(props), tuple(_tables(statement, props))
    others = [r for r in statement.resources if not r.startswith(f"{own}/object/")]
    if not statement.resources or None in objects or any(other != own for other in others):
        return False
    return not lists or _lists_folders(statement)


def _lists_folders(statement: Statement) -> bool:
    found = [
        c.values
        for c in statement.conditions
        if c.key == "s3:prefix" and c.operator == "stringlike" and not c.if_exists
    ]
    return any(all(map(FOLDER.fullmatch, values)) for values in found)


def _tables(statement: Statement, props: Props) -> Iterator[str | None]:
    """The tables whose folders a statement opens; None for what is no table's folder."""
    start = f"{arn_of(props)}/object/"
    for resource in statement.resources:
        if resource.startswith(start):
            found = FOLDER.fullmatch(resource.removeprefix(start))
            yield found["table"] if found else None


def arn_of(props: Props) -> str:
    return f"{_points(props.scope)}{props.get('name', '')}"


def _points(scope: Scope) -> str:
    return f"arn:{scope.partition}:s3:{scope.region}:{scope.account}:accesspoint/"


def delegates(statement: Statement, props: Props) -> bool:
    """Whether it lets access points of the mesh decide who reads, and gives nothing by itself."""
    reads = {action.lower() for action in statement.actions} <= {READS, LISTS}
    own = f"{_points(props.scope)}{prefix(props.scope)}-"
    asked = {c.key: c for c in statement.conditions if not c.if_exists and not c.qualifier}
    account, arns = asked.get(DELEGATING), asked.get("s3:dataaccesspointarn")
    if account is None or arns is None or not statement.actions or not reads:
        return False
    is_own = account.operator == "stringequals" and account.values == (props.scope.account,)
    known = arns.operator in ("arnlike", "arnequals", "stringlike", "stringequals")
    return is_own and known and all(value.startswith(own) for value in arns.values)


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    points = tuple(stack.of(ACCESS_POINT))
    tables = {table.props.get("name"): table for table in stack.of(TABLE)}
    for point in points:
        for who, table in sorted(_opened(point.props)):
            yield from ((point, said) for said in _of_table(stack, who, table, tables.get(table)))
    for policy in stack.of(BUCKET_POLICY):
        if not any(p.props.get("bucket") == policy.props.get("bucket") for p in points):
            for statement in statements(policy.props["policy"]):
                if statement.is_allow and delegates(statement, policy.props):
                    yield policy, f"{statement} delegates to access points, and there is none"


def _opened(props: Props) -> set[tuple[str, str]]:
    return {
        (who, table)
        for statement in (statements(props["policy"]) if "policy" in props else ())
        if statement.is_allow
        for arns in principal_arns(statement)
        for who in arns
        for table in _tables(statement, props)
        if table is not None
    }


def _of_table(stack: Stack, who: str, name: str, table: Resource | None) -> Iterator[str]:
    if table is None:
        yield f"opens the folder of '{name}', which is no table of this stack"
        return
    if glue_tables.is_iceberg(table.props):
        yield f"opens the files of '{name}', an Iceberg table, whose files are not its rows"
    columns = glue_tables.columns(table.props)
    if any(c.classification in PROTECTED or c.pii == "true" for c in columns):
        yield f"opens the files of '{name}', which has protected columns"
    names, granted = {c.name for c in columns}, stack.of(PERMISSIONS)
    if not any(_grants_all(grant.props, who, name, names) for grant in granted):
        yield f"opens the files of '{name}' to {who}, to whom not every column is granted"


def _grants_all(props: Props, who: str, table: str, columns: set[str]) -> bool:
    whole, part = props.get("table", {}), props.get("tableWithColumns", {})
    if props.get("principal") != who or "SELECT" not in props.get("permissions", ()):
        return False
    named = part.get("name") == table and columns <= set(part.get("columnNames", ()))
    return whole.get("name") == table or named


RULE = Rule(
    id="s3-access-point-scope",
    code="S3-010",
    title="Access points give whole tables to agreed consumers, until a day",
    why="Whoever an access point lets in gets files, with every column and row in them, whatever"
    " Lake Formation grants; and its policy is the only thing that ever takes that back.",
    fix="leave access points to agreements with `files: true`: one consumer, whole tables without"
    " protected columns, an end",
    checks={ACCESS_POINT: check},
    check_stack=check_stack,
    controls=(),
)
