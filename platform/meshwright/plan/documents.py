"""IAM policy documents as text: one form of JSON, so that equal documents have equal bytes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from meshwright.plan import names
from meshwright.specs.environment import Place

VERSION = "2012-10-17"

KEY_ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:Create*",
    "kms:Delete*",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:Revoke*",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
)
"""AWS's list for key administrators: everything but the use of the key.

Source: AWS KMS developer guide, "Default key policy", key administrators.
"""
KEY_USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
)

PUBLISH_KEY_USE = ("kms:Decrypt", "kms:GenerateDataKey*")
"""What whoever publishes to an encrypted topic needs of its key.

Source: Amazon SNS developer guide, "Managing Amazon SNS encryption keys and costs".
"""

ASSUME_AS_ONESELF = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
"""To assume a role, and to keep the source identity and the session tags that a session has: with
either of them, a session assumes no role whose trust policy does not allow it.

Source: IAM user guide, "Monitor and control actions taken with assumed roles", and "Pass session
tags in AWS STS".
"""
MAY_BE_SILENT = ("ec2.amazonaws.com", "glue.amazonaws.com", "lambda.amazonaws.com")
"""Services of which no page of AWS's says that they name their source when they assume a role."""

SSE = "s3:x-amz-server-side-encryption"
SSE_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
SSE_CUSTOMER = "s3:x-amz-server-side-encryption-customer-algorithm"


def document(statements: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(
        {"Version": VERSION, "Statement": list(statements)}, separators=(",", ":"), sort_keys=True
    )


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    condition: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """A statement of an identity policy."""
    statement: dict[str, Any] = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": list(resources),
    }
    return {**statement, "Condition": condition} if condition else statement


def until(last: date) -> Mapping[str, Any]:
    """A condition that holds up to the end of a day, in UTC.

    Source: IAM user guide, "IAM JSON policy elements: Condition operators", date operators.
    """
    end = "9999-12-31T23:59:59Z" if last == date.max else f"{last + timedelta(days=1)}T00:00:00Z"
    return {"DateLessThan": {"aws:CurrentTime": end}}


def own_account(place: Place) -> Mapping[str, Any]:
    """Only resources of this account: a bucket's name says nothing of who owns it."""
    return {"StringEquals": {"aws:ResourceAccount": place.account}}


def service_trust(
    service: str, place: Place, actions: Sequence[str] = ("sts:AssumeRole",)
) -> Mapping[str, Any]:
    """A service may assume the role for this account alone (the confused deputy problem).

    A service that says nothing of its source is kept to this account by `iam:PassRole` alone, which
    passes no role to another account.
    Source: IAM user guide, "Grant a user permissions to pass a role to an AWS service".
    """
    operator = "StringEqualsIfExists" if service in MAY_BE_SILENT else "StringEquals"
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": actions[0] if len(actions) == 1 else list(actions),
        "Condition": {operator: {"aws:SourceAccount": place.account}},
    }


def machine_trust(machine: str, place: Place) -> Mapping[str, Any]:
    """Step Functions may assume the role for one machine alone.

    Source: Step Functions developer guide, "Creating state machines", on the confused deputy issue.
    """
    trust = service_trust("states.amazonaws.com", place)
    condition = {**trust["Condition"], "ArnEquals": {"aws:SourceArn": machine}}
    return {**trust, "Condition": condition}


def principal_trust(principals: Sequence[str], place: Place) -> Iterable[Mapping[str, Any]]:
    """Principals may assume the role, matched by ARN, and bring along who they are.

    AWS would store a role named as principal by its unique id, which dies with it, so the account
    is named and the condition says who in it.
    """
    by_account: dict[str, list[str]] = {}
    for arn in principals:
        by_account.setdefault(arn.split(":")[4], []).append(arn)
    for account, arns in sorted(by_account.items()):
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Principal": {"AWS": names.account_root_arn(account, place.partition)},
            "Action": list(ASSUME_AS_ONESELF),
        }
        whole_account = names.account_root_arn(account, place.partition) in arns
        condition = {"ArnEquals": {"aws:PrincipalArn": sorted(arns)}}
        yield statement if whole_account else {**statement, "Condition": condition}


def key_administration(place: Place) -> Mapping[str, Any]:
    return {
        "Sid": "AdministrationByThisAccount",
        "Effect": "Allow",
        "Principal": {"AWS": names.account_root_arn(place.account, place.partition)},
        "Action": list(KEY_ADMINISTRATION),
        "Resource": "*",
    }


def tls_only(bucket: str, place: Place) -> Mapping[str, Any]:
    """Refuses requests without TLS; AWS's endpoints themselves refuse versions below 1.2."""
    arn = names.bucket_arn(bucket, place)
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def own_key_only(bucket: str, alias: str, place: Place) -> Iterable[Mapping[str, Any]]:
    """Refuses to write an object under another key than the bucket's own.

    A request that names no encryption gets the bucket's. One that names a key names it by the
    alias, or by an id that AWS alone knows: of this account's keys, the boundary leaves the roles
    of the mesh those of the mesh.
    Source: Amazon S3 user guide, "Specifying server-side encryption with AWS KMS (SSE-KMS)", and
    "Actions, resources, and condition keys for Amazon S3" in the service authorization reference.
    """
    known = [names.alias_arn(alias, place), names.keys_arn(place)]
    for sid, condition in (
        ("OtherAlgorithm", {"Null": {SSE: "false"}, "StringNotEquals": {SSE: "aws:kms"}}),
        # Without a key's name, `aws:kms` means the key that AWS manages for S3.
        ("KeyOfAws", {"Null": {SSE_KEY: "true"}, "StringEquals": {SSE: "aws:kms"}}),
        ("OtherKey", {"Null": {SSE_KEY: "false"}, "ArnNotLike": {SSE_KEY: known}}),
    ):
        yield _deny_writing(sid, bucket, place, condition)


def no_key_of_the_writers(bucket: str, place: Place) -> Mapping[str, Any]:
    """Refuses objects under a key that the writer keeps, and that nobody here could read (SSE-C).

    Source: Amazon S3 user guide, "Using server-side encryption with customer-provided keys".
    """
    return _deny_writing("WritersKey", bucket, place, {"Null": {SSE_CUSTOMER: "false"}})


def _deny_writing(
    sid: str, bucket: str, place: Place, condition: Mapping[str, Any]
) -> Mapping[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"{names.bucket_arn(bucket, place)}/*",
        "Condition": condition,
    }


def log_delivery(bucket: str, place: Place) -> Mapping[str, Any]:
    """Lets S3 deliver the access logs of this environment's buckets, and of no other's.

    Source: Amazon S3 user guide, "Enabling Amazon S3 server access logging".
    """
    return {
        "Sid": "AccessLogDelivery",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{names.bucket_arn(bucket, place)}/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": place.account},
            "ArnLike": {
                "aws:SourceArn": names.bucket_arn(f"{names.prefix(place)}{names.JOIN}*", place)
            },
        },
    }
