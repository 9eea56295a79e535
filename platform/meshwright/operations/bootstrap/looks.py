"""How each type of the template is read: a resource's properties, in the template's own words.

A property that AWS does not give back (how long a key waits for its deletion) is left as it is
wanted; what is there besides, such as a policy inside a role, is a property that nobody wants.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from meshwright.runner.cloud import Cloud, or_none

Properties = Mapping[str, Any]
REF, GET_ATTRIBUTE = "Ref", "Fn::GetAtt"
ENABLED = "Enabled"
WHOLE_BUCKET: tuple[Any, ...] = ("", {}, {"Prefix": ""})
"""How S3 says that a rule of a lifecycle is about all of a bucket."""


@dataclass(frozen=True, slots=True)
class Looking:
    """The account, and the template by which it is looked at."""

    cloud: Cloud
    made: Mapping[str, Any]

    def resolved(self, value: Any) -> Any:
        """A value of the template, with what its references stand for in this account."""
        if isinstance(value, list):
            return [self.resolved(each) for each in cast("list[Any]", value)]
        if not isinstance(value, Mapping):
            return value
        entries = cast("Mapping[str, Any]", value)
        if set(entries) == {REF}:
            return self.identity(self.made[entries[REF]])
        if set(entries) == {GET_ATTRIBUTE}:
            # Of the state's key alone, which its alias names.
            return self.key()["Arn" if entries[GET_ATTRIBUTE][1] == "Arn" else "KeyId"]
        return {name: self.resolved(each) for name, each in entries.items()}

    def identity(self, resource: Mapping[str, Any]) -> str:
        wanted = resource["Properties"]
        if "ManagedPolicyName" in wanted:
            return self.arn(f"policy{wanted['Path']}{wanted['ManagedPolicyName']}")
        return str(wanted["BucketName"])

    def arn(self, of_iam: str) -> str:
        place = self.cloud.environment.place_of(None)
        return f"arn:{place.partition}:iam::{place.account}:{of_iam}"

    def key(self, name: str = "") -> Mapping[str, Any]:
        """A key by its id or ARN; without one, that which the template's alias names."""
        aliases = (r["Properties"] for r in self.made.values() if r["Type"] == "AWS::KMS::Alias")
        named = name or next(aliases)["AliasName"]
        return self.cloud.client("kms").describe_key(KeyId=named)["KeyMetadata"]


def _policy(looking: Looking, wanted: Properties) -> dict[str, Any]:
    iam, arn = looking.cloud.client("iam"), looking.identity({"Properties": wanted})
    found = iam.get_policy(PolicyArn=arn)["Policy"]
    answer = iam.get_policy_version(PolicyArn=arn, VersionId=found["DefaultVersionId"])
    return {
        "ManagedPolicyName": found["PolicyName"],
        "Path": found["Path"],
        "Description": found.get("Description"),
        "PolicyDocument": answer["PolicyVersion"]["Document"],
    }


