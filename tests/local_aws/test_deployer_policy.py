"""The deployer's policies, asked about every call that deploying the example mesh makes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient

from existing_trail import documents, lay_down, settings
from meshwright.local_instance import LocalAws
from meshwright.plan import plan
from meshwright.plan.deployer import deployer_policies
from meshwright.runner.account.account import AwsAccount
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh

from judged import ALLOWED, DENIED, Verdict, of_identity
from living import LIVING
from local_aws.asked_rights import Asked, Call, Rights
from local_aws.conftest import ACCOUNT, REGION
from local_aws.engine_side import EngineSide
from local_aws.mesh_life import declared, deploy, go_down, retag
from meshes import MeshOf, environment

ROOT = Path(__file__).parents[2]
BUCKET_TYPE = "aws:s3/bucket:Bucket"
DAY = date(2026, 6, 1)
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:user/administrator"
"""The one that exists in an empty local AWS."""
BUCKET = f"arn:aws:s3:::mesh-dev--weather--observations--{ACCOUNT}"
CATALOG = f"arn:aws:s3:::mesh-dev--{ACCOUNT}--catalog"


@pytest.fixture(scope="module")
def real() -> Environment:
    """An environment that keeps its data, in the account that the local AWS has."""
    return environment(
        account=ACCOUNT,
        deployer=DEPLOYER,
        administrators=[DEPLOYER],
        backend="s3://acme-state",
        secretsProvider="awskms://alias/acme-state?region=eu-central-1",
        assume={"weather": {"runtime": {"services": ["glue.amazonaws.com"]}}},
        readers={"audit": {"principal": DEPLOYER, "classifications": ["public"]}},
        audit={"trail": "own"},
    )


@pytest.fixture(scope="module")
def policy(real: Environment) -> Mapping[str, Any]:
    documents = deployer_policies(real).values()
    return {"Statement": [s for text in documents for s in json.loads(text)["Statement"]]}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Call, Mapping[str, Any]]]:
    """Every call that this process makes of AWS, with its answer."""
    made: list[tuple[Call, Mapping[str, Any]]] = []
    send = BaseClient._make_api_call

    def heard(self: Any, operation: str, given: Mapping[str, Any]) -> Any:
        call = (self.meta.service_model.service_name, operation, dict(given))
        made.append((call, {}))
        answer = send(self, operation, given)
        made[-1] = (call, answer)
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", heard)
    return made


def verdict(
    policy: Mapping[str, Any], action: str, resource: str, context: Mapping[str, Any]
) -> Verdict:
    return of_identity(json.dumps(policy), action, resource, context)


def verdict_of(policy: Mapping[str, Any], asked: Asked) -> Verdict:
    return verdict(policy, asked.action, asked.resource, asked.context)


def judged_calls(
    calls: list[tuple[Call, Mapping[str, Any]]], policy: Mapping[str, Any]
) -> tuple[set[tuple[str, str]], set[str]]:
    """What a policy refuses of calls that were made, and all actions that they asked for."""
    rights = Rights(ACCOUNT, REGION)
    refused: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for call, answer in calls:
        asked = list(rights.of(call))
        rights.made(call, answer)
        seen |= {each.action for each in asked}
        refused |= {
            (each.action, each.resource)
            for each in asked
            if verdict_of(policy, each) is not ALLOWED
        }
    return refused, seen


def test_a_role_that_reads_a_trail_is_handed_over_by_its_own_policy_alone(
    aws: LocalAws,
    engine: EngineSide,
    client: Any,
    calls: list[tuple[Call, Mapping[str, Any]]],
    mesh_of: MeshOf,
) -> None:
    spec = {"account": ACCOUNT, "deployer": DEPLOYER, "administrators": [DEPLOYER]}
    place = environment(**spec, **settings(ACCOUNT))
    planned = plan(mesh_of(), place, as_of=DAY)
    lay_down(client, ACCOUNT, REGION, {})
    client("iam").create_role(RoleName="auditor", AssumeRolePolicyDocument=documents(ACCOUNT)[0])
    calls.clear()
    AwsAccount(place, aws.endpoint).prepare(planned.stacks["dev"], None)
    go_down(engine, deploy(engine, replace(planned, stacks={"dev": planned.stacks["dev"]})))

    def refused(by: Environment) -> set[tuple[str, str]]:
        texts = deployer_policies(by).values()
        known = [s for text in texts for s in json.loads(text)["Statement"]]
        return judged_calls(calls, {"Statement": known})[0]

    assert refused(place) == set()
    assert refused(environment(**spec)) == {("iam:PassRole", place.spec.audit.reader)}


@pytest.mark.parametrize("which", ["example", "living"])
def test_the_deployer_may_make_every_call_of_a_meshs_life(
    aws: LocalAws,
    engine: EngineSide,
    calls: list[tuple[Call, Mapping[str, Any]]],
    real: Environment,
    policy: Mapping[str, Any],
    mesh_of: MeshOf,
    which: str,
) -> None:
    mesh = load_mesh(ROOT).mesh if which == "example" else mesh_of(LIVING)
    planned, account = plan(mesh, real, as_of=DAY), AwsAccount(real, aws.endpoint)
    assert account.findings(None, whole=True) == ()
    account.prepare(planned.stacks["dev"], None)
    made = deploy(engine, planned)
    assert [reason for stack in planned.stacks.values() for reason in account.settle(stack)] == []
    made = [retag(engine, resource) for resource in made]
    for resource in made:
        engine.read(resource)
    go_down(engine, made)

    refused, seen = judged_calls(calls, policy)
    assert refused == set()
    services = {"athena", "glue", "iam", "kms", "lakeformation", "s3"}
    runs = {"cloudwatch", "events", "scheduler", "sns", "states"} if which == "living" else set()
    assert {action.partition(":")[0] for action in seen} >= services | runs
    assert len(seen) > 70


ADMINISTRATOR = {"Effect": "Allow", "Action": "*", "Resource": "*"}
READS = [
    *((action, f"{BUCKET}/observations/part-0") for action in ("s3:GetObject",)),
    ("s3:GetObjectVersion", f"{BUCKET}/observations/part-0"),
    ("s3:GetObject", f"arn:aws:s3:::mesh-dev--weather--{ACCOUNT}--results/answer.csv"),
    ("s3:GetObject", f"arn:aws:s3:::mesh-dev--{ACCOUNT}--access-logs/x"),
    ("s3:GetObject", "arn:aws:s3:::payroll/salaries.csv"),
    ("s3:PutReplicationConfiguration", BUCKET),
    ("lakeformation:GetDataAccess", "*"),
    ("lakeformation:GetTemporaryGlueTableCredentials", "*"),
    ("lakeformation:StartQueryPlanning", "*"),
    ("lakeformation:GetWorkUnitResults", "*"),
    ("athena:StartQueryExecution", f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/primary"),
    ("athena:GetQueryResults", f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/mesh-dev--weather"),
]


@pytest.mark.parametrize(("action", "resource"), READS)
def test_no_read_of_data_is_allowed_whatever_else_is_attached(
    policy: Mapping[str, Any], action: str, resource: str
) -> None:
    attached = {"Statement": [*policy["Statement"], ADMINISTRATOR]}

    assert verdict(attached, action, resource, {"aws:resourceaccount": ACCOUNT}) is DENIED


def test_the_catalog_is_read_and_written(policy: Mapping[str, Any]) -> None:
    entry = f"{CATALOG}/products/weather.observations.json"

    for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"):
        assert verdict(policy, action, entry, {"aws:resourceaccount": ACCOUNT}) is ALLOWED


ROLE = f"arn:aws:iam::{ACCOUNT}:role/mesh/weather/mesh-dev--weather--reader"
BOUND = f"arn:aws:iam::{ACCOUNT}:policy/mesh/mesh-dev--boundary"
OTHERS = [
    ("iam:CreateRole", ROLE, {}),
    ("iam:CreateRole", ROLE, {"iam:permissionsboundary": f"{BOUND}-none"}),
    ("iam:PutRolePolicy", ROLE, {}),
    ("iam:DeleteRolePermissionsBoundary", ROLE, {"iam:permissionsboundary": BOUND}),
    ("iam:AttachRolePolicy", ROLE, {"iam:permissionsboundary": BOUND}),
    ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/x", {"iam:permissionsboundary": BOUND}),
    ("iam:PassRole", ROLE, {"iam:passedtoservice": "lakeformation.amazonaws.com"}),
    (
        "iam:PassRole",
        ROLE.replace("reader", "data-access"),
        {"iam:passedtoservice": "ec2.amazonaws.com"},
    ),
    ("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/administrators", {}),
    ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x", {}),
    ("kms:PutKeyPolicy", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/payroll", {}),
    ("kms:ScheduleKeyDeletion", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/payroll", {}),
    ("kms:Decrypt", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/payroll", {}),
    ("kms:CreateKey", "*", {}),
    ("kms:CreateKey", "*", {"aws:requesttag/mesh:environment": "prod"}),
    ("s3:DeleteBucket", "arn:aws:s3:::payroll", {}),
    ("s3:PutBucketPolicy", "arn:aws:s3:::mesh-prod--x", {}),
    ("s3:PutObject", f"{BUCKET}/observations/part-0", {}),
    ("s3:DeleteObject", f"{BUCKET}/observations/part-0", {}),
    ("glue:DeleteDatabase", f"arn:aws:glue:{REGION}:{ACCOUNT}:database/legacy", {}),
    ("athena:DeleteWorkGroup", f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/primary", {}),
]


@pytest.mark.parametrize(("action", "resource", "context"), OTHERS)
def test_the_deployer_touches_nothing_that_is_not_the_meshs(
    policy: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]
) -> None:
    known = {"aws:resourceaccount": ACCOUNT, **context}

    assert verdict(policy, action, resource, known) is not ALLOWED


OFFICIAL: Mapping[str, str] = {
    "aws:s3/accessPoint:AccessPoint": "s3:CreateAccessPoint GetAccessPoint DeleteAccessPoint"
    " PutAccessPointPolicy GetAccessPointPolicy GetAccessPointPolicyStatus"
    " DeleteAccessPointPolicy ListTagsForResource TagResource UntagResource",
    "aws:athena/workgroup:Workgroup": "athena:CreateWorkGroup GetWorkGroup UpdateWorkGroup"
    " DeleteWorkGroup TagResource UntagResource ListTagsForResource",
    "aws:cloudwatch/eventBus:EventBus": "events:CreateEventBus DescribeEventBus UpdateEventBus"
    " DeleteEventBus TagResource UntagResource ListTagsForResource",
    "aws:cloudwatch/eventRule:EventRule": "events:PutRule DescribeRule DeleteRule TagResource"
    " UntagResource ListTagsForResource",
    "aws:cloudtrail/trail:Trail": "cloudtrail:CreateTrail UpdateTrail DeleteTrail DescribeTrails"
    " GetTrailStatus GetEventSelectors GetInsightSelectors PutEventSelectors StartLogging"
    " StopLogging AddTags RemoveTags ListTags",
    "aws:cloudwatch/eventTarget:EventTarget": "events:PutTargets ListTargetsByRule RemoveTargets",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch:PutMetricAlarm DescribeAlarms"
    " DeleteAlarms TagResource UntagResource ListTagsForResource",
    "aws:glue/catalogDatabase:CatalogDatabase": "glue:CreateDatabase GetDatabase UpdateDatabase"
    " DeleteDatabase GetTags TagResource UntagResource",
    "aws:glue/catalogTable:CatalogTable": "glue:CreateTable GetTable UpdateTable DeleteTable"
    " GetPartitionIndexes",
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": "glue:"
    "GetDataCatalogEncryptionSettings PutDataCatalogEncryptionSettings",
    "aws:iam/policy:Policy": "iam:CreatePolicy GetPolicy GetPolicyVersion ListPolicyVersions"
    " CreatePolicyVersion DeletePolicyVersion DeletePolicy TagPolicy UntagPolicy ListPolicyTags",
    "aws:iam/role:Role": "iam:CreateRole GetRole UpdateRole UpdateRoleDescription"
    " UpdateAssumeRolePolicy PutRolePermissionsBoundary DeleteRole TagRole UntagRole"
    " ListInstanceProfilesForRole ListRolePolicies ListAttachedRolePolicies GetRolePolicy",
    "aws:iam/rolePolicy:RolePolicy": "iam:PutRolePolicy GetRolePolicy DeleteRolePolicy",
    "aws:kms/alias:Alias": "kms:CreateAlias ListAliases UpdateAlias DeleteAlias",
    "aws:kms/key:Key": "kms:CreateKey DescribeKey GetKeyPolicy GetKeyRotationStatus"
    " ListResourceTags EnableKeyRotation DisableKeyRotation PutKeyPolicy UpdateKeyDescription"
    " EnableKey DisableKey TagResource UntagResource ScheduleKeyDeletion",
    "aws:lakeformation/dataCellsFilter:DataCellsFilter": "lakeformation:CreateDataCellsFilter"
    " GetDataCellsFilter UpdateDataCellsFilter DeleteDataCellsFilter",
    "aws:lakeformation/dataLakeSettings:DataLakeSettings": "lakeformation:GetDataLakeSettings"
    " PutDataLakeSettings",
    "aws:lakeformation/lfTag:LfTag": "lakeformation:CreateLFTag GetLFTag UpdateLFTag DeleteLFTag",
    "aws:lakeformation/permissions:Permissions": "lakeformation:GrantPermissions ListPermissions"
    " RevokePermissions",
    "aws:lakeformation/resource:Resource": "lakeformation:RegisterResource DescribeResource"
    " UpdateResource DeregisterResource",
    "aws:lakeformation/resourceLfTags:ResourceLfTags": "lakeformation:AddLFTagsToResource"
    " GetResourceLFTags RemoveLFTagsFromResource",
    "aws:s3/bucket:Bucket": "s3:CreateBucket ListBucket GetBucketLocation GetBucketTagging"
    " PutBucketTagging ListTagsForResource TagResource UntagResource GetBucketPolicy GetBucketAcl"
    " GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration"
    " GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration"
    " GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration"
    " DeleteBucket",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "s3:"
    "PutLifecycleConfiguration GetLifecycleConfiguration",
    "aws:s3/bucketLogging:BucketLogging": "s3:PutBucketLogging GetBucketLogging",
    "aws:s3/bucketNotification:BucketNotification": "s3:PutBucketNotification"
    " GetBucketNotification",
    "aws:s3/bucketObjectv2:BucketObjectv2": "s3:PutObject GetObject GetObjectTagging"
    " PutObjectTagging DeleteObject DeleteObjectVersion",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "s3:PutBucketOwnershipControls"
    " GetBucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy": "s3:PutBucketPolicy GetBucketPolicy DeleteBucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "s3:PutBucketPublicAccessBlock"
    " GetBucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "s3:"
    "PutEncryptionConfiguration GetEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning": "s3:PutBucketVersioning GetBucketVersioning",
    "aws:scheduler/schedule:Schedule": "scheduler:CreateSchedule GetSchedule UpdateSchedule"
    " DeleteSchedule",
    "aws:scheduler/scheduleGroup:ScheduleGroup": "scheduler:CreateScheduleGroup GetScheduleGroup"
    " DeleteScheduleGroup TagResource UntagResource ListTagsForResource",
    "aws:sfn/stateMachine:StateMachine": "states:CreateStateMachine DescribeStateMachine"
    " UpdateStateMachine DeleteStateMachine ListStateMachineVersions ValidateStateMachineDefinition"
    " TagResource UntagResource ListTagsForResource",
    "aws:sns/topic:Topic": "sns:CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic"
    " TagResource UntagResource ListTagsForResource",
    "aws:sns/topicPolicy:TopicPolicy": "sns:SetTopicAttributes GetTopicAttributes",
    "aws:sns/topicSubscription:TopicSubscription": "sns:Subscribe GetSubscriptionAttributes"
    " SetSubscriptionAttributes Unsubscribe",
}
"""What the official provider's own code calls for each type: create, read, update and delete."""


