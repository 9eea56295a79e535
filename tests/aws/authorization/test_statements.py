"""What a statement covers: actions, resources, and the grammar of a policy."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws.authorization.asking import allow, decide, deny, document
from meshwright.aws.authorization.document import PolicyError, policy
from meshwright.aws.authorization.wildcards import matches

ACTIONS = [
    ("s3:GetObject", "s3:getobject", True),
    ("s3:Get*", "s3:GetObjectVersion", True),
    ("s3:*", "S3:PutObject", True),
    ("*", "iam:CreateUser", True),
    ("iam:*AccessKey*", "iam:ListAccessKeys", True),
    ("s3:GetObjec?", "s3:GetObject", True),
    ("s3:GetObject", "s3:GetObjectVersion", False),
    ("s3:*", "s3express:CreateSession", False),
    (["s3:PutObject", "s3:GetObject"], "s3:GetObject", True),
]


@pytest.mark.parametrize(("pattern", "action", "covered"), ACTIONS)
def test_actions_are_compared_without_case(pattern: Any, action: str, covered: bool) -> None:
    assert decide(action=action, identity=document(allow(pattern))).is_allowed is covered


RESOURCES = [
    ("*", "arn:aws:s3:::b/k", True),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/k/deep:er", True),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b", False),
    ("arn:aws:s3:::B", "arn:aws:s3:::b", False),
    ("arn:aws:s3:::b*/k", "arn:aws:s3:::bucket/x/k", True),
    ("arn:aws:iam::1:role/mesh/*", "arn:aws:iam::1:role/mesh/a/b", True),
    ("arn:aws:iam::1:role/mesh/?", "arn:aws:iam::1:role/mesh/ab", False),
    ("arn:aws:sqs:*:1:q", "arn:aws:sqs:eu-west-1:1:q", True),
    ("arn:aws:sqs:eu-*-1:1:q", "arn:aws:sqs:eu-west-1:1:q", True),
    # A star stays within its part, but for one at the part's end.
    ("arn:aws:sqs:e*1:1:q", "arn:aws:sqs:eu:x-1:1:q", False),
    ("arn:aws:s*:q", "arn:aws:sqs:eu-west-1:1:q", True),
    ("arn:aws:iam::1*/q", "arn:aws:iam::1:role/q", False),
    ("arn:aws:s*", "arn:aws:s3:::b/k", True),
    ("arn:aws:logs:r:1:log-group:/aws-*:x", "arn:aws:logs:r:1:log-group:/aws-glue:a:x", True),
    ("arn:aws:s3:::*", "*", False),
    (["arn:aws:s3:::a", "arn:aws:s3:::b"], "arn:aws:s3:::b", True),
]


@pytest.mark.parametrize(("pattern", "resource", "covered"), RESOURCES)
def test_resources_are_compared_part_by_part(pattern: Any, resource: str, covered: bool) -> None:
    identity = document(allow("*", pattern))

    assert decide(on=resource, identity=identity).is_allowed is covered


def test_not_action_covers_all_other_actions() -> None:
    other = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}

    assert decide(action="s3:GetObject", identity=document(other)).is_allowed
    assert not decide(action="iam:CreateUser", identity=document(other)).is_allowed


def test_not_resource_covers_all_other_resources() -> None:
    """IAM user guide, "IAM JSON policy elements: NotResource": two buckets' objects are spared."""
    kept = ["arn:aws:s3:::HRBucket/Payroll", "arn:aws:s3:::HRBucket/Payroll/*"]
    identity = document(allow("s3:*"), {"Effect": "Deny", "Action": "s3:*", "NotResource": kept})

    assert decide(on="arn:aws:s3:::HRBucket/Payroll/may", identity=identity).is_allowed
    assert decide(on="arn:aws:s3:::HRBucket/Reviews", identity=identity).is_explicit
    assert not decide(on="*", identity=identity).is_allowed


def test_a_variable_in_a_resource_stands_for_who_asks() -> None:
    """IAM user guide, "IAM policy elements: Variables and tags": everybody's own folder."""
    identity = document(allow("s3:*", "arn:aws:s3:::b/${aws:username}/*"))

    assert decide(on="arn:aws:s3:::b/Carlos/x", identity=identity).is_allowed
    assert not decide(on="arn:aws:s3:::b/Bob/x", identity=identity).is_allowed


def test_a_resource_with_a_variable_of_no_value_is_nobodys() -> None:
    identity = document(allow("s3:*", "arn:aws:s3:::b/${aws:PrincipalTag/team}/*"))

    assert not decide(on="arn:aws:s3:::b//x", identity=identity).is_allowed
    tagged = {"aws:principaltag/team": "*"}
    assert not decide(on="arn:aws:s3:::b/x/x", identity=identity, context=tagged).is_allowed
    assert decide(on="arn:aws:s3:::b/*/x", identity=identity, context=tagged).is_allowed


def test_a_statement_without_resources_gives_an_identity_nothing() -> None:
    assert not decide(identity=document({"Effect": "Allow", "Action": "*"})).is_allowed


MALFORMED: list[Any] = [
    "no json",
    "[]",
    json.dumps({"Version": "2020-01-01", "Statement": []}),
    json.dumps({"Statement": ["x"]}),
    json.dumps({"Statement": {"Effect": "Maybe", "Action": "*"}}),
    json.dumps({"Statement": {"Effect": "Allow"}}),
    json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*"}}),
    json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Colour": "red"}}),
    json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Principal": "me"}}),
    json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Principal": ["me"]}}),
    json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": "x"}}}),
]


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_no_policy_is_said(text: str) -> None:
    with pytest.raises(PolicyError):
        policy(text)


def test_one_statement_may_stand_without_a_list() -> None:
    written = {"Version": "2012-10-17", "Statement": deny()}

    assert decide(identity=policy(json.dumps(written))).is_explicit


def test_a_statement_is_named_by_its_sid_else_by_its_number() -> None:
    named = document(allow("iam:*"), allow(Sid="Read"))
    numbered = document(allow("iam:*"), allow())

    assert decide(identity=named).statement == "Read"
    assert decide(identity=numbered).statement == "2"


def naive(pattern: str, value: str) -> bool:
    """Wildcards by recursion, with no regular expression."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return naive(pattern[1:], value) or (bool(value) and naive(pattern, value[1:]))
    return bool(value) and pattern[0] in ("?", value[0]) and naive(pattern[1:], value[1:])


@given(st.text("ab*?.\n[", max_size=6), st.text("ab*?.\n[", max_size=6))
def test_wildcards_mean_the_same_to_a_plain_recursion(pattern: str, value: str) -> None:
    assert matches(pattern, value) is naive(pattern, value)
