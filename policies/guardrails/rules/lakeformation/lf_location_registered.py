"""A location is registered with Lake Formation by its domain's own role, and for good."""

import re
from collections.abc import Iterator

from guardrails.locations import table_locations
from guardrails.naming import (
    audit_data_access_role,
    data_access_role,
    domain_of_bucket,
    is_adopted,
    is_audited_bucket,
    is_trail_of_others,
    trail_reader,
)
from guardrails.props import Scope
from guardrails.rule import Check, Parameter, Props, Resource, Rule, Stack, Tightening
from guardrails.types import BUCKETS, LAKE_SETTINGS, LOCATION

CROSS_ACCOUNT_VERSION = Parameter(
    name="crossAccountVersion",
    what="the least version of Lake Formation's sharing with other accounts; 4 came with hybrid"
    " access mode",
    default=4,
    tightens=Tightening.HIGHER,
)
VERSION = "CROSS_ACCOUNT_VERSION"
ARN = re.compile(r"arn:[a-z-]+:s3:::(?P<bucket>[^/]+)/?(?P<prefix>.*)", re.DOTALL)
NEVER = {
    # https://docs.aws.amazon.com/lake-formation/latest/dg/service-linked-role-limitations.html
    "useServiceLinkedRole": "its one policy grows with every location, up to AWS's limit",
    # https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-access-mode.html
    "hybridAccessEnabled": "IAM policies would go on opening the files past Lake Formation",
    "withFederation": "the location is no federated catalog's",
    "withPrivilegedAccess": "who registers the location would get every right on it",
}


def check(props: Props) -> Iterator[str]:
    place = _place(props)
    domain = _owner(*place, props.scope) if place else None
    if place and is_trail_of_others(*place, props.scope):
        if props.get("roleArn") != trail_reader(props.scope):
            yield "roleArn must be the reader that the environment file names for the trail"
    elif place and props.scope.domain is None and is_audited_bucket(place[0], props.scope):
        if props.get("roleArn") != audit_data_access_role(props.scope):
            yield "roleArn must be the data-access role of the foundation"
    elif domain is None:
        yield "arn must be the bucket of a product in this environment's account"
    elif props.get("roleArn") != data_access_role(domain, props.scope):
        yield "roleArn must be the data-access role of the domain that the bucket is named after"
    for field, consequence in NEVER.items():
        if props.get(field, False) is not False:
            yield f"{field} must be false: {consequence}"


def _owner(bucket: str, folder: str, scope: Scope) -> str | None:
    """The domain that a location belongs to, by its name or by the environment file."""
    if folder and is_adopted(bucket, f"{folder}/", scope):
        return scope.domain
    return domain_of_bucket(bucket, scope)


def check_settings(props: Props) -> Iterator[str]:
    least = props.parameters[CROSS_ACCOUNT_VERSION.name]
    version = props.get("parameters", {}).get(VERSION, "")
    if not version.isdecimal() or int(version) < least:
        yield f"parameters.{VERSION} must be at least {least}"


def _place(props: Props) -> tuple[str, str] | None:
    found = ARN.fullmatch(props["arn"])
    return (found["bucket"], found["prefix"]) if found else None


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    owned = {bucket.props.get("bucket") for bucket in stack.of(*BUCKETS)}
    registered: list[tuple[str, str]] = []
    for location in stack.of(LOCATION):
        place = _place(location.props)
        if place is not None and place[0] not in owned and not _is_folder(place, stack):
            yield location, "registers a bucket that is not of this stack"
        registered += [place] if place else []
    for table, bucket, prefix in table_locations(stack):
        if not any(bucket == b and _is_under(prefix, outer) for b, outer in registered):
            yield table, "the table's location is not registered, so IAM alone decides who reads it"


def _is_folder(place: tuple[str, str], stack: Stack) -> bool:
    """Whether it is a folder of a bucket that was there before the mesh, and that others use."""
    if is_trail_of_others(*place, stack.scope):
        return True
    return bool(place[1]) and is_adopted(place[0], f"{place[1]}/", stack.scope)


def _is_under(prefix: str, outer: str) -> bool:
    """Whether a folder is another or lies in it."""
    return not outer or f"{prefix}/".startswith(f"{outer.rstrip('/')}/")


CHECKS: dict[str, Check] = {LOCATION: check, LAKE_SETTINGS: check_settings}

RULE = Rule(
    id="lf-location-registered",
    code="LF-002",
    title="Data locations are registered with Lake Formation",
    why="Files of a location that is not registered, or registered in hybrid mode, are read past"
    " every grant by whoever has rights in IAM.",
    fix="register the product's bucket with the data-access role of its domain, an existing trail's"
    " folder with its reader, without hybrid mode, federation or privileged access",
    checks=CHECKS,
    check_stack=check_stack,
    parameters=(CROSS_ACCOUNT_VERSION,),
)