def test_the_official_providers_calls_are_allowed_for_every_type_of_the_plan(
    real: Environment, policy: Mapping[str, Any]
) -> None:
    planned = plan(load_mesh(ROOT).mesh, real, as_of=DAY)
    allowed = {
        action
        for statement in policy["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    }
    needed = {
        f"{service}:{name}"
        for service, _, names in (each.partition(":") for each in OFFICIAL.values())
        for name in names.split()
    }

    assert {each.type for _, each in declared(planned)} <= set(OFFICIAL)
    assert needed - allowed == set()


BESIDE: Mapping[str, str] = {
    "drift looks for what nobody declares": "glue:GetResourcePolicy glue:GetTables iam:ListPolicies"
    " iam:ListRoles lakeformation:ListDataCellsFilter lakeformation:ListResources"
    " s3:ListAllMyBuckets tag:GetResources",
    "drift compares partitions with their table": "glue:GetPartitions",
    "partitions of files that are there are written and taken away": "glue:BatchCreatePartition"
    " glue:BatchDeletePartition",
    "recovery looks for a key whose id was lost": "kms:ListKeys",
    "Lake Formation takes a location's role": "iam:PassRole",
    "an entry's old versions go with it": "s3:ListBucketVersions",
    "every session says who it is": "sts:GetCallerIdentity",
    "drift looks who else may use a key": "kms:ListGrants",
    "what others have opened is taken back": "iam:DetachRolePolicy",
    "the engine's secrets in the state": "kms:Decrypt kms:Encrypt kms:GenerateDataKey",
    "the state's bucket": "s3:ListBucket s3:GetBucketVersioning",
}
"""What the policies allow beside the provider's calls, and what for."""


def test_the_policies_allow_nothing_that_nobody_needs(policy: Mapping[str, Any]) -> None:
    provider = {
        f"{service}:{name}"
        for service, _, names in (each.partition(":") for each in OFFICIAL.values())
        for name in names.split()
    }
    beside = {name for names in BESIDE.values() for name in names.split()}
    allowed = {
        action
        for statement in policy["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    }

    assert allowed - provider - beside == set()
