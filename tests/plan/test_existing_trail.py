"""An environment whose account has a trail already gets what it is asked by, and nothing more."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from existing_trail import BUCKET as FOREIGN
from existing_trail import EXAMPLES as ACCOUNT
from existing_trail import documents, folder, settings
from meshwright.aws.authorization import caller
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request
from meshwright.aws.resource_types import BUCKET, BUCKET_POLICY, KEY, LOCATION, TABLE, TRAIL
from meshwright.governance import evaluate as judged
from meshwright.plan import audit_names, plan
from meshwright.plan.declaration import Declaration, Plan
from meshwright.plan.deployer import deployer_policies
from meshwright.specs.environment import Environment

from governance.breakages import changed
from meshes import TODAY, MeshOf, environment, pick

READER = f"arn:aws:iam::{ACCOUNT}:role/trail-reader"
HOME = f"mesh-dev--{ACCOUNT}"
PLACE = environment(**settings(ACCOUNT))
FORMERLY = environment(**settings(ACCOUNT, formerly="own", days=120))
OWN = environment(audit={"trail": "own", "days": 120}, auditors=PLACE.spec.auditors)
LAKE, GLUE = "lakeformation.amazonaws.com", "glue.amazonaws.com"


@pytest.fixture
def planned(mesh_of: MeshOf) -> Callable[[Environment], Plan]:
    return lambda place: plan(mesh_of(), place, as_of=TODAY)


def foundation(plan: Plan) -> dict[tuple[str, str], Declaration]:
    return {(d.type, d.name): d for d in plan.stacks["dev"].declarations}


def test_the_folder_is_registered_with_its_reader_and_asked_by_the_table(
    planned: Callable[[Environment], Plan],
):
    plan = planned(PLACE)

    trail = pick(plan, "dev", "Resource", "trail").inputs
    assert trail == {
        "arn": f"arn:aws:s3:::{FOREIGN}/{folder(ACCOUNT)}",
        "roleArn": READER,
        "hybridAccessEnabled": False,
    }
    table = pick(plan, "dev", "CatalogTable", "trail").inputs
    files = f"s3://{FOREIGN}/{folder(ACCOUNT)}/"
    assert table["storageDescriptor"]["location"] == files
    assert table["parameters"]["storage.location.template"] == f"{files}${{region}}/${{day}}"
    logs = pick(plan, "dev", "Resource", "access-logs").inputs["roleArn"]
    assert logs.endswith(f"/{HOME}--data-access")


def test_it_brings_what_a_trail_of_its_own_does_but_for_the_trail(
    planned: Callable[[Environment], Plan],
):
    own, existing = foundation(planned(OWN)), foundation(planned(PLACE))

    gone = {key for key in own if key not in existing}
    assert {kind for kind, _ in gone} >= {TRAIL, BUCKET, BUCKET_POLICY}
    assert {name for _, name in gone} == {"trail"}
    assert not existing.keys() - own.keys()
    assert {name for kind, name in existing if kind in (LOCATION, TABLE)} == {
        "trail",
        "access-logs",
        "access_logs",
    }


def test_no_policy_of_the_mesh_names_the_bucket_or_the_reader(
    planned: Callable[[Environment], Plan],
):
    found = [
        (d.type, d.name)
        for stack in planned(PLACE).stacks.values()
        for d in stack.declarations
        if FOREIGN in str(d.inputs) or READER in str(d.inputs)
    ]

    assert sorted(found) == [(TABLE, "trail"), (LOCATION, "trail")]
    assert "--trail" not in str(
        pick(planned(PLACE), "dev", "RolePolicy", "audit-data-access").inputs
    )
    assert "cloudtrail" not in pick(planned(PLACE), "dev", "Key", "key").inputs["policy"]


def test_a_trail_that_was_the_meshs_own_leaves_its_bucket_closed_as_it_was(
    planned: Callable[[Environment], Plan],
):
    own, after = foundation(planned(OWN)), foundation(planned(FORMERLY))

    changed = {k for k in own.keys() | after.keys() if _inputs(own, k) != _inputs(after, k)}
    assert sorted(changed) == sorted(
        [
            (TRAIL, "trail"),
            (BUCKET_POLICY, "trail"),
            (LOCATION, "trail"),
            (TABLE, "trail"),
            (KEY, "key"),
            ("aws:iam/rolePolicy:RolePolicy", "audit-data-access"),
        ]
    )
    assert (TRAIL, "trail") not in after
    assert after[BUCKET, "trail"].keep
    assert "cloudtrail" not in after[BUCKET_POLICY, "trail"].inputs["policy"]
    rules = pick(planned(FORMERLY), "dev", "BucketLifecycleConfiguration", "trail").inputs["rules"]
    assert {"days": 120} in [each.get("expiration") for each in rules]


def _inputs(found: Mapping[tuple[str, str], Declaration], key: tuple[str, str]) -> Any:
    return found[key].inputs if key in found else None


@pytest.mark.parametrize("place", [PLACE, FORMERLY])
def test_no_rule_has_anything_against_it(mesh_of: MeshOf, place: Environment):
    mesh = mesh_of()

    found = judged(plan(mesh, place, as_of=TODAY), mesh, place)

    assert [f for f in found if f.subject == ""] == []


@pytest.mark.parametrize(
    "change",
    [
        {"roleArn": f"{READER}2"},
        {"arn": f"arn:aws:s3:::{FOREIGN}"},
        {"arn": f"arn:aws:s3:::{FOREIGN}/{folder('444455556666')}"},
        {"arn": f"arn:aws:s3:::mesh-dev--sales--orders--{ACCOUNT}"},
    ],
)
def test_another_folder_or_another_role_is_refused(mesh_of: MeshOf, change: Mapping[str, str]):
    mesh = mesh_of()
    planned = changed(plan(mesh, PLACE, as_of=TODAY), "dev", "Resource", "trail", change)

    assert {f.code for f in judged(planned, mesh, PLACE)} == {"LF-002"}


@pytest.mark.parametrize(
    ("action", "resource", "service", "allowed"),
    [
        ("iam:PassRole", READER, LAKE, True),
        ("iam:PassRole", READER, GLUE, False),
        ("iam:PassRole", READER, "ec2.amazonaws.com", False),
        ("iam:PassRole", READER, None, False),
        ("iam:PassRole", f"{READER}2", LAKE, False),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/x/trail-reader", LAKE, False),
        ("sts:AssumeRole", READER, None, False),
        ("iam:PutRolePolicy", READER, None, False),
        ("iam:AttachRolePolicy", READER, None, False),
        ("iam:UpdateAssumeRolePolicy", READER, None, False),
        ("iam:DeleteRole", READER, None, False),
        ("iam:TagRole", READER, None, False),
        ("s3:GetObject", f"arn:aws:s3:::{FOREIGN}/{folder(ACCOUNT)}/x", None, False),
        ("s3:PutBucketPolicy", f"arn:aws:s3:::{FOREIGN}", None, False),
        (
            "cloudtrail:DeleteTrail",
            f"arn:aws:cloudtrail:eu-central-1:{ACCOUNT}:trail/org",
            None,
            False,
        ),
    ],
)
def test_the_deployer_hands_the_reader_to_lake_formation_and_does_nothing_else_of_it(
    action: str, resource: str, service: str | None, allowed: bool
):
    context = {"aws:resourceaccount": ACCOUNT}
    if service is not None:
        context["iam:passedtoservice"] = service
    held = tuple(policy(text) for text in deployer_policies(PLACE).values())

    decision = evaluate(
        Request(action, resource, context),
        caller.session(f"arn:aws:iam::{ACCOUNT}:role/mesh-deployer", "s"),
        Policies(identity=held),
    )

    assert decision.is_allowed is allowed


def test_the_deployer_may_end_the_trail_that_was_before():
    def sids(place: Environment) -> set[str]:
        texts = deployer_policies(place).values()
        return {s["Sid"] for text in texts for s in json.loads(text)["Statement"]}

    assert "Trail" in sids(FORMERLY)
    assert "Trail" not in sids(PLACE)


@pytest.mark.parametrize(
    ("action", "key", "allowed"),
    [
        ("s3:GetObject", f"{folder(ACCOUNT)}/eu-central-1/2026/05/20/a.json.gz", True),
        ("s3:GetObject", f"{folder('444455556666')}/eu-central-1/2026/05/20/a.json.gz", False),
        ("s3:GetObject", f"{folder(ACCOUNT)}-Digest/a.json.gz", False),
        ("s3:PutObject", f"{folder(ACCOUNT)}/eu-central-1/2026/05/20/a.json.gz", False),
        ("s3:ListBucket", f"{folder(ACCOUNT)}/eu-central-1/", True),
        ("s3:ListBucket", "", False),
        ("s3:ListBucket", folder("444455556666"), False),
    ],
)
def test_the_pages_policies_let_the_reader_read_this_accounts_files_alone(
    action: str, key: str, allowed: bool
):
    _, access, bucket, _ = documents()
    is_listing = action == "s3:ListBucket"
    resource = f"arn:aws:s3:::{FOREIGN}" + ("" if is_listing else f"/{key}")
    context = {"s3:prefix": key} if is_listing else {}
    who = caller.session(READER, "AWSLF-00-AT-1-x")

    for held in (
        Policies(identity=(policy(access),)),
        Policies(resource=policy(bucket)),
    ):
        assert evaluate(Request(action, resource, context), who, held).is_allowed is allowed


@pytest.mark.parametrize(
    ("via", "allowed"), [("s3.eu-central-1.amazonaws.com", True), (None, False)]
)
def test_the_pages_key_decrypts_through_s3_alone(via: str | None, allowed: bool):
    _, access, _, key = documents()
    arn = json.loads(access)["Statement"][2]["Resource"]
    context = {"kms:viaservice": via} if via else {}
    who = caller.session(READER, "AWSLF-00-AT-1-x")

    for held in (Policies(identity=(policy(access),)), Policies(resource=policy(key))):
        assert evaluate(Request("kms:Decrypt", arn, context), who, held).is_allowed is allowed


def test_the_page_lets_in_lake_formation_of_this_account_alone():
    (statement,) = json.loads(documents()[0])["Statement"]

    assert statement["Principal"] == {"Service": LAKE}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert audit_names.trail_files(PLACE) == f"{FOREIGN}/{folder(ACCOUNT)}"
