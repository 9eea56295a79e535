"""Whether what the template of `mesh bootstrap` makes is in the account, as the template says.

Asks, and changes nothing. What these credentials may not look at is said, and no fault.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

from meshwright.operations.doctor.questions import Verdict, fails, ok, warning
from meshwright.plan.bootstrap.template import template
from meshwright.runner.cloud import Cloud, error_code

SUBJECT = "account"
ABSENT = ("NoSuchEntity", "NoSuchBucket", "404", "NotFoundException")
DENIED = ("AccessDenied", "AccessDeniedException", "403")
Properties = Mapping[str, Any]


def prepared(cloud: Cloud) -> Iterator[Verdict]:
    """A verdict for each resource that is not as the template has it; one for all where none is."""
    environment = cloud.environment
    if not environment.is_bootstrapped:
        return
    made = template(environment)["Resources"]
    found = [v for name, each in made.items() for v in _verdicts(cloud, name, each, made)]
    yield from found
    if not found:
        yield ok(SUBJECT, "what `mesh bootstrap` renders is there as it says")


def _verdicts(
    cloud: Cloud, name: str, resource: Properties, made: Mapping[str, Any]
) -> Iterator[Verdict]:
    look = LOOKS.get(resource["Type"])
    if look is None:
        return
    fix = f"mesh bootstrap --env {cloud.environment.name}, and have the account's owner run it"
    try:
        differing = sorted(look(cloud, resource["Properties"], made))
    except ClientError as error:
        code = error_code(error)
        if code in DENIED:
            yield warning(SUBJECT, f"{name} cannot be looked at: {code}", "ask as its owner")
        elif code in ABSENT:
            yield fails(SUBJECT, f"{name} is not there", fix)
        else:
            raise
        return
    if differing:
        yield fails(SUBJECT, f"{name} differs from the template: {', '.join(differing)}", fix)


def _policy(cloud: Cloud, wanted: Properties, _made: Mapping[str, Any]) -> Iterator[str]:
    iam, arn = cloud.client("iam"), _policy_arn(cloud, wanted)
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    answer = iam.get_policy_version(PolicyArn=arn, VersionId=version)
    if answer["PolicyVersion"]["Document"] != wanted["PolicyDocument"]:
        yield "PolicyDocument"


def _role(cloud: Cloud, wanted: Properties, made: Mapping[str, Any]) -> Iterator[str]:
    iam, name = cloud.client("iam"), wanted["RoleName"]
    role = iam.get_role(RoleName=name)["Role"]
    if role["AssumeRolePolicyDocument"] != wanted["AssumeRolePolicyDocument"]:
        yield "AssumeRolePolicyDocument"
    if role["Path"] != wanted["Path"]:
        yield "Path"
    bound = wanted.get("PermissionsBoundary")
    expected = _policy_arn(cloud, made[bound["Ref"]]["Properties"]) if bound else None
    if role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn") != expected:
        yield "PermissionsBoundary"
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    arns = {_policy_arn(cloud, made[e["Ref"]]["Properties"]) for e in wanted["ManagedPolicyArns"]}
    if {policy["PolicyArn"] for policy in attached} != arns:
        yield "ManagedPolicyArns"


def _provider(cloud: Cloud, wanted: Properties, _made: Mapping[str, Any]) -> Iterator[str]:
    place = cloud.environment.place_of(None)
    host = str(wanted["Url"]).removeprefix("https://")
    arn = f"arn:{place.partition}:iam::{place.account}:oidc-provider/{host}"
    found = cloud.client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    if not set(wanted["ClientIdList"]) <= set(found.get("ClientIDList", ())):
        yield "ClientIdList"


def _bucket(cloud: Cloud, wanted: Properties, _made: Mapping[str, Any]) -> Iterator[str]:
    s3, name = cloud.client("s3"), wanted["BucketName"]
    if s3.get_bucket_versioning(Bucket=name).get("Status") != "Enabled":
        yield "VersioningConfiguration"
    rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    algorithm = rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    (rule,) = wanted["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    if algorithm != rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]:
        yield "BucketEncryption"


def _alias(cloud: Cloud, wanted: Properties, _made: Mapping[str, Any]) -> Iterator[str]:
    kms = cloud.client("kms")
    key = kms.describe_key(KeyId=wanted["AliasName"])["KeyMetadata"]
    if not kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]:
        yield "EnableKeyRotation"


def _policy_arn(cloud: Cloud, wanted: Properties) -> str:
    place = cloud.environment.place_of(None)
    named = f"{wanted['Path']}{wanted['ManagedPolicyName']}"
    return f"arn:{place.partition}:iam::{place.account}:policy{named}"


Look = Callable[[Cloud, Properties, Mapping[str, Any]], Iterator[str]]
LOOKS: Mapping[str, Look] = {
    "AWS::IAM::ManagedPolicy": _policy,
    "AWS::IAM::OIDCProvider": _provider,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Alias": _alias,
    "AWS::S3::Bucket": _bucket,
}
"""What is compared of each type; the properties that are not the same are named."""
