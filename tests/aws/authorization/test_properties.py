"""What holds of every set of policies."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aws.authorization.asking import (
    ACCOUNT,
    BUCKET,
    CARLOS,
    FEDERATED,
    OBJECT,
    OTHER,
    READ,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    deny,
    document,
)
from meshwright.aws.authorization import caller
from meshwright.aws.authorization.caller import ANONYMOUS, Caller
from meshwright.aws.authorization.decision import PolicyType
from meshwright.aws.authorization.document import Policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request

READS, WRITES = document(allow(READ)), document(allow("s3:PutObject"))
EVERYTHING, DENIES = document(allow("*")), document(allow("*"), deny())
LIMITED: Mapping[str, Any] = {"identity": WRITES, "boundary": WRITES, "session": (WRITES,)}
IDENTITY, BOUNDARY, OF_SESSION, RESOURCE, TRUST = PolicyType


ACTION = st.sampled_from(["s3:GetObject", "s3:PutObject", "s3:*", "*", "iam:*"])
PRINCIPAL = st.sampled_from(
    ["*", {"AWS": ROLE}, {"AWS": ROOT}, {"AWS": SESSION.arn}, {"AWS": USER}]
)
RESOURCES = st.sampled_from(["*", f"{BUCKET}/*", "arn:aws:s3:::other/*"])
STATEMENT = st.builds(
    lambda make, a, r: make(a, r), st.sampled_from([allow, deny]), ACTION, RESOURCES
)
POLICY = st.lists(STATEMENT, max_size=3).map(lambda found: document(*found))
OF_RESOURCE = st.lists(st.tuples(STATEMENT, PRINCIPAL), max_size=3).map(
    lambda found: document(*({**statement, "Principal": who} for statement, who in found))
)
LAYERED = st.builds(
    Policies,
    identity=POLICY.map(lambda p: (p,)),
    boundary=st.none() | POLICY,
    session=st.none() | POLICY.map(lambda p: (p,)),
    resource=st.none() | OF_RESOURCE,
    owner=st.sampled_from(["", OTHER]),
    resource_decides=st.booleans(),
)
CALLERS = st.sampled_from([SESSION, CARLOS, FEDERATED, caller.root(ACCOUNT), ANONYMOUS])
REQUEST = Request(READ, OBJECT)


@given(CALLERS, LAYERED)
def test_another_denial_never_opens_anything(who: Caller, policies: Policies) -> None:
    more = replace(policies, identity=(*policies.identity, document(deny())))

    assert not (evaluate(REQUEST, who, more).is_allowed)


@given(CALLERS, LAYERED, POLICY)
def test_a_boundary_never_opens_anything(who: Caller, policies: Policies, bound: Policy) -> None:
    free = replace(policies, boundary=None)

    within = evaluate(REQUEST, who, replace(policies, boundary=bound)).is_allowed
    assert evaluate(REQUEST, who, free).is_allowed or not within


@given(CALLERS, LAYERED, POLICY)
def test_a_sessions_policy_never_opens_anything(
    who: Caller, policies: Policies, bound: Policy
) -> None:
    free = replace(policies, session=None)

    within = evaluate(REQUEST, who, replace(policies, session=(bound,))).is_allowed
    assert evaluate(REQUEST, who, free).is_allowed or not within


@given(CALLERS, LAYERED)
def test_another_allow_never_closes_anything(who: Caller, policies: Policies) -> None:
    more = replace(policies, identity=(*policies.identity, EVERYTHING))

    assert evaluate(REQUEST, who, more).is_allowed or not (
        evaluate(REQUEST, who, policies).is_allowed
    )


@given(CALLERS, LAYERED, st.randoms())
def test_the_order_of_statements_decides_nothing(
    who: Caller, policies: Policies, random: Any
) -> None:
    def shuffled(policy: Policy) -> Policy:
        statements = list(policy.statements)
        random.shuffle(statements)
        return replace(policy, statements=tuple(statements))

    turned = replace(
        policies,
        identity=tuple(shuffled(each) for each in policies.identity),
        resource=policies.resource and shuffled(policies.resource),
    )
    one, other = evaluate(REQUEST, who, policies), evaluate(REQUEST, who, turned)
    assert (one.is_allowed, one.type) == (other.is_allowed, other.type)
