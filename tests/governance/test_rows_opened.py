"""What the role that deploys could open rows by, though it reads none: the sweep finds all of it.

SECURITY.md lists these ways; each is here once, as it would stand in a stack's state. What is
opened past the states, by a call to AWS, `mesh drift` finds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from guardrails.cases import CaseResource
from guardrails.rules import ALL_RULES
from meshwright.errors import Severity
from meshwright.governance.resolver import of_mesh
from meshwright.governance.sweeping.sweep import Written, sweep
from meshwright.plan.declaration import Plan
from states import deployed, entry, resources

from governance.breakages import changed
from meshes import TODAY, MeshOf, environment

pytestmark = pytest.mark.usefixtures("recorded_shape")
ROOT = Path(__file__).parents[2]
STACK, DOMAIN = "dev.sales.orders", "dev.sales"
ACCOUNT, OTHER = "111122223333", "999988887777"
STRANGER = f"arn:aws:iam::{ACCOUNT}:role/stranger"
BUCKET = f"mesh-dev--sales--orders--{ACCOUNT}"


def allowing(principal: Any, action: Any, resource: Any = None, **more: Any) -> str:
    named = {"Resource": resource} if resource else {}
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, **named, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass(frozen=True)
class Declared:
    """Something of the plan that is deployed otherwise."""

    stack: str
    kind: str
    name: str
    inputs: Mapping[str, Any]


TRUST = allowing({"AWS": STRANGER}, "sts:AssumeRole")
FOREIGN = allowing({"AWS": f"arn:aws:iam::{OTHER}:root"}, "sts:AssumeRole")
FILES = allowing({"AWS": STRANGER}, "s3:GetObject", f"arn:aws:s3:::{BUCKET}/*")
KEY = allowing({"AWS": STRANGER}, "kms:Decrypt", "*")
WAYS: Mapping[str, tuple[Declared | CaseResource, str]] = {
    "the trust of a role": (
        Declared(DOMAIN, "Role", "reader", {"assumeRolePolicy": TRUST}),
        "IAM-008",
    ),
    "another account in the trust of a role": (
        Declared(DOMAIN, "Role", "reader", {"assumeRolePolicy": FOREIGN}),
        "IAM-008",
    ),
    "the policy of a bucket": (
        Declared(STACK, "BucketPolicy", "data", {"policy": FILES}),
        "S3-009",
    ),
    "the policy of a key": (Declared(DOMAIN, "Key", "key", {"policy": KEY}), "KMS-002"),
    "a grant of a key": (
        CaseResource(
            "aws:kms/grant:Grant",
            "open",
            {"keyId": "k", "granteePrincipal": STRANGER, "operations": ["Decrypt"]},
        ),
        "KMS-002",
    ),
    "an access point": (
        CaseResource("aws:s3/accessPoint:AccessPoint", "open", {"bucket": BUCKET, "name": "open"}),
        "S3-010",
    ),
    "a grant of Lake Formation": (
        CaseResource(
            "aws:lakeformation/permissions:Permissions",
            "open",
            {
                "principal": STRANGER,
                "permissions": ["SELECT"],
                "table": {"databaseName": "sales__orders", "name": "orders"},
            },
        ),
        "LF-003",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_sweep_finds_what_opens_rows(mesh_of: MeshOf, planned: Plan, way: str) -> None:
    opening, code = WAYS[way]
    states = opened(planned, opening)

    resolution = of_mesh(mesh_of(), environment(), TODAY, rules=ALL_RULES)
    findings = sweep(states, planned, mesh_of(), resolution).findings

    found = [finding for finding in findings if finding.code == code]
    assert [finding.severity for finding in found] == [Severity.ERROR] * max(len(found), 1)


def opened(planned: Plan, opening: Declared | CaseResource) -> dict[str, Written]:
    """The states of a mesh in which rows were opened."""
    if isinstance(opening, Declared):
        place = opening.stack, opening.kind, opening.name
        planned = changed(planned, *place, opening.inputs)
    states: dict[str, Written] = {
        name: resources(deployed(stack)) for name, stack in planned.stacks.items()
    }
    if isinstance(opening, CaseResource):
        states[STACK] = [*states[STACK], entry(opening, STACK)]
    return states


def test_before_anything_is_opened_the_sweep_finds_nothing(mesh_of: MeshOf, planned: Plan) -> None:
    resolution = of_mesh(mesh_of(), environment(), TODAY, rules=ALL_RULES)
    states: dict[str, Written] = {n: resources(deployed(s)) for n, s in planned.stacks.items()}

    assert sweep(states, planned, mesh_of(), resolution).findings == ()


def test_the_ways_are_written_down_where_what_remains_is_told() -> None:
    page = " ".join((ROOT / "SECURITY.md").read_text().split())
    told = page.partition("The apply role reads no row itself")[2]

    for word in ("trust", "policy of a bucket or key", "access point", "grants", "sweep"):
        assert word in told
