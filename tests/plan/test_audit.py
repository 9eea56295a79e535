"""An environment that asks for a trail gets one, and the tables to ask it and S3's access logs."""

import json
import re
from typing import Any

import pytest

from meshwright.aws.authorization import caller
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request
from meshwright.aws.resource_types import (
    BUCKET_LOGGING,
    BUCKET_POLICY,
    KEY,
    PERMISSIONS,
    ROLE,
    TABLE,
    TRAIL,
)
from meshwright.plan import audit_names, plan
from meshwright.plan.audit_tables import LOG_FIELDS, log_pattern
from meshwright.plan.boundary import boundary
from meshwright.plan.declaration import Plan
from meshwright.plan.documents import document
from meshwright.plan.measures import measures

from meshes import TODAY, MeshOf, environment, pick

ACCOUNT = "111122223333"
AUDITOR = f"arn:aws:iam::{ACCOUNT}:role/audit"
PLACE = environment(audit={"trail": "own", "days": 120}, auditors=[AUDITOR])
HOME = f"mesh-dev--{ACCOUNT}"
TRAIL_ARN = f"arn:aws:cloudtrail:eu-central-1:{ACCOUNT}:trail/mesh-dev"
LINE = (
    "79a5 mesh-dev--sales--orders [06/Feb/2026:00:01:57 +0000] 192.0.2.3"
    " arn:aws:iam::1:user/a 3E57 REST.GET.OBJECT orders/a.parquet"
    ' "GET /orders/a.parquet HTTP/1.1" 200 - 113 4406 7 6 "-" "S3 Console/0.4" -'
)
LATER = " s9lzHY SigV4 ECDHE AuthHeader b.s3.eu-central-1.amazonaws.com TLSV1.3 - Yes"


@pytest.fixture
def planned(mesh_of: MeshOf) -> Plan:
    return plan(mesh_of(), PLACE, as_of=TODAY)


def test_nothing_of_it_is_there_where_nobody_asks(mesh_of: MeshOf):
    declared = plan(mesh_of(), environment(), as_of=TODAY).stacks["dev"].declarations

    assert TRAIL not in {each.type for each in declared}
    assert not [each for each in declared if "trail" in each.name or "audit" in each.name]


