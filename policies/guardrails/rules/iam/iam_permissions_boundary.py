"""A role is under the mesh's boundary, in its domain's path, without an administrator's rights."""

import re
from collections.abc import Iterator

from guardrails.naming import boundary, hyphened, prefix
from guardrails.rule import Check, Props, Rule
from guardrails.types import POLICY_ATTACHMENTS, ROLE

PATH = re.compile(r"/mesh/(?P<domain>[a-z][a-z0-9]*(?:_[a-z0-9]+)*|[0-9]{12})/")
"""The foundation's own roles have the account's number where a domain's name would stand."""
ADMINISTRATION = re.compile(
    r"arn:[a-z-]+:iam::aws:policy/(.+/)?"
    r"(.*FullAccess|.*Administrator.*|.*DataAdmin|PowerUserAccess|DataScientist|.*_FULL_ACCESS)"
)
"""AWS's own policies that hand out a whole service or more.

Source: AWS managed policy reference guide.
"""
READING_FILES = re.compile(
    r"arn:[a-z-]+:iam::aws:policy/(.+/)?(ReadOnlyAccess|AmazonS3ReadOnlyAccess)"
)
"""AWS's own policies that read the files of every bucket, past Lake Formation."""


def check_role(props: Props) -> Iterator[str]:
    expected = boundary(props.scope)
    if props.get("permissionsBoundary") != expected:
        yield f"permissionsBoundary must be {expected}"
    if not _is_in_its_domains_path(props):
        yield "path must be /mesh/<domain>/, of the domain that the name begins with"
    for i, arn in enumerate(props.get("managedPolicyArns", ())):
        yield from _too_much(f"managedPolicyArns[{i}]", arn)


def _is_in_its_domains_path(props: Props) -> bool:
    path = PATH.fullmatch(props.get("path", "/"))
    if path is None or (path["domain"].isdecimal() and not _is_the_foundations(path, props)):
        return False
    return props.get("name", "").startswith(f"{prefix(props.scope)}--{hyphened(path['domain'])}--")


def _is_the_foundations(path: re.Match[str], props: Props) -> bool:
    return props.scope.domain is None and path["domain"] == props.scope.account


def check_attachment(props: Props) -> Iterator[str]:
    yield from _too_much("policyArn", props["policyArn"])


def _too_much(where: str, arn: str) -> Iterator[str]:
    if ADMINISTRATION.fullmatch(arn):
        yield f"{where} is a policy of AWS's for administrators"
    if READING_FILES.fullmatch(arn):
        yield f"{where} is a policy of AWS's that reads every bucket's files, past Lake Formation"


CHECKS: dict[str, Check] = {ROLE: check_role, **dict.fromkeys(POLICY_ATTACHMENTS, check_attachment)}

RULE = Rule(
    id="iam-permissions-boundary",
    code="IAM-006",
    title="Roles have the permissions boundary",
    why="The boundary is the most that a role can ever do, whatever is attached to it later, and"
    " key policies know the mesh's roles by their path.",
    fix="set permissionsBoundary and the domain's path, and attach no administrator's policy",
    checks=CHECKS,
    controls=("CKV_AWS_274", "CKV2_AWS_56", "AwsSolutions-IAM4"),
)
