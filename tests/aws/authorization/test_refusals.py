"""What AWS says where it denies a request."""

from collections.abc import Mapping
from typing import Any

import pytest

from aws.authorization.asking import (
    ACCOUNT,
    OBJECT,
    READ,
    SESSION,
    allow,
    decide,
    deny,
    document,
)
from meshwright.aws.authorization.caller import ANONYMOUS
from meshwright.aws.authorization.decision import PolicyType, refusal
from meshwright.aws.authorization.request import Request

READS, WRITES = document(allow(READ)), document(allow("s3:PutObject"))
EVERYTHING, DENIES = document(allow("*")), document(allow("*"), deny())
LIMITED: Mapping[str, Any] = {"identity": WRITES, "boundary": WRITES, "session": (WRITES,)}
IDENTITY, BOUNDARY, OF_SESSION, RESOURCE, TRUST = PolicyType


MESSAGES = [
    ({}, "because no identity-based policy allows the s3:GetObject action"),
    ({"identity": DENIES}, "with an explicit deny in an identity-based policy"),
    (
        {"identity": READS, "boundary": WRITES},
        "because no permissions boundary allows the s3:GetObject action",
    ),
    ({"boundary": DENIES}, "with an explicit deny in a permissions boundary"),
    (
        {"identity": READS, "session": ()},
        "because no session policy allows the s3:GetObject action",
    ),
    ({"session": (DENIES,)}, "with an explicit deny in a session policy"),
    (
        {"resource": document(deny(Principal="*"))},
        "with an explicit deny in a resource-based policy",
    ),
    (
        {"resource": document(), "resource_decides": True},
        "because no resource-based policy allows the s3:GetObject action",
    ),
    (
        {"resource": document(), "resource_decides": True, "resource_type": TRUST},
        "because no role trust policy allows the s3:GetObject action",
    ),
    (
        {"resource": document(deny(Principal="*")), "resource_type": TRUST},
        "with an explicit deny in the role trust policy",
    ),
]


@pytest.mark.parametrize(("policies", "because"), MESSAGES)
def test_a_refusal_reads_as_awss_own(policies: Mapping[str, Any], because: str) -> None:
    """By "Troubleshoot access denied error messages"."""
    said = refusal(Request(READ, OBJECT), SESSION, decide(SESSION, **policies))

    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/today"
    assert said == (
        f"User: {who} is not authorized to perform: s3:GetObject on resource: {OBJECT} {because}"
    )


def test_the_unknown_are_anonymous() -> None:
    assert refusal(Request(READ), ANONYMOUS, decide(ANONYMOUS)).startswith("User: anonymous is not")
