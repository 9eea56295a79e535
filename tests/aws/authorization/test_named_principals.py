"""Whom a statement of a resource's policy means, and how far that is limited."""

from collections.abc import Mapping
from typing import Any

import pytest

from aws.authorization.asking import (
    ACCOUNT,
    CARLOS,
    FEDERATED,
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

READS, WRITES = document(allow(READ)), document(allow("s3:PutObject"))
EVERYTHING, DENIES = document(allow("*")), document(allow("*"), deny())
LIMITED: Mapping[str, Any] = {"identity": WRITES, "boundary": WRITES, "session": (WRITES,)}
IDENTITY, BOUNDARY, OF_SESSION, RESOURCE, TRUST = PolicyType


ITSELF = [
    (SESSION, {"AWS": SESSION.arn}),
    (CARLOS, {"AWS": USER}),
    (FEDERATED, {"AWS": FEDERATED.arn}),
    (SESSION, "*"),
    (SESSION, {"AWS": "*"}),
    (CARLOS, {"AWS": ["*"]}),
]


@pytest.mark.parametrize(("who", "principal"), ITSELF)
def test_who_is_named_itself_is_limited_by_no_implicit_denial(who: Caller, principal: Any) -> None:
    """By "Policy evaluation for requests within a single account": sessions, users, everybody."""
    decision = decide(who, **LIMITED, resource=to(principal))

    assert (decision.is_allowed, decision.type) == (True, RESOURCE)
    assert decide(who, resource=to(principal)).is_allowed


@pytest.mark.parametrize(("who", "principal"), ITSELF)
@pytest.mark.parametrize("layer", ["identity", "boundary", "session"])
def test_but_a_denial_that_is_said_limits_everybody(
    who: Caller, principal: Any, layer: str
) -> None:
    denying: dict[str, Any] = {layer: (DENIES,) if layer == "session" else DENIES}

    decision = decide(who, **denying, resource=to(principal))

    assert (decision.is_allowed, decision.is_explicit) == (False, True)


@pytest.mark.parametrize(("who", "principal"), [(SESSION, ROLE), (FEDERATED, USER)])
def test_who_is_named_by_its_role_is_limited_by_the_boundary_and_the_session(
    who: Caller, principal: str
) -> None:
    """By the same page: of a role's ARN, and of a federated user's."""
    resource = to({"AWS": principal})

    assert decide(who, resource=resource).is_allowed
    assert decide(who, identity=WRITES, resource=resource).is_allowed
    assert decide(who, boundary=READS, session=(READS,), resource=resource).is_allowed
    assert decide(who, boundary=WRITES, resource=resource).type is BOUNDARY
    assert decide(who, session=(WRITES,), resource=resource).type is OF_SESSION
    assert not decide(who, boundary=WRITES, resource=resource).is_allowed
    assert not decide(who, session=(WRITES,), resource=resource).is_allowed


BY_ROLE = {"ArnEquals": {"aws:PrincipalArn": ROLE}}
BY_USER = {"ArnEquals": {"aws:PrincipalArn": USER}}
FORMS: Mapping[str, tuple[Caller, Any, Any, str]] = {
    "everybody": (SESSION, "*", None, ""),
    "everybody, by the role's ARN as a condition": (SESSION, "*", BY_ROLE, ""),
    "everybody of AWS, by the role's ARN as a condition": (SESSION, {"AWS": "*"}, BY_ROLE, ""),
    "everybody, by the user's ARN as a condition": (CARLOS, "*", BY_USER, ""),
    "the session": (SESSION, {"AWS": SESSION.arn}, None, ""),
    "the role": (SESSION, {"AWS": ROLE}, None, "boundary session"),
    "the role, by its ARN as a condition too": (
        *(SESSION, {"AWS": ROLE}, BY_ROLE, "boundary session"),
    ),
    "the account, by the role's ARN as a condition": (
        *(SESSION, {"AWS": ROOT}, BY_ROLE, "identity boundary session"),
    ),
    "the user": (CARLOS, {"AWS": USER}, None, ""),
    "a federated user": (FEDERATED, {"AWS": FEDERATED.arn}, None, ""),
    "the user behind a federated one": (FEDERATED, {"AWS": USER}, None, "boundary session"),
}
"""Forms of a principal, and which policies limit what it is given by saying nothing of it.

IAM user guide, "Policy evaluation for requests within a single account", resource-based policies:
a role's ARN is limited by an implicit deny in a permissions boundary or session policy; a session's
and a user's are not, nor is what is granted "using the aws:PrincipalArn condition key with a
wildcard(*) in the Principal element, unless the identity-based policies contain an explicit deny".
"AWS JSON policy elements: Principal", IAM role principals, says the same.
"""


@pytest.mark.parametrize("layer", ["identity", "boundary", "session"])
@pytest.mark.parametrize("form", FORMS)
def test_which_silence_limits_what_a_form_of_principal_is_given(form: str, layer: str) -> None:
    who, principal, condition, limits = FORMS[form]
    resource = to(principal, **({"Condition": condition} if condition else {}))
    silent: dict[str, Any] = {"identity": READS, "boundary": READS, "session": (READS,)}
    silent[layer] = (WRITES,) if layer == "session" else WRITES

    assert decide(who, **silent, resource=resource).is_allowed is (layer not in limits.split())


@pytest.mark.parametrize("layer", ["identity", "boundary", "session"])
def test_a_roles_arn_as_a_condition_ends_at_a_denial_that_is_said(layer: str) -> None:
    resource = to("*", Condition=BY_ROLE)
    denying: dict[str, Any] = {layer: (DENIES,) if layer == "session" else DENIES}

    assert not decide(SESSION, **denying, resource=resource).is_allowed
    assert not decide(CARLOS, resource=resource).is_allowed


def test_the_more_direct_of_two_statements_counts() -> None:
    both = document(allow(Principal={"AWS": ROLE}), allow(Principal={"AWS": SESSION.arn}))

    assert decide(SESSION, **LIMITED, resource=both).is_allowed


@pytest.mark.parametrize("principal", [{"AWS": ROOT}, {"AWS": ACCOUNT}, {"AWS": [ACCOUNT, OTHER]}])
def test_an_account_that_is_named_leaves_it_to_its_own_policies(principal: Any) -> None:
    assert not decide(SESSION, resource=to(principal)).is_allowed
    assert decide(SESSION, identity=READS, resource=to(principal)).is_allowed


OTHERS = [
    {"AWS": OTHER},
    {"AWS": f"arn:aws:iam::{ACCOUNT}:role/Reader"},
    {"AWS": f"arn:aws:iam::{ACCOUNT}:role/path/*"},
    {"AWS": SESSION.arn.replace("today", "tomorrow")},
    {"Service": "glue.amazonaws.com"},
    {"Service": "*"},
    {"Federated": ROLE},
    {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
]


@pytest.mark.parametrize("principal", OTHERS)
def test_a_statement_about_others_says_nothing(principal: Any) -> None:
    assert not decide(SESSION, resource=to(principal)).is_allowed
    denying = document(deny(Principal=principal))
    assert decide(SESSION, identity=READS, resource=denying).is_allowed


@pytest.mark.parametrize("principal", [ROLE, SESSION.arn, ROOT, ACCOUNT, "*"])
def test_a_denial_reaches_who_is_named_by_any_name(principal: str) -> None:
    denying = document(deny(Principal={"AWS": principal}))

    decision = decide(SESSION, identity=READS, resource=denying)

    assert (decision.is_allowed, decision.type, decision.is_explicit) == (False, RESOURCE, True)


EXCEPTED: list[tuple[Caller, list[str], bool]] = [
    (SESSION, [SESSION.arn, ROLE, ROOT], True),
    (SESSION, [SESSION.arn, ROLE, ACCOUNT], True),
    (SESSION, [ROLE, ROOT], False),
    (SESSION, [SESSION.arn, ROLE], False),
    (SESSION, [ROOT], False),
    (CARLOS, [USER, ROOT], True),
    (CARLOS, [USER], False),
    (CARLOS, ["*"], False),
    (caller.root(ACCOUNT), [ROOT], True),
    (caller.root(OTHER), [ROOT], False),
]


@pytest.mark.parametrize(("who", "names", "is_spared"), EXCEPTED)
def test_a_denial_of_all_but_some_spares_who_is_listed_whole(
    who: Caller, names: list[str], is_spared: bool
) -> None:
    """By "AWS JSON policy elements: NotPrincipal": a session, its role and their account."""
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": names}}

    assert decide(who, identity=READS, resource=document(statement)).is_allowed is is_spared


def test_an_allow_of_all_but_some_is_an_allow_of_all_others() -> None:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": USER}}

    assert decide(SESSION, resource=document(statement)).is_allowed
    assert not decide(CARLOS, resource=document(statement)).is_allowed
    assert decide(ANONYMOUS, resource=document(statement)).is_allowed


def test_a_denial_of_all_but_a_service_reaches_whoever_is_none() -> None:
    spared = {"NotPrincipal": {"Service": "glue.amazonaws.com"}}
    resource = document(allow(Principal="*"), {**deny(), **spared})

    assert decide(caller.service("glue.amazonaws.com"), resource=resource).is_allowed
    assert not decide(caller.service("ec2.amazonaws.com"), resource=resource).is_allowed


def test_a_resources_statement_without_a_principal_is_about_nobody() -> None:
    assert not decide(SESSION, resource=READS).is_allowed