def test_the_selectors_do_not_grow_with_the_mesh(planned: Plan):
    trail = pick(planned, "dev", "Trail", "trail").inputs

    management, files = trail["advancedEventSelectors"]
    assert management["fieldSelectors"] == [{"field": "eventCategory", "equals": ["Management"]}]
    assert files["fieldSelectors"][-1] == {
        "field": "resources.ARN",
        "startsWiths": [f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/mesh-dev-"],
    }
    assert trail["enableLogFileValidation"]
    assert trail["isMultiRegionTrail"]
    (kept,) = [m for m in measures(planned, PLACE) if m.noun == "trails in one region"]
    assert (kept.used, kept.most) == (1, 5)


def test_the_trail_comes_after_what_lets_it_write(planned: Plan):
    trail = pick(planned, "dev", "Trail", "trail")

    assert [key.type for key in trail.after] == [BUCKET_POLICY]
    assert trail.inputs["kmsKeyId"].key.type == KEY


@pytest.mark.parametrize(
    ("action", "resource", "source", "allowed"),
    [
        ("s3:GetBucketAcl", f"arn:aws:s3:::{HOME}--trail", TRAIL_ARN, True),
        (
            "s3:PutObject",
            f"arn:aws:s3:::{HOME}--trail/AWSLogs/{ACCOUNT}/CloudTrail/x",
            TRAIL_ARN,
            True,
        ),
        (
            "s3:PutObject",
            f"arn:aws:s3:::{HOME}--trail/AWSLogs/{ACCOUNT}/CloudTrail/x",
            f"{TRAIL_ARN}x",
            False,
        ),
        ("s3:PutObject", f"arn:aws:s3:::{HOME}--trail/AWSLogs/999/x", TRAIL_ARN, False),
        ("s3:GetObject", f"arn:aws:s3:::{HOME}--trail/AWSLogs/x", TRAIL_ARN, False),
    ],
)
def test_cloudtrail_writes_for_this_trail_alone(
    planned: Plan, action: str, resource: str, source: str, allowed: bool
):
    text = pick(planned, "dev", "BucketPolicy", "trail").inputs["policy"]
    context: Any = {
        "aws:sourcearn": source,
        "s3:x-amz-acl": "bucket-owner-full-control",
        "aws:securetransport": "true",
    }
    decision = evaluate(
        Request(action, resource, context),
        caller.service("cloudtrail.amazonaws.com"),
        Policies(resource=policy(text)),
    )

    assert decision.is_allowed is allowed


def test_the_files_of_the_trail_go_after_the_days_that_are_asked_for(planned: Plan):
    rules = pick(planned, "dev", "BucketLifecycleConfiguration", "trail").inputs["rules"]

    assert {"days": 120} in [each.get("expiration") for each in rules]


def test_buckets_are_logged_once_s3_may_write_the_logs(planned: Plan):
    logging = [d for d in planned.stacks["dev"].declarations if d.type == BUCKET_LOGGING]

    assert {d.name for d in logging} == {"trail", "audit-results", "catalog"}
    assert all("access-logs" in [key.name for key in d.after] for d in logging)


def test_auditors_alone_may_become_the_auditor(planned: Plan):
    trust = json.loads(pick(planned, "dev", "Role", "auditor").inputs["assumeRolePolicy"])

    (statement,) = trust["Statement"]
    assert statement["Condition"] == {"ArnEquals": {"aws:PrincipalArn": [AUDITOR]}}
    grants = [d for d in planned.stacks["dev"].declarations if d.type == PERMISSIONS]
    opened = [d.inputs["table"]["name"] for d in grants if "table" in d.inputs]
    assert opened == ["trail", "access_logs"]
    assert {d.inputs["principal"] for d in grants if "table" in d.inputs} == {
        audit_names.auditor_role_arn(PLACE.place_of(None))
    }


@pytest.mark.parametrize(
    ("role", "action", "resource", "allowed"),
    [
        ("auditor", "athena:StartQueryExecution", f"workgroup/{HOME}", True),
        ("auditor", "athena:StartQueryExecution", "workgroup/mesh-dev--sales", False),
        ("auditor", "s3:GetObject", f"{HOME}--trail/AWSLogs/x", False),
        ("auditor", "s3:GetObject", f"{HOME}--access-logs/x", False),
        ("auditor", "s3:PutObject", f"{HOME}--results/x", True),
        ("audit-data-access", "s3:GetObject", f"{HOME}--trail/AWSLogs/x", True),
        ("audit-data-access", "s3:GetObject", f"{HOME}--access-logs/x", True),
        ("audit-data-access", "s3:PutObject", f"{HOME}--trail/AWSLogs/x", False),
        ("audit-data-access", "s3:GetObject", f"{HOME}--catalog/x", False),
    ],
)
def test_its_roles_reach_what_they_are_for_within_the_boundary(
    planned: Plan, role: str, action: str, resource: str, allowed: bool
):
    service = action.partition(":")[0]
    place = f"eu-central-1:{ACCOUNT}:" if service == "athena" else "::"
    arn = f"arn:aws:{service}:{place}{resource}"
    identity = policy(pick(planned, "dev", "RolePolicy", role).inputs["policy"])
    bounds = policy(document(boundary(PLACE.place_of(None))))
    name = pick(planned, "dev", "Role", role).inputs["name"]
    who = caller.session(f"arn:aws:iam::{ACCOUNT}:role/mesh/{ACCOUNT}/{name}", "s")

    decision = evaluate(
        Request(action, arn, {"aws:resourceaccount": ACCOUNT}),
        who,
        Policies(identity=(identity,), boundary=bounds),
    )

    assert decision.is_allowed is allowed


def test_roles_come_after_the_boundary_that_the_same_stack_makes(planned: Plan):
    roles = [d for d in planned.stacks["dev"].declarations if d.type == ROLE]

    assert {d.name for d in roles} == {"auditor", "audit-data-access"}
    assert all("boundary" in [key.name for key in d.after] for d in roles)


def test_partitions_are_computed_from_region_and_day(planned: Plan):
    trail = pick(planned, "dev", "CatalogTable", "trail").inputs
    home = f"s3://{HOME}--trail/AWSLogs/{ACCOUNT}/CloudTrail/"

    assert trail["parameters"]["storage.location.template"] == f"{home}${{region}}/${{day}}"
    assert [key["name"] for key in trail["partitionKeys"]] == ["region", "day"]
    assert trail["parameters"]["projection.day.format"] == "yyyy/MM/dd"
    tables = [d for d in planned.stacks["dev"].declarations if d.type == TABLE]
    assert [d.name for d in tables] == ["trail", "access_logs"]


@pytest.mark.parametrize(("line", "later"), [(LINE + LATER, "Yes"), (LINE, None)])
def test_a_line_of_an_access_log_is_read_field_by_field(line: str, later: str | None):
    found = re.fullmatch(log_pattern(), line)

    assert found is not None
    fields = dict(zip(LOG_FIELDS, found.groups(), strict=True))
    assert fields["requestdatetime"] == "06/Feb/2026:00:01:57 +0000"
    assert fields["requester"] == "arn:aws:iam::1:user/a"
    assert fields["request_uri"] == '"GET /orders/a.parquet HTTP/1.1"'
    assert (fields["httpstatus"], fields["bytessent"]) == ("200", "113")
    assert fields["aclrequired"] == later


def test_the_deployer_that_brings_no_boundary_makes_roles_at_once(mesh_of: MeshOf):
    place = environment(
        audit={"trail": "own"},
        auditors=[AUDITOR],
        bootstrap={"codeHost": "github", "repository": "acme/mesh", "planner": AUDITOR},
    )

    role = pick(plan(mesh_of(), place, as_of=TODAY), "dev", "Role", "auditor")

    assert role.after == ()


def test_the_trails_table_is_named_as_sql_names_it() -> None:
    assert audit_names.trail_table() == "mesh__audit.trail"
