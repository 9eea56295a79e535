"""Policies that mean to be misread, each with what AWS does and with what the rules say."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from guardrails.cases import SCOPE
from guardrails.evaluation import Problem, resource_problems
from guardrails.rule import Resource, Rule
from guardrails.rules.iam import (
    iam_confused_deputy,
    iam_no_privilege_escalation,
    iam_no_public_principal,
    iam_no_wildcard_action,
    iam_no_wildcard_resource,
)

FILES = sorted(Path(__file__).with_name("documents").glob("*.yaml"))
RULES: tuple[Rule, ...] = (
    iam_no_public_principal.RULE,
    iam_confused_deputy.RULE,
    iam_no_wildcard_action.RULE,
    iam_no_wildcard_resource.RULE,
    iam_no_privilege_escalation.RULE,
)
HOLDERS = {
    "boundary": ("aws:iam/policy:Policy", "policy"),
    "bucket": ("aws:s3/bucketPolicy:BucketPolicy", "policy"),
    "identity": ("aws:iam/rolePolicy:RolePolicy", "policy"),
    "key": ("aws:kms/key:Key", "policy"),
    "queue": ("aws:sqs/queuePolicy:QueuePolicy", "policy"),
    "topic": ("aws:sns/topicPolicy:TopicPolicy", "policy"),
    "trust": ("aws:iam/role:Role", "assumeRolePolicy"),
}
"""The resource and property that hold a document, by what it is a policy of."""
UNREADABLE = "the policy document cannot be read"

Written = Mapping[str, Any]


def written(file: Path) -> list[Written]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))["documents"]


EACH = [
    pytest.param(document, id=f"{file.stem}-{document['name']}")
    for file in FILES
    for document in written(file)
]


def resource(document: Written, inputs: Any) -> Resource:
    kind, field = HOLDERS[document["of"]]
    return Resource.of(kind, "it", {field: inputs}, SCOPE, id="it")


def content(document: Written) -> Any:
    if "text" in document:
        return document["text"]
    if "document" in document:
        return document["document"]
    return {"Version": "2012-10-17", "Statement": document["statement"]}


def said(about: Resource) -> list[str]:
    """What the rules say; that a document cannot be read is said once."""
    return list(dict.fromkeys(map(short, resource_problems(RULES, about))))


def short(problem: Problem) -> str:
    where, _, message = problem.message.partition(": ")
    return f"unreadable: {message}" if where == UNREADABLE else f"{problem.rule.code} {message}"


@pytest.mark.parametrize("document", EACH)
def test_the_rules_say_of_a_document_what_aws_would_make_of_it(document: Written) -> None:
    inputs = content(document)
    text = inputs if isinstance(inputs, str) else json.dumps(inputs)

    assert said(resource(document, text)) == document["says"]


@pytest.mark.parametrize("document", EACH)
def test_a_document_as_a_mapping_is_read_as_its_text(document: Written) -> None:
    inputs = content(document)

    if not isinstance(inputs, str):
        assert said(resource(document, inputs)) == document["says"]


@pytest.mark.parametrize("document", EACH)
def test_the_order_of_statements_and_lists_changes_no_verdict(document: Written) -> None:
    inputs = content(document)
    if isinstance(inputs, str):
        return

    turned = said(resource(document, reversed_lists(inputs)))

    assert bool(turned) is bool(document["says"])
    assert {line.split(" ")[0] for line in turned} == {s.split(" ")[0] for s in document["says"]}


def reversed_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: reversed_lists(item) for name, item in value.items()}
    return [reversed_lists(item) for item in reversed(value)] if isinstance(value, list) else value


def test_every_document_says_what_aws_does_and_on_which_page() -> None:
    assert len(EACH) >= 120
    for document in all_documents():
        assert document["aws"]
        assert document["page"].startswith("https://docs.aws.amazon.com/")


def test_names_are_unique_in_a_file() -> None:
    for file in FILES:
        names = [document["name"] for document in written(file)]
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_every_rule_speaks_and_is_silent_often(rule: Rule) -> None:
    speaks = [d for d in all_documents() if any(s.startswith(rule.code) for s in d["says"])]

    assert 9 < len(speaks) < len(EACH) - 9


def all_documents() -> Iterator[Written]:
    for file in FILES:
        yield from written(file)
