"""Which types of policies limit which, in one account and across accounts."""

from collections.abc import Mapping
from typing import Any

import pytest

from aws.authorization.asking import (
    ACCOUNT,
    CARLOS,
    OTHER,
    READ,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    decide,
    deny,
    document,
    to,
)
from meshwright.aws.authorization import caller
from meshwright.aws.authorization.caller import ANONYMOUS, Caller
from meshwright.aws.authorization.decision import PolicyType
from meshwright.aws.authorization.document import Policy

READS, WRITES = document(allow(READ)), document(allow("s3:PutObject"))
EVERYTHING, DENIES = document(allow("*")), document(allow("*"), deny())
LIMITED: Mapping[str, Any] = {"identity": WRITES, "boundary": WRITES, "session": (WRITES,)}
IDENTITY, BOUNDARY, OF_SESSION, RESOURCE, TRUST = PolicyType


def test_nothing_is_allowed_unless_a_policy_says_so() -> None:
    decision = decide()

    assert (decision.is_allowed, decision.type, decision.is_explicit) == (False, IDENTITY, False)


LAYERS: list[tuple[Mapping[str, Any], bool, PolicyType]] = [
    ({"identity": READS}, True, IDENTITY),
    ({"identity": WRITES}, False, IDENTITY),
    ({"identity": DENIES}, False, IDENTITY),
    ({"identity": READS, "boundary": READS}, True, IDENTITY),
    ({"identity": READS, "boundary": EVERYTHING}, True, IDENTITY),
    ({"identity": READS, "boundary": WRITES}, False, BOUNDARY),
    ({"identity": READS, "boundary": DENIES}, False, BOUNDARY),
    ({"identity": WRITES, "boundary": READS}, False, IDENTITY),
    ({"boundary": READS}, False, IDENTITY),
    ({"identity": READS, "session": (READS,)}, True, IDENTITY),
    ({"identity": READS, "session": (WRITES,)}, False, OF_SESSION),
    ({"identity": READS, "session": ()}, False, OF_SESSION),
    ({"identity": READS, "session": (WRITES, READS)}, True, IDENTITY),
    ({"identity": READS, "session": (DENIES,)}, False, OF_SESSION),
    ({"session": (READS,)}, False, IDENTITY),
    ({"identity": READS, "boundary": READS, "session": (READS,)}, True, IDENTITY),
    ({"identity": READS, "boundary": WRITES, "session": (READS,)}, False, BOUNDARY),
    ({"identity": READS, "resource": to("*", "s3:PutObject")}, True, IDENTITY),
    ({"identity": READS, "resource": document(deny(Principal="*"))}, False, RESOURCE),
]


@pytest.mark.parametrize(("policies", "is_allowed", "by"), LAYERS)
def test_every_layer_that_is_there_has_to_allow(
    policies: Mapping[str, Any], is_allowed: bool, by: PolicyType
) -> None:
    decision = decide(SESSION, **policies)

    assert (decision.is_allowed, decision.type) == (is_allowed, by)


KEY = {"resource_decides": True, "action": "kms:Decrypt"}
DECRYPTS = document(allow("kms:Decrypt"))


@pytest.mark.parametrize(
    ("principal", "identity", "is_allowed"),
    [
        (None, DECRYPTS, False),
        ({"AWS": OTHER}, DECRYPTS, False),
        ({"AWS": ROOT}, None, False),
        ({"AWS": ROOT}, DECRYPTS, True),
        ({"AWS": ROLE}, None, True),
        ("*", None, True),
    ],
)
def test_a_key_opens_to_nobody_that_its_policy_does_not_let_in(
    principal: Any, identity: Policy | None, is_allowed: bool
) -> None:
    """By the KMS developer guide, "Key policies in AWS KMS" and "Default key policy"."""
    policy = document() if principal is None else to(principal, "kms:*")

    assert decide(SESSION, identity=identity, resource=policy, **KEY).is_allowed is is_allowed


def test_a_boundary_limits_a_role_that_a_keys_policy_names() -> None:
    policy = to({"AWS": ROLE}, "kms:*")

    decision = decide(SESSION, boundary=READS, resource=policy, **KEY)

    assert (decision.is_allowed, decision.type) == (False, BOUNDARY)


ASSUME = {"resource_decides": True, "resource_type": TRUST, "action": "sts:AssumeRole", "on": ROLE}


