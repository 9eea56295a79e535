"""Two policies say the same however AWS writes them, and not when one gives more."""

import json
from typing import Any

import pytest

from meshwright.aws.authorization.sameness import says_the_same

ROOT = "arn:aws:iam::123456789012:root"
STATEMENT: dict[str, Any] = {
    "Sid": "Use",
    "Effect": "Allow",
    "Principal": {"AWS": [ROOT]},
    "Action": ["kms:Decrypt", "kms:Encrypt"],
    "Resource": ["*"],
    "Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"]}},
}


def text(*statements: dict[str, Any], **more: str) -> str:
    return json.dumps({"Version": "2012-10-17", **more, "Statement": list(statements)})


@pytest.mark.parametrize(
    "written",
    [
        {"Action": ["KMS:Encrypt", "kms:Decrypt"]},
        {"Resource": "*"},
        {"Principal": {"AWS": "123456789012"}},
        {"Sid": "Another"},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": ["2", "1"]}}},
    ],
)
def test_the_same_in_another_form(written: dict[str, Any]) -> None:
    assert says_the_same(text(STATEMENT), text({**STATEMENT, **written}))


@pytest.mark.parametrize(
    "written",
    [
        {"Action": ["kms:Decrypt"]},
        {"Resource": "arn:aws:kms:::key/x"},
        {"Principal": {"AWS": "210987654321"}},
        {"Principal": "*"},
        {"Effect": "Deny"},
        {"Condition": {}},
        {"Condition": {"StringLike": {"aws:SourceAccount": ["1", "2"]}}},
    ],
)
def test_another_meaning(written: dict[str, Any]) -> None:
    assert not says_the_same(text(STATEMENT), text({**STATEMENT, **written}))


def test_more_statements_another_version_and_no_policy() -> None:
    more = {"Effect": "Allow", "Action": "*", "Resource": "*"}

    assert not says_the_same(text(STATEMENT), text(STATEMENT, more))
    assert not says_the_same(text(STATEMENT), text(STATEMENT, Version="2008-10-17"))
    assert not says_the_same(text(STATEMENT), "[]")
    assert says_the_same(text(STATEMENT, more), text(more, STATEMENT))


def test_what_is_left_out_is_not_what_is_named() -> None:
    plain = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}

    assert not says_the_same(
        text(plain), text({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})
    )
