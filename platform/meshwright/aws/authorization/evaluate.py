"""AWS's evaluation of policies: whether a request is allowed, and by which statement.

A Deny anywhere decides. Else the resource's policy and those of the identity have to allow it,
within the permissions boundary and the session's policies.
Sources: IAM user guide, "Policy evaluation logic", "Policy evaluation for requests within a single
account", "Cross-account policy evaluation logic", "Permissions boundaries for IAM entities" and
"Policies and permissions", session policies.

What this does not know: policies of an Organization, endpoint policies, access control lists, KMS
grants, and that a role named in a policy is the role of that time, not the next one of its name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meshwright.aws.authorization.caller import Caller, Kind
from meshwright.aws.authorization.conditions import hold
from meshwright.aws.authorization.decision import Decision, PolicyType
from meshwright.aws.authorization.document import Policy, Statement
from meshwright.aws.authorization.principals import Directness, directness
from meshwright.aws.authorization.request import EVERY, Context, Request
from meshwright.aws.authorization.variables import held, resolved, stand_in
from meshwright.aws.authorization.wildcards import matches_resource

WITHOUT_IDENTITY = (Kind.ANONYMOUS, Kind.SERVICE, Kind.WEB_IDENTITY)
"""Who has no policies of its own."""


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies that have a say in a request."""

    identity: tuple[Policy, ...] = ()
    """Those of the user, or of the role whose session asks."""
    boundary: Policy | None = None
    session: tuple[Policy, ...] | None = None
    """What the session was made with; None where it was made with none."""
    resource: Policy | None = None
    resource_type: PolicyType = PolicyType.RESOURCE
    owner: str = ""
    """The account of the resource; empty where it is the caller's."""
    resource_decides: bool = False
    """Whether the resource's policy has to allow what the identity's policies allow already, as a
    key's and a role's trust policy have to.

    Source: AWS KMS developer guide, "Key policies in AWS KMS".
    """


@dataclass(frozen=True, slots=True)
class _Applying:
    """A statement that applies to a request."""

    policy: str
    statement: Statement
    type: PolicyType
    directness: Directness = Directness.ITSELF


def evaluate(request: Request, caller: Caller, policies: Policies) -> Decision:
    """What AWS decides on a request.

    Raises UnknownOperatorError where a policy has a condition operator that AWS has not.
    """
    context = {**caller.context(), **request.context}
    asked = Request(request.action, request.resource, context)
    found = list(_all_applying(asked, caller, policies))
    for each in found:
        if not each.statement.allows:
            return _decided(False, each)
    granted = [each for each in found if each.type is policies.resource_type]
    granted.sort(key=lambda each: -each.directness)
    by_identity = _by_identity(caller, policies, found)
    if caller.kind in WITHOUT_IDENTITY:
        return _first(granted, policies.resource_type)
    if policies.owner not in ("", caller.account):
        return _first(granted, policies.resource_type) if by_identity.is_allowed else by_identity
    return _within_account(policies, found, granted, by_identity)


def _within_account(
    policies: Policies,
    found: list[_Applying],
    granted: list[_Applying],
    by_identity: Decision,
) -> Decision:
    """The word of the resource's policy beside that of the identity's own, in one account."""
    best = granted[0] if granted else None
    if best is not None and best.directness is Directness.ITSELF:
        return _decided(True, best)
    if best is not None and best.directness is Directness.ENTITY:
        limit = _limit(policies, found)
        return limit or _decided(True, best)
    if best is None and policies.resource_decides:
        return Decision(False, policies.resource_type)
    return by_identity


def _by_identity(caller: Caller, policies: Policies, found: list[_Applying]) -> Decision:
    """What the policies of the identity, its boundary and its session come to."""
    if caller.kind is Kind.ROOT:
        return Decision(True, PolicyType.IDENTITY)
    allowed = _first(_of(found, PolicyType.IDENTITY), PolicyType.IDENTITY)
    if not allowed.is_allowed:
        return allowed
    return _limit(policies, found) or allowed


def _limit(policies: Policies, found: list[_Applying]) -> Decision | None:
    """The denial for want of an Allow in the boundary, or in the session's policies."""
    for type_, given in (
        (PolicyType.BOUNDARY, policies.boundary),
        (PolicyType.SESSION, policies.session),
    ):
        if given is not None and not _of(found, type_):
            return Decision(False, type_)
    return None


def _of(found: list[_Applying], type_: PolicyType) -> list[_Applying]:
    return [each for each in found if each.type is type_]


def _first(allowing: list[_Applying], type_: PolicyType) -> Decision:
    return _decided(True, allowing[0]) if allowing else Decision(False, type_)


def _decided(is_allowed: bool, by: _Applying) -> Decision:
    return Decision(is_allowed, by.type, by.policy, by.statement.name)


def _all_applying(request: Request, caller: Caller, policies: Policies) -> Iterator[_Applying]:
    boundary = () if policies.boundary is None else (policies.boundary,)
    for type_, several in (
        (PolicyType.IDENTITY, policies.identity),
        (PolicyType.BOUNDARY, boundary),
        (PolicyType.SESSION, policies.session or ()),
    ):
        yield from _applying(request, several, type_)
    if policies.resource is not None:
        yield from _of_resource(request, caller, policies.resource, policies.resource_type)


def _applying(
    request: Request, policies: Iterable[Policy], type_: PolicyType
) -> Iterator[_Applying]:
    for policy in policies:
        for statement in _about(policy, request):
            if statement.resources is not None and _covers(statement, request):
                yield _Applying(policy.name, statement, type_)


def _of_resource(
    request: Request, caller: Caller, policy: Policy, type_: PolicyType
) -> Iterator[_Applying]:
    for statement in _about(policy, request):
        level = directness(statement, caller)
        if level is not None and _covers(statement, request):
            yield _Applying(policy.name, statement, type_, level)


def _about(policy: Policy, request: Request) -> Iterator[Statement]:
    """The statements about this action: few of many, so that this is asked first."""
    action = request.action.lower()
    for statement in policy.statements:
        if (statement.about.fullmatch(action) is None) is statement.all_actions_but:
            yield statement


def _covers(statement: Statement, request: Request) -> bool:
    """Whether a statement about this action is about this resource too, in this context."""
    is_here = _covers_resource(statement, request.resource, request.context)
    return is_here and hold(statement, request.context)


def _covers_resource(statement: Statement, resource: str, context: Context) -> bool:
    # A trust policy names no resource: it is about the role that it lies with.
    if statement.resources is None:
        return True
    patterns = statement.resources
    if statement.has_variables and stand_in(patterns):
        known = (resolved(pattern, context) for pattern in patterns)
        patterns, resource = tuple(p for p in known if p is not None), held(resource)
    return any(_matches(p, resource) for p in patterns) is not statement.all_resources_but


def _matches(pattern: str, resource: str) -> bool:
    return pattern == EVERY or matches_resource(pattern, resource)