def trusting(principal: Any, **condition: Any) -> Policy:
    """A trust policy, which names no resource."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return document({**statement, "Condition": condition} if condition else statement)


@pytest.mark.parametrize(
    ("who", "principal", "identity", "is_allowed"),
    [
        (CARLOS, {"AWS": USER}, None, True),
        (CARLOS, {"AWS": ROOT}, None, False),
        (CARLOS, {"AWS": ROOT}, document(allow("sts:AssumeRole", ROLE)), True),
        (CARLOS, {"AWS": OTHER}, EVERYTHING, False),
        (SESSION, {"AWS": ROLE}, None, True),
        (caller.service("glue.amazonaws.com"), {"Service": "glue.amazonaws.com"}, None, True),
        (caller.service("glue.amazonaws.com"), {"Service": "ec2.amazonaws.com"}, None, False),
        (caller.service("glue.amazonaws.com"), {"AWS": ROOT}, None, False),
        (caller.web_identity("arn:aws:iam::1:x"), {"Federated": "arn:aws:iam::1:x"}, None, True),
        (caller.web_identity("arn:aws:iam::1:x"), {"Federated": "arn:aws:iam::1:y"}, None, False),
        (ANONYMOUS, {"AWS": ROOT}, None, False),
    ],
)
def test_a_role_is_assumed_by_whom_it_trusts(
    who: Caller, principal: Any, identity: Policy | None, is_allowed: bool
) -> None:
    trust = trusting(principal)

    assert decide(who, identity=identity, resource=trust, **ASSUME).is_allowed is is_allowed


def test_a_trust_may_ask_for_an_external_id() -> None:
    """By "Access to AWS accounts owned by third parties"."""
    trust = trusting({"AWS": USER}, StringEquals={"sts:ExternalId": "12345"})

    assert decide(resource=trust, **ASSUME, context={"sts:externalid": "12345"}).is_allowed
    assert not decide(resource=trust, **ASSUME).is_allowed


ACROSS = [
    (READS, {"AWS": ROLE}, True),
    (READS, {"AWS": ROOT}, True),
    (READS, {"AWS": SESSION.arn}, True),
    (READS, "*", True),
    (READS, {"AWS": OTHER}, False),
    (WRITES, {"AWS": SESSION.arn}, False),
    (None, "*", False),
]


@pytest.mark.parametrize(("identity", "principal", "is_allowed"), ACROSS)
def test_across_accounts_both_sides_have_to_allow(
    identity: Policy | None, principal: Any, is_allowed: bool
) -> None:
    """By "Cross-account policy evaluation logic"."""
    given = {"identity": identity, "resource": to(principal), "owner": OTHER}

    assert decide(SESSION, **given).is_allowed is is_allowed


def test_the_callers_own_account_is_no_other() -> None:
    assert decide(SESSION, identity=READS, owner=ACCOUNT).is_allowed


def test_across_accounts_a_boundary_limits_too() -> None:
    given = {"identity": READS, "resource": to("*"), "owner": OTHER}

    assert not decide(SESSION, **given, boundary=WRITES).is_allowed
    assert not decide(SESSION, identity=READS, owner=OTHER).is_allowed


def test_an_accounts_root_needs_no_policy_of_its_own() -> None:
    root = caller.root(ACCOUNT)

    assert decide(root).is_allowed
    assert decide(root, **KEY, resource=to({"AWS": ACCOUNT}, "kms:*")).is_allowed
    assert not decide(root, **KEY, resource=to({"AWS": ROLE}, "kms:*")).is_allowed
    assert not decide(root, resource=document(deny(Principal="*"))).is_allowed


@pytest.mark.parametrize("who", [ANONYMOUS, caller.service("logging.s3.amazonaws.com")])
def test_who_has_no_policies_needs_the_resources(who: Caller) -> None:
    assert not decide(who).is_allowed
    assert decide(who, resource=to("*")).is_allowed
    assert not decide(who, resource=to({"AWS": ROOT})).is_allowed


def test_log_delivery_writes_for_one_account_alone() -> None:
    """By "Enabling Amazon S3 server access logging", permissions for log delivery."""
    wanted = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    service = "logging.s3.amazonaws.com"
    policy = to({"Service": service}, "s3:PutObject", Condition=wanted)
    who, put = caller.service(service), {"action": "s3:PutObject", "resource": policy}

    assert decide(who, **put, context={"aws:sourceaccount": ACCOUNT}).is_allowed
    assert not decide(who, **put, context={"aws:sourceaccount": OTHER}).is_allowed


def test_what_follows_from_who_asks_is_in_the_context() -> None:
    named = {
        "StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:PrincipalType": "AssumedRole"},
        "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/path/*"},
        "Bool": {"aws:PrincipalIsAWSService": "false"},
        "Null": {"aws:username": "true"},
    }

    assert decide(SESSION, identity=document(allow(Condition=named))).is_allowed
    assert not decide(CARLOS, identity=document(allow(Condition=named))).is_allowed


def test_a_developer_makes_roles_under_the_boundary_alone() -> None:
    """By "Permissions boundaries for IAM entities", delegating responsibility to others."""
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/XCompanyBoundaries"
    identity = document(
        allow(
            ["iam:CreateRole", "iam:PutRolePolicy"],
            Condition={"StringEquals": {"iam:PermissionsBoundary": boundary}},
        ),
        deny(["iam:DeleteRolePermissionsBoundary", "iam:CreatePolicyVersion"], boundary),
    )
    make = {"action": "iam:CreateRole", "on": ROLE, "identity": identity}

    assert decide(**make, context={"iam:permissionsboundary": boundary}).is_allowed
    assert not decide(**make).is_allowed
    assert decide(action="iam:CreatePolicyVersion", on=boundary, identity=identity).is_explicit


def test_access_by_tags_of_who_asks_and_what_is_asked_for() -> None:
    """By "IAM tutorial: Define permissions to access AWS resources based on tags"."""
    same = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    identity = document(allow("secretsmanager:*", Condition=same))

    def read(mine: str | None, its: str | None) -> bool:
        tags = {"aws:principaltag/team": mine, "aws:resourcetag/team": its}
        known = {key: value for key, value in tags.items() if value is not None}
        wanted = "secretsmanager:GetSecretValue"
        return decide(action=wanted, identity=identity, context=known).is_allowed

    assert read("blue", "blue")
    assert not read("blue", "red")
    assert not read(None, None)
    assert not read(None, "blue")
