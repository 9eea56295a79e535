"""A resource policy lets in its own account, and a role whoever the environment file names.

Sources: IAM user guide, "AWS JSON policy elements: Principal" (an account may be written as its
number or as its root, a canonical user id stands for an account) and "AWS global condition context
keys"; S3 user guide, "The meaning of public".
"""

import re
from collections.abc import Iterator, Mapping

from guardrails.documents import ANYONE, Principal, Statement
from guardrails.foreign_principals import OWN, account_of, is_foreign
from guardrails.naming import PART, machine_arn, prefix
from guardrails.narrowing_conditions import pinned, principal_arns, source_arns
from guardrails.policy_document_checks import Document, of_resource_policies
from guardrails.props import Scope
from guardrails.rule import Check, Parameter, Props, Rule, Tightening
from guardrails.types import FUNCTION_PERMISSION

FURTHER = Parameter(
    name="furtherPrincipals",
    what="accounts (their numbers), organisations (o-…) and identity providers (their ARNs) that"
    " may be let in beside this account",
    default=(),
    tightens=Tightening.FEWER,
)
LAKE_FORMATION = "lakeformation.amazonaws.com"
"""The service that takes on a domain's data-access role, whatever the environment file says."""
STARTING = ("events.amazonaws.com", "scheduler.amazonaws.com")
CHAT, MACHINES = "chatbot.amazonaws.com", "states.amazonaws.com"
ASSUMED = "assumeRolePolicy"


def check(document: Document) -> Iterator[str]:
    scope = document.props.scope
    known = {scope.account, OWN, *document.props.parameters[FURTHER.name]}
    for statement in document.allowing:
        if any(is_foreign(principal, statement, known) for principal in statement.principals):
            yield f"{document.at(statement)} lets in another account, or whom it vouches for"
        elif document.where == ASSUMED and not _is_as_the_environment_says(
            statement, document.props
        ):
            yield (
                f"{document.at(statement)} lets in whom the environment file does not name for this"
                " domain"
            )


def _is_as_the_environment_says(statement: Statement, props: Props) -> bool:
    return all(_is_named(principal, statement, props) for principal in statement.principals)


def _is_named(principal: Principal, statement: Statement, props: Props) -> bool:
    scope = props.scope
    if principal.kind == "service":
        known = (LAKE_FORMATION, *scope.services, *_of_the_role(props, statement))
        return principal.value in known
    if principal.kind == "federated":
        # Governance has named it, and IAM-001 asks for whom it speaks.
        return True
    if principal.value == ANYONE and not any(pinned(statement)):
        # Anyone at all is IAM-001's question.
        return True
    who = {arn for arns in principal_arns(statement) for arn in arns}
    return (who or {_arn(principal.value, scope)}) <= set(scope.trusted)


def _of_the_role(props: Props, statement: Statement) -> Iterator[str]:
    """The services that take on a role by what it is for, whatever the environment file says.

    Step Functions takes on a product's own for its own machine, and for no other.
    """
    name, own = props.get("name", ""), prefix(props.scope)
    if re.fullmatch(rf"{re.escape(own)}--{PART}--starter", name):
        yield from STARTING
    elif re.fullmatch(rf"{re.escape(own)}--{PART}--slack", name):
        yield CHAT
    elif (found := name.removesuffix("--runtime")) != name:
        machine = machine_arn(found, props.scope)
        if any(arns == (machine,) for arns in source_arns(statement)):
            yield MACHINES


def _arn(principal: str, scope: Scope) -> str:
    """A principal's ARN; an account's number means its root."""
    if principal == scope.account:
        return f"arn:{scope.partition}:iam::{scope.account}:root"
    return principal


def check_function_permission(props: Props) -> Iterator[str]:
    known = {props.scope.account, *props.parameters[FURTHER.name]}
    principal = props["principal"]
    who = [props.get(field) for field in ("principalOrgId", "sourceAccount")]
    if principal != ANYONE and not principal.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        who.append(principal)
    if any(name is not None and account_of(name) not in known for name in who):
        yield "principal lets in another account, or whom it vouches for"


CHECKS: Mapping[str, Check] = {
    **of_resource_policies(check),
    FUNCTION_PERMISSION: check_function_permission,
}

RULE = Rule(
    id="iam-trusted-principals",
    code="IAM-008",
    title="Policies trust their own account, roles the principals that the environment names",
    why="Another account's administrators decide there who gets in, and a whole account, service or"
    " identity provider trusted by a role gives that role to whoever can make it act.",
    fix="name principals of this account; who may assume a domain's roles is written under assume"
    " in the environment file; governance can let in others by furtherPrincipals in"
    " policies/floor.yaml",
    checks=CHECKS,
    parameters=(FURTHER,),
    controls=("FSBP S3.6",),
)
