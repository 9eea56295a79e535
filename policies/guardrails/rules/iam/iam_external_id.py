"""A role is assumed from another organisation only with an external id.

Whoever assumes roles for many customers can be talked into using one customer's role for another;
the external id is what that other does not know.
Source: IAM user guide, "Access to AWS accounts owned by third parties" (the external id and the
confused deputy; between accounts of one organisation it is not needed).
"""

from collections.abc import Iterator

from guardrails.documents import Statement
from guardrails.foreign_principals import OWN, is_foreign, is_pinned
from guardrails.narrowing_conditions import always_asks
from guardrails.policy_document_checks import Document, of_resource_policies
from guardrails.rule import Parameter, Rule, Tightening
from guardrails.types import ROLE

ASSUMING = "sts:AssumeRole"
OWN_ACCOUNTS = Parameter(
    name="ownAccounts",
    what="accounts (their numbers) and organisations (o-…) that are the organisation's own, so that"
    " no external id is asked of them",
    default=(),
    tightens=Tightening.FEWER,
)


def check(document: Document) -> Iterator[str]:
    own = {document.props.scope.account, OWN, *document.props.parameters[OWN_ACCOUNTS.name]}
    for statement in document.allowing:
        outside = (p for p in statement.principals if p.kind == "aws")
        if not any(is_foreign(p, statement, own) for p in outside):
            continue
        if not (is_pinned(statement, own) or _asks_for_an_external_id(statement)):
            yield (
                f"{document.at(statement)} lets another organisation assume the role, and asks for"
                " no external id"
            )


def _asks_for_an_external_id(statement: Statement) -> bool:
    """Whether it holds for calls with an external id alone, or is about no assuming at all."""
    return not statement.speaks_of(ASSUMING) or any(
        condition.key == "sts:externalid"
        and condition.operator == "stringequals"
        and always_asks(condition)
        and all(condition.values)
        for condition in statement.conditions
    )


RULE = Rule(
    id="iam-external-id",
    code="IAM-007",
    title="Roles trust other organisations only with an external id",
    why="A third party assumes roles for many customers: without an external id, any of these can"
    " have it use yours.",
    fix="let the third party into a role of your own that asks for sts:ExternalId, and trust that"
    " one; governance names the organisation's own accounts by ownAccounts in policies/floor.yaml",
    checks={ROLE: of_resource_policies(check)[ROLE]},
    parameters=(OWN_ACCOUNTS,),
)