def _role(looking: Looking, wanted: Properties) -> dict[str, Any]:
    iam, name = looking.cloud.client("iam"), wanted["RoleName"]
    role = iam.get_role(RoleName=name)["Role"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    inside = iam.list_role_policies(RoleName=name)["PolicyNames"]
    bound = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return {
        "RoleName": role["RoleName"],
        "Path": role["Path"],
        "AssumeRolePolicyDocument": role["AssumeRolePolicyDocument"],
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "MaxSessionDuration": role["MaxSessionDuration"],
        "Description": role.get("Description"),
        "Tags": role.get("Tags"),
        **({"PermissionsBoundary": bound} if bound else {}),
        **({"Policies": inside} if inside else {}),
    }


def _provider(looking: Looking, wanted: Properties) -> dict[str, Any]:
    host = str(wanted["Url"]).removeprefix("https://")
    found = looking.cloud.client("iam").get_open_id_connect_provider(
        OpenIDConnectProviderArn=looking.arn(f"oidc-provider/{host}")
    )
    return {
        "Url": f"https://{str(found['Url']).removeprefix('https://')}",
        "ClientIdList": found.get("ClientIDList"),
        "Tags": found.get("Tags"),
    }


def _bucket(looking: Looking, wanted: Properties) -> dict[str, Any]:
    s3, name = looking.cloud.client("s3"), str(wanted["BucketName"])
    version = s3.get_bucket_versioning(Bucket=name).get("Status")
    parts = {part: list(read(looking, name)) for part, read in BUCKET_PARTS.items()}
    return {
        "BucketName": name,
        "VersioningConfiguration": {"Status": version},
        **{part: found[0] for part, found in parts.items() if found},
    }


def _encryption(looking: Looking, name: str) -> Iterator[Any]:
    found = looking.cloud.client("s3").get_bucket_encryption(Bucket=name)
    (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
    default = dict(rule["ApplyServerSideEncryptionByDefault"])
    if "KMSMasterKeyID" in default:
        # S3 keeps a key's id, ARN or alias, as it was written.
        default["KMSMasterKeyID"] = looking.key(default["KMSMasterKeyID"])["Arn"]
    said = {
        "ServerSideEncryptionByDefault": default,
        "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
    }
    yield {"ServerSideEncryptionConfiguration": [said]}


def _lifecycle(looking: Looking, name: str) -> Iterator[Any]:
    get = looking.cloud.client("s3").get_bucket_lifecycle_configuration
    if found := or_none(get, "NoSuchLifecycleConfiguration", Bucket=name):
        yield {"Rules": [dict(_rule(rule)) for rule in found["Rules"]]}


def _rule(rule: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for field, value in rule.items():
        if field not in ("Filter", "Prefix") or value not in WHOLE_BUCKET:
            yield "Id" if field == "ID" else field, value


def _ownership(looking: Looking, name: str) -> Iterator[Any]:
    get = looking.cloud.client("s3").get_bucket_ownership_controls
    if found := or_none(get, "OwnershipControlsNotFoundError", Bucket=name):
        yield found["OwnershipControls"]


def _block(looking: Looking, name: str) -> Iterator[Any]:
    get = looking.cloud.client("s3").get_public_access_block
    if found := or_none(get, "NoSuchPublicAccessBlockConfiguration", Bucket=name):
        yield found["PublicAccessBlockConfiguration"]


def _tagged(looking: Looking, name: str) -> Iterator[Any]:
    if found := or_none(looking.cloud.client("s3").get_bucket_tagging, "NoSuchTagSet", Bucket=name):
        yield found["TagSet"]


BUCKET_PARTS: Mapping[str, Callable[[Looking, str], Iterator[Any]]] = {
    "BucketEncryption": _encryption,
    "LifecycleConfiguration": _lifecycle,
    "OwnershipControls": _ownership,
    "PublicAccessBlockConfiguration": _block,
    "Tags": _tagged,
}
"""What of a bucket has a call of its own; it gives nothing where the bucket has none."""


def _bucket_policy(looking: Looking, wanted: Properties) -> dict[str, Any]:
    name = looking.resolved(wanted["Bucket"])
    text = looking.cloud.client("s3").get_bucket_policy(Bucket=name)["Policy"]
    return {"Bucket": name, "PolicyDocument": json.loads(text)}


def _key(looking: Looking, wanted: Properties) -> dict[str, Any]:
    kms, key = looking.cloud.client("kms"), looking.key()
    named: Any = {"KeyId": key["KeyId"]}
    rotation, listed = kms.get_key_rotation_status(**named), kms.list_resource_tags(**named)
    state = {} if key["KeyState"] == ENABLED else {"KeyState": key["KeyState"]}
    return {
        "Description": key.get("Description"),
        "EnableKeyRotation": rotation["KeyRotationEnabled"],
        "KeyPolicy": json.loads(kms.get_key_policy(**named, PolicyName="default")["Policy"]),
        "PendingWindowInDays": wanted["PendingWindowInDays"],
        "Tags": [{"Key": tag["TagKey"], "Value": tag["TagValue"]} for tag in listed["Tags"]],
        **state,
    }


def _alias(looking: Looking, wanted: Properties) -> dict[str, Any]:
    """The alias is how the key is found, so all that can be asked is whether it is there."""
    key = looking.key(wanted["AliasName"])
    return {"AliasName": wanted["AliasName"], "TargetKeyId": key["KeyId"]}


LOOKS: Mapping[str, Callable[[Looking, Properties], dict[str, Any]]] = {
    "AWS::IAM::ManagedPolicy": _policy,
    "AWS::IAM::OIDCProvider": _provider,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Alias": _alias,
    "AWS::KMS::Key": _key,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
}
