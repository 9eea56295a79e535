"""A policy names what it allows, rather than everything or everything but."""

from collections.abc import Iterator, Mapping

from guardrails.documents import Statement
from guardrails.policy_document_checks import Document, of_all_policies
from guardrails.rule import At, Check, Props, Rule
from guardrails.types import KEY


def check(document: Document) -> Iterator[str]:
    for statement in document.allowing:
        for problem in _too_wide(statement):
            yield f"{document.at(statement)} {problem}"


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
    service, _, name = action.partition(":")
    return "*" in service or "?" in service or ("*" in name and not name.strip("*?"))


CHECKS: Mapping[str, Check] = of_all_policies(check)


def check_key(props: Props) -> Iterator[str | At]:
    if "policy" not in props:
        yield "policy: must be written, since AWS's default allows every action on the key"
    yield from CHECKS[KEY](props)


RULE = Rule(
    id="iam-no-wildcard-action",
    code="IAM-003",
    title="Policies allow no wildcard actions",
    why="A wildcard allows what AWS will invent next year, and an exception list allows all the"
    " rest of it.",
    fix="list the actions (a prefix such as s3:Get* will do) and resources that are needed",
    checks={**CHECKS, KEY: check_key},
    controls=(
        "FSBP IAM.1",
        "FSBP IAM.21",
        "CIS 1.16",
        "CKV_AWS_62",
        "CKV_AWS_63",
        "CKV2_AWS_40",
        "CKV2_AWS_64",
        "AwsSolutions-IAM5",
    ),
)
