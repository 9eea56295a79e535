"""A policy names what it allows, rather than everything or everything but."""

from collections.abc import Iterator
from functools import partial

from guardrails.documents import Statement, statements
from guardrails.rule import Check, Props, Rule
from guardrails.types import IDENTITY_POLICIES, KEY, RESOURCE_POLICIES, ROLE


def check(field: str, props: Props) -> Iterator[str]:
    if field in props:
        yield from _problems(field, props[field])


def check_key(props: Props) -> Iterator[str]:
    if "policy" not in props:
        yield "policy: must be written, since AWS's default allows every action on the key"
    yield from check("policy", props)


def check_role(props: Props) -> Iterator[str]:
    yield from check("assumeRolePolicy", props)
    for i, inline in enumerate(props.get("inlinePolicies", ())):
        if "policy" in inline:
            yield from _problems(f"inlinePolicies[{i}].policy", inline["policy"])


def _problems(where: str, document: object) -> Iterator[str]:
    for statement in statements(document):
        if statement.is_allow:
            for problem in _too_wide(statement):
                yield f"{where}: {statement} {problem}"


def _too_wide(statement: Statement) -> Iterator[str]:
    if any(map(is_whole_service, statement.actions)):
        yield "allows every action, or every action of a service"
    if statement.not_actions:
        yield "allows every action but some (NotAction)"
    if statement.not_resources:
        yield "allows every resource but some (NotResource)"
    if statement.not_principals:
        yield "lets in every principal but some (NotPrincipal)"


def is_whole_service(action: str) -> bool:
    """Whether an action pattern takes in all actions of a service, or of several services."""
    service, colon, name = action.partition(":")
    if not colon:
        return "*" in service
    return "*" in service or "?" in service or ("*" in name and not name.strip("*?"))


CHECKS: dict[str, Check] = {
    **{kind: partial(check, field) for kind, field in RESOURCE_POLICIES.items()},
    **{kind: partial(check, field) for kind, field in IDENTITY_POLICIES.items()},
    KEY: check_key,
    ROLE: check_role,
}

RULE = Rule(
    id="policy-names-its-actions",
    code="IAM-003",
    title="Policies name the actions they allow",
    why="A wildcard allows what AWS will invent next year, and an exception list allows all the"
    " rest of it.",
    fix="list the actions (a prefix such as s3:Get* will do) and resources that are needed",
    checks=CHECKS,
)
