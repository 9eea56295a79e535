"""CloudFormation in the local AWS: what it does not make it names, and what it makes it changes."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.cloudformation import operations
from localaws.cloudformation.makers.maker import is_there
from localaws.cloudformation.stacks import Stack, now
from tools.probes.cloudformation import BUCKET, POLICY, ROLE

Client = Callable[[str], Any]
NAMED = ["CAPABILITY_NAMED_IAM"]
POLICY_ARN = "arn:aws:iam::123456789012:policy/made"
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
DOCUMENT = {"Version": "2012-10-17", "Statement": [STATEMENT]}
FULL = {
    "BucketName": "data",
    "BucketEncryption": {
        "ServerSideEncryptionConfiguration": [
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        ]
    },
    "LifecycleConfiguration": {
        "Rules": [
            {"Id": "old", "Status": "Enabled",
             "NoncurrentVersionExpiration": {"NoncurrentDays": 9}}
        ]
    },
    "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    "PublicAccessBlockConfiguration": dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    ),
    "Tags": [{"Key": "team", "Value": "blue"}],
    "VersioningConfiguration": {"Status": "Enabled"},
}  # fmt: skip


def prepare(client: Client, resources: Any, *, kind: str = "CREATE", **more: Any) -> Any:
    body = resources if isinstance(resources, str) else json.dumps({"Resources": resources})
    return client("cloudformation").create_change_set(
        **{
            "StackName": "s",
            "ChangeSetName": "c",
            "ChangeSetType": kind,
            "Capabilities": NAMED,
            "TemplateBody": body,
            **more,
        }
    )


def run(client: Client, resources: Any, *, kind: str = "CREATE", **more: Any) -> str:
    prepare(client, resources, kind=kind, **more)
    client("cloudformation").execute_change_set(StackName="s", ChangeSetName="c")
    return ended(client, "s")


def ended(client: Client, name: str) -> str:
    status = "IN_PROGRESS"
    while status.endswith("IN_PROGRESS"):
        time.sleep(0.02)
        found = client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
        status = found["StackStatus"]
    return status


def refused(call: Callable[..., Any], *arguments: Any, **more: Any) -> str:
    with pytest.raises(ClientError) as raised:
        call(*arguments, **more)
    return raised.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ({"A": {"Type": "AWS::SQS::Queue"}}, "a resource of type AWS::SQS::Queue"),
        ({"A": {"Type": "AWS::S3::Bucket"}}, "a AWS::S3::Bucket without a BucketName"),
        (
            {"A": {**BUCKET, "Properties": {"BucketName": "x", "Versioned": True}}},
            "the property Versioned of AWS::S3::Bucket",
        ),
        ({"A": {**BUCKET, "Condition": "X"}}, "a resource's Condition"),
        (
            {"A": {**BUCKET, "Properties": {"BucketName": {"Fn::Sub": "x"}}}},
            "the function Fn::Sub",
        ),
        ('{"Parameters": {}, "Resources": {"A": {}}}', "a template's Parameters"),
    ],
)
def test_what_is_not_made_is_refused_by_its_name(client: Client, template: Any, named: str) -> None:
    assert refused(prepare, client, template) == f"not implemented by the local AWS: {named}"


def test_operations_and_fields_that_are_not_known_are_refused(client: Client) -> None:
    aws = client("cloudformation")

    assert refused(aws.list_exports).endswith("cloudformation:ListExports")
    assert refused(prepare, client, {"A": BUCKET}, RoleARN="arn:aws:iam::1:role/x" * 2).endswith(
        "CreateChangeSet with RoleARN"
    )
    assert "changeSetType" in refused(prepare, client, {"A": BUCKET}, kind="OTHER")


def test_an_attribute_that_is_not_known_fails_the_resource(client: Client) -> None:
    policy = {"Type": "AWS::S3::BucketPolicy", "Properties": {
        "Bucket": "data", "PolicyDocument": {"Fn::GetAtt": ["A", "DomainName"]}}}  # fmt: skip

    assert run(client, {"A": BUCKET, "B": policy}) == "ROLLBACK_COMPLETE"
    assert "the attribute DomainName of AWS::S3::Bucket" in reasons(client)[0]


def reasons(client: Client) -> list[str]:
    events = client("cloudformation").describe_stack_events(StackName="s")["StackEvents"]
    return [e["ResourceStatusReason"] for e in events if e["ResourceStatus"].endswith("_FAILED")]


def test_a_template_that_is_too_long_or_no_template_is_refused(client: Client) -> None:
    assert "less than or equal to 51200" in refused(prepare, client, "x" * 51_201)
    assert "YAML not well-formed" in refused(prepare, client, "{")
    assert "At least one Resources member" in refused(prepare, client, "[]")


def test_a_bucket_is_what_its_template_says_and_then_what_it_says_no_more(client: Client) -> None:
    s3 = client("s3")
    run(client, {"A": {**BUCKET, "Properties": FULL}})
    rules = s3.get_bucket_lifecycle_configuration(Bucket="data")["Rules"]
    assert rules[0]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 9}
    assert s3.get_bucket_tagging(Bucket="data")["TagSet"] == FULL["Tags"]

    assert run(client, {"A": BUCKET}, kind="UPDATE") == "UPDATE_COMPLETE"

    assert s3.get_bucket_versioning(Bucket="data")["Status"] == "Suspended"
    assert "NoSuchLifecycle" in code(s3.get_bucket_lifecycle_configuration)
    assert "NoSuchTagSet" in code(s3.get_bucket_tagging)
    assert "NoSuchPublicAccessBlock" in code(s3.get_public_access_block)


def code(call: Callable[..., Any]) -> str:
    with pytest.raises(ClientError) as raised:
        call(Bucket="data")
    return raised.value.response["Error"]["Code"]


def test_a_bucket_under_another_name_replaces_the_old_one(client: Client) -> None:
    run(client, {"A": BUCKET})
    other = {**BUCKET, "Properties": {"BucketName": "other"}}
    assert run(client, {"A": other}, kind="UPDATE") == "UPDATE_COMPLETE"
    kept = {**BUCKET, "UpdateReplacePolicy": "Retain"}
    assert run(client, {"A": kept}, kind="UPDATE") == "UPDATE_COMPLETE"

    assert {b["Name"] for b in client("s3").list_buckets()["Buckets"]} == {"data", "other"}


def test_who_refers_to_what_is_replaced_changes_too(client: Client) -> None:
    policy = {"Type": "AWS::S3::BucketPolicy", "Properties": {
        "Bucket": {"Ref": "A"}, "PolicyDocument": json.dumps({**DOCUMENT, "Statement": [
            {**STATEMENT, "Effect": "Deny", "Principal": "*",
             "Resource": "arn:aws:s3:::data/*"}]})}}  # fmt: skip
    run(client, {"A": BUCKET, "B": policy})
    other = {**BUCKET, "Properties": {"BucketName": "other"}}

    prepare(client, {"A": other, "B": policy}, kind="UPDATE")

    described = client("cloudformation").describe_change_set(StackName="s", ChangeSetName="c")
    changes = [each["ResourceChange"] for each in described["Changes"]]
    assert [c["LogicalResourceId"] for c in changes] == ["A", "B"]
    assert changes[1]["Details"][0]["ChangeSource"] == "ResourceReference"


def test_a_key_a_role_and_a_policy_are_changed_in_place(client: Client) -> None:
    iam, kms = client("iam"), client("kms")
    bound = {"PermissionsBoundary": {"Ref": "P"}, "ManagedPolicyArns": [{"Ref": "P"}]}
    first = {"P": POLICY, "R": changed(ROLE, **bound), "K": key(rotates=True)}
    run(client, first)
    document = {**DOCUMENT, "Statement": [{**STATEMENT, "Action": "s3:PutObject"}]}
    second = {"P": changed(POLICY, PolicyDocument=document), "R": ROLE, "K": key(rotates=False)}

    for _ in range(2):
        assert run(client, second, kind="UPDATE") == "UPDATE_COMPLETE"
        second = {**second, "P": changed(POLICY, PolicyDocument=DOCUMENT)}

    role = iam.get_role(RoleName="made")["Role"]
    assert "PermissionsBoundary" not in role
    assert iam.list_attached_role_policies(RoleName="made")["AttachedPolicies"] == []
    assert len(iam.list_policy_versions(PolicyArn=POLICY_ARN)["Versions"]) == 2
    (identity,) = [k["KeyId"] for k in kms.list_keys()["Keys"]]
    assert not kms.get_key_rotation_status(KeyId=identity)["KeyRotationEnabled"]


def test_an_identity_provider_and_an_alias_are_changed_and_deleted(client: Client) -> None:
    iam, kms = client("iam"), client("kms")
    alias = {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/x",
             "TargetKeyId": {"Fn::GetAtt": ["K", "KeyId"]}}}  # fmt: skip
    run(client, {"O": provider("one"), "K": key(rotates=True), "A": alias})
    again = changed(alias, TargetKeyId={"Fn::GetAtt": ["L", "KeyId"]})
    keys = {"K": key(rotates=True), "L": key(rotates=True)}
    second = {"O": provider("two"), "A": again, **keys}
    run(client, second, kind="UPDATE")
    assert reasons(client) == []

    (arn,) = [p["Arn"] for p in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert found["ClientIDList"] == ["two"]
    client("cloudformation").delete_stack(StackName="s")
    while iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        time.sleep(0.02)
    for left in kms.list_keys()["Keys"]:
        found = kms.describe_key(KeyId=left["KeyId"])["KeyMetadata"]
        assert found["KeyState"] == "PendingDeletion"
    client("cloudformation").delete_stack(StackName="s")


def changed(resource: Any, **properties: Any) -> Any:
    return {**resource, "Properties": {**resource["Properties"], **properties}}


def key(*, rotates: bool) -> Any:
    root = {"AWS": "arn:aws:iam::123456789012:root"}
    statement = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    properties = {"KeyPolicy": policy, "EnableKeyRotation": rotates, "PendingWindowInDays": 7}
    return {"Type": "AWS::KMS::Key", "Properties": properties}


def provider(audience: str) -> Any:
    properties = {"Url": "https://gitlab.com", "ClientIdList": [audience]}
    return {"Type": "AWS::IAM::OIDCProvider", "Properties": properties}


def test_a_bucket_with_files_keeps_its_stack_from_being_deleted(client: Client) -> None:
    kept = {**changed(POLICY, ManagedPolicyName="kept"), "DeletionPolicy": "Retain"}
    run(client, {"A": BUCKET, "B": ROLE, "C": POLICY, "D": kept})
    client("s3").put_object(Bucket="data", Key="x", Body=b"x")

    client("cloudformation").delete_stack(StackName="s")

    assert ended(client, "s") == "DELETE_FAILED"
    assert "BucketNotEmpty" not in reasons(client)[0]
    assert client("iam").get_policy(PolicyArn=POLICY_ARN.replace("made", "kept"))
    assert refused(client("iam").get_role, RoleName="made")


def test_a_first_attempt_that_cannot_be_undone_is_told(client: Client) -> None:
    """A second policy of the bucket is refused, and the bucket has got a file meanwhile."""
    client("iam").create_role(
        RoleName="made",
        AssumeRolePolicyDocument=json.dumps(ROLE["Properties"]["AssumeRolePolicyDocument"]),
    )
    taken = {**BUCKET, "DeletionPolicy": "Delete"}
    client("s3").create_bucket(
        Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )

    assert run(client, {"A": taken, "B": ROLE}) == "ROLLBACK_COMPLETE"
    assert "data already exists" in reasons(client)[-1]


def test_policies_are_taken_in_by_their_arns(client: Client) -> None:
    iam, text = client("iam"), json.dumps(DOCUMENT)
    iam.create_policy(PolicyName="made", PolicyDocument=text)
    named = [{"ResourceType": POLICY["Type"], "LogicalResourceId": "P",
              "ResourceIdentifier": {"PolicyArn": POLICY_ARN}}]  # fmt: skip
    absent = [{**named[0], "ResourceIdentifier": {"PolicyArn": POLICY_ARN + "x"}}]
    kept = {**POLICY, "DeletionPolicy": "Retain"}

    def importing(resources: Any, listed: Any) -> str:
        return refused(prepare, client, resources, kind="IMPORT", ResourcesToImport=listed)

    assert "missing from ResourceToImport" in importing({"P": kept, "Q": BUCKET}, named)
    assert "must have a DeletionPolicy" in importing({"P": POLICY}, named)
    assert "does not exist" in importing({"P": kept}, absent)
    assert run(client, {"P": kept}, kind="IMPORT", ResourcesToImport=named) == "IMPORT_COMPLETE"
    summaries = client("cloudformation").list_stack_resources(StackName="s")
    assert summaries["StackResourceSummaries"][0]["PhysicalResourceId"] == POLICY_ARN
    assert run(client, {"Q": BUCKET}, kind="UPDATE") == "UPDATE_COMPLETE"
    assert iam.get_policy(PolicyArn=POLICY_ARN)


def test_a_change_set_is_made_once_under_its_name_and_goes_when_it_is_deleted(
    client: Client,
) -> None:
    aws = client("cloudformation")
    prepare(client, {"A": BUCKET})
    assert "cannot be created" in refused(prepare, client, {"A": BUCKET})

    aws.delete_change_set(StackName="s", ChangeSetName="c")
    aws.delete_change_set(StackName="s", ChangeSetName="c")

    gone = refused(aws.describe_change_set, StackName="s", ChangeSetName="c")
    assert gone == "ChangeSet [c] does not exist"
    assert "can not be updated" in refused(prepare, client, {"A": BUCKET}, kind="UPDATE")


def test_what_breaks_ends_the_stack_all_the_same() -> None:
    stack = Stack("arn", "s", now(), status="CREATE_IN_PROGRESS")

    def broken() -> None:
        raise ValueError("no such luck")

    operations._start(stack, broken)
    deadline = time.monotonic() + 10
    while stack.is_busy and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (stack.status, stack.reason) == ("CREATE_FAILED", "no such luck")


def test_another_fault_than_absence_is_no_absence() -> None:
    with pytest.raises(ClientError):
        is_there(ClientError({"Error": {"Code": "AccessDenied"}}, "GetRole"), "NoSuchEntity")
