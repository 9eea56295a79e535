"""A bearer's policy allows on every resource only what AWS can allow on none in particular.

Whether an action knows resources, and whether it is one at all, stands in AWS's "Service
authorization reference"; `guardrails/actions.txt` is that list. AWS itself takes an action that
does not exist, and the statement then says nothing: a Deny denies nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from guardrails import actions
from guardrails.actions import Action
from guardrails.documents import Statement, has_wildcard
from guardrails.narrowing_conditions import STRINGS, always_asks
from guardrails.policy_document_checks import Document, of_all_policies
from guardrails.resources import is_everything
from guardrails.rule import Parameter, Rule, Tightening

NARROWED_BY: Mapping[str, str] = {"cloudwatch:PutMetricData": "cloudwatch:namespace"}
"""Actions that know resources of one kind only, and are narrowed for the rest by a condition.

Source: "Actions, resources, and condition keys for Amazon CloudWatch" in the service authorization
reference: without a dataset, a metric has a namespace alone.
"""
SHOWN = 3
"""How many actions a message names."""


def check(document: Document) -> Iterator[str]:
    yield from _unknown_actions(document)
    # In a resource policy, every resource means the one that it belongs to.
    if document.is_identity_policy:
        for statement in document.allowing:
            yield from _on_everything(document, statement)


def _unknown_actions(document: Document) -> Iterator[str]:
    further = {name.lower() for name in document.props.parameters["furtherActions"]}
    for statement in document.statements:
        element = "NotAction" if statement.not_actions else "Action"
        for i, pattern in enumerate(statement.not_actions or statement.actions):
            if pattern.lower() not in further and not actions.matching(pattern):
                where = f"{document.at(statement)}.{element}[{i}]"
                yield f"{where} is no action of AWS's{_perhaps(pattern)}"


def _perhaps(action: str) -> str:
    nearest = actions.nearest(action)
    return f", perhaps {nearest} is meant" if nearest else ""


def _on_everything(document: Document, statement: Statement) -> Iterator[str]:
    if not any(map(is_everything, statement.resources)):
        return
    narrower = list(dict.fromkeys(_that_know_resources(statement)))
    if narrower:
        yield f"{document.at(statement)} allows {_listed(narrower)} on every resource"


def _that_know_resources(statement: Statement) -> Iterator[Action]:
    for pattern in statement.actions:
        for action in actions.matching(pattern):
            if action.knows_resources and not _is_narrowed(statement, action):
                yield action
    if statement.not_actions:
        yield from (a for a in actions.every() if a.knows_resources and statement.speaks_of(str(a)))


def _is_narrowed(statement: Statement, action: Action) -> bool:
    """Whether a condition says on what the action is allowed, in words without a wildcard."""
    key = NARROWED_BY.get(str(action))
    return any(
        condition.key == key
        and condition.operator in STRINGS
        and always_asks(condition)
        and not any(map(has_wildcard, condition.values))
        for condition in statement.conditions
    )


def _listed(found: Sequence[Action]) -> str:
    more = len(found) - SHOWN
    return ", ".join(map(str, found[:SHOWN])) + (f" and {more} more" if more > 0 else "")


RULE = Rule(
    id="iam-no-wildcard-resource",
    code="IAM-004",
    title="Policies allow no wildcard resources",
    why="On every resource means on those of all domains, and on those that are yet to come.",
    fix='name the resources, or patterns of this account\'s; keep "*" to actions that know none',
    checks=of_all_policies(check),
    parameters=(
        Parameter(
            name="furtherActions",
            what="actions that AWS has added since the list was written, such as s3:NewAction",
            default=(),
            tightens=Tightening.FEWER,
        ),
    ),
    controls=("CKV_AWS_355", "AwsSolutions-IAM5"),
)
