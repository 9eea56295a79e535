"""Where a policy lets a service of AWS's in, it says for whose account the service may ask.

A service acts for everybody: whoever makes it act on another's resource has made a confused deputy
of it. AWS's services say for whom they ask in `aws:SourceAccount` and `aws:SourceArn`; AWS lists
nowhere which of them do not say it when they assume a role, so those stand in a parameter.

Sources: "The confused deputy problem" and "Grant a user permissions to pass a role to an AWS
service" in the IAM user guide; "Cross-service confused deputy
prevention" in the developer guides of AWS Glue and of Lake Formation.
"""

from collections.abc import Iterator

from guardrails.documents import Statement
from guardrails.narrowing_conditions import is_known_source, names_the_source
from guardrails.policy_document_checks import Document, of_resource_policies
from guardrails.rule import Parameter, Props, Rule, Tightening
from guardrails.types import FUNCTION_PERMISSION, RESOURCE_POLICIES, ROLE

SERVICES_END = (".amazonaws.com", ".amazonaws.com.cn")


def check(document: Document) -> Iterator[str]:
    parameters = document.props.parameters
    silent = frozenset(parameters["silentServices"])
    unproven = frozenset(parameters["unprovenServices"])
    for statement in document.allowing:
        asking = _services(statement) - silent
        may_be_silent = _is_trust(document) and asking <= unproven
        if asking and not names_the_source(statement, may_be_silent=may_be_silent):
            yield (
                f"{document.at(statement)} lets a service in, and no condition says for which"
                " account it may ask"
            )


def _is_trust(document: Document) -> bool:
    """Whether it says who may assume a role: roles alone are passed."""
    return document.where == RESOURCE_POLICIES[ROLE]


def check_function_permission(props: Props) -> Iterator[str]:
    service = props["principal"].lower()
    if not service.endswith(SERVICES_END) or service in props.parameters["silentServices"]:
        return
    if not is_known_source(props.get("sourceAccount", ""), props.get("sourceArn", "")):
        yield (
            "principal lets a service in, and neither sourceAccount nor an account in sourceArn"
            " says for which account it may ask"
        )


def _services(statement: Statement) -> frozenset[str]:
    named = (p for p in statement.principals if p.kind == "service")
    return frozenset(principal.value.lower() for principal in named)


RULE = Rule(
    id="iam-confused-deputy",
    code="IAM-002",
    title="Policies prevent the confused deputy problem",
    why="A service acts for every customer of AWS; without the condition, any of them can have it"
    " use what the policy opens.",
    fix="add StringEquals on aws:SourceAccount, or ArnLike on an aws:SourceArn with an account",
    checks={**of_resource_policies(check), FUNCTION_PERMISSION: check_function_permission},
    parameters=(
        Parameter(
            name="silentServices",
            what="services that do not say for whom they ask, by their principal",
            default=("ec2.amazonaws.com", "lambda.amazonaws.com"),
            tightens=Tightening.FEWER,
        ),
        Parameter(
            name="unprovenServices",
            what="services of which no page says whether they say for whom they ask when they"
            " assume a role: there, a condition with IfExists will do",
            default=("glue.amazonaws.com",),
            tightens=Tightening.FEWER,
        ),
    ),
    controls=("Prowler iam_role_cross_service_confused_deputy_prevention",),
)
