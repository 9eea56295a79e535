"""A topic of alarms is encrypted with its domain's key, and alarms of this account alone publish.

What comes by a role needs nothing of the topic's policy: EventBridge does.
"""

from collections.abc import Iterator

from guardrails.documents import Statement
from guardrails.naming import owners_key
from guardrails.policy_document_checks import Document, of_resource_policies
from guardrails.rule import At, Check, Props, Rule
from guardrails.types import TOPIC, TOPIC_POLICY

ALARMS = "cloudwatch.amazonaws.com"
PUBLISH = {"sns:publish"}


def check_document(document: Document) -> Iterator[str]:
    for statement in document.allowing:
        if not _is_an_alarms(statement):
            yield f"{document.at(statement)} opens the topic to others than alarms"


def _is_an_alarms(statement: Statement) -> bool:
    """Whether it lets CloudWatch publish; that it says for whose account is IAM-002's question."""
    who = {(principal.kind, principal.value) for principal in statement.principals}
    return who == {("service", ALARMS)} and {a.lower() for a in statement.actions} <= PUBLISH


def check_topic(props: Props) -> Iterator[str | At]:
    key = owners_key(props.scope, props.scope.domain)
    if props.get("kmsMasterKeyId") != key:
        yield "kmsMasterKeyId must be the ARN of the alias of its domain's key"
    yield from _DOCUMENTS[TOPIC](props)


_DOCUMENTS = of_resource_policies(check_document)
CHECKS: dict[str, Check] = {TOPIC: check_topic, TOPIC_POLICY: _DOCUMENTS[TOPIC_POLICY]}

RULE = Rule(
    id="topic-closed",
    code="RUN-004",
    title="Topics are encrypted, and alarms alone publish to them",
    why="Who can publish to a topic writes to its owners in the mesh's name, and what failed in a"
    " product says what is in it.",
    fix="encrypt the topic with the domain's key, and let cloudwatch.amazonaws.com alone publish by"
    " its policy; rules of EventBridge have a role",
    checks=CHECKS,
    controls=("FSBP SNS.1", "FSBP SNS.4"),
)
