"""Where iam-simulate decides otherwise than is decided here, each with a reason and AWS's page."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from differential.iam_cases import Case, parsed
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import EVERY, Request
from meshwright.aws.authorization.wildcards import ARN_PARTS, matches, matches_resource

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"


@dataclass(frozen=True, slots=True)
class Known:
    """One kind of disagreement."""

    name: str
    reason: str
    page: str
    applies: Callable[[Case], bool]
    """Whether a case has in it what the two see differently."""


def _resources(case: Case) -> Iterator[str]:
    for document in case.documents:
        for statement in document["Statement"]:
            written = statement.get("Resource", statement.get("NotResource"))
            yield from [written] if isinstance(written, str) else written


def _crosses_parts(case: Case) -> bool:
    return any(
        pattern != EVERY
        and matches(pattern, case.resource) is not matches_resource(pattern, case.resource)
        for pattern in _resources(case)
    )


def _excepts_a_short_arn_past_it(case: Case) -> bool:
    """Whether a NotResource names an ARN of fewer parts, which the resource does not fit."""
    written = (s.get("NotResource", ()) for d in case.documents for s in d["Statement"])
    patterns = ([each] if isinstance(each, str) else each for each in written)
    return any(
        pattern != EVERY
        and pattern.count(":") < ARN_PARTS - 1
        and not matches_resource(pattern, case.resource)
        for several in patterns
        for pattern in several
    )


def _has_not_principal(case: Case) -> bool:
    statements = (case.of_resource or {}).get("Statement", ())
    return any("NotPrincipal" in statement for statement in statements)


def _grants_to_the_session(case: Case) -> bool:
    """Whether the resource's policy alone lets the session in, which its own policy does not."""
    if case.session is None or case.of_resource is None:
        return False
    request = Request(case.action, case.resource, case.known())
    granted = Policies(resource=parsed(case.of_resource), resource_decides=True)
    within = Policies(identity=(parsed(case.session),))
    return (
        evaluate(request, case.caller, granted).is_allowed
        and not evaluate(request, case.caller, within).is_allowed
    )


def _has_a_variable_without_a_value(case: Case) -> bool:
    return "aws:PrincipalTag/team" not in case.context and "${aws:" in json.dumps(case.documents)


def _compares_kinds_of_addresses(case: Case) -> bool:
    return ":" in str(case.context.get("aws:SourceIp", "")) and "10.0.0.7" in json.dumps(
        case.documents
    )


KNOWN = (
    Known(
        "a star across parts",
        "A star stays within its part of an ARN unless it is that part's last character; to the"
        " simulator it may stand for any text.",
        f"{GUIDE}/reference_policies_elements_resource.html",
        _crosses_parts,
    ),
    Known(
        "a short ARN that is excepted",
        "NotResource covers what fits none of its patterns, an access point's ARN too where"
        " the pattern is `arn:aws:s3::*`: its region is no empty text. The simulator leaves such a"
        " statement aside, its pattern being of fewer than six parts, and calls that cautious.",
        f"{GUIDE}/reference_policies_elements_notresource.html",
        _excepts_a_short_arn_past_it,
    ),
    Known(
        "NotPrincipal",
        "A Deny with NotPrincipal spares only who is listed whole, a session with its role and"
        " account; the simulator spares whoever's account is listed.",
        f"{GUIDE}/reference_policies_elements_notprincipal.html",
        _has_not_principal,
    ),
    Known(
        "a session that a resource's policy names",
        "What a resource's policy grants to a session itself, or to everybody, the session's own"
        " policies do not limit; in the simulator they limit all.",
        f"{GUIDE}/access_policies.html#policies_session",
        _grants_to_the_session,
    ),
    Known(
        "a variable without a value",
        "A variable without a value equals nothing and is like nothing, so that what rules"
        " something out holds; the simulator leaves such a statement aside.",
        f"{GUIDE}/reference_policies_variables.html#policy-vars-no-value",
        _has_a_variable_without_a_value,
    ),
    Known(
        "addresses of two kinds",
        "An IPv6 address is none of IPv4's, so NotIpAddress holds; to the simulator it fails"
        " where the policy's address has no mask.",
        f"{GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IPAddress",
        _compares_kinds_of_addresses,
    ),
)


def explained(case: Case) -> Known | None:
    """The kind of disagreement that a case shows; None for one that nobody has explained."""
    return next((known for known in KNOWN if known.applies(case)), None)
