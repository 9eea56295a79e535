"""IAM policy documents as text: one form of JSON, so that equal documents have equal bytes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from meshwright.plan import names
from meshwright.spec.environment import Environment, Place

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


def own_account(place: Place) -> Mapping[str, Any]:
    """Only resources of this account: a bucket's name says nothing of who owns it."""
    return {"StringEquals": {"aws:ResourceAccount": place.account}}


def service_trust(service: str, place: Place) -> Mapping[str, Any]:
    """A service may assume the role for this account alone (the confused deputy problem)."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
    }


def principal_trust(principals: Sequence[str], place: Place) -> Iterable[Mapping[str, Any]]:
    """Principals may assume the role, matched by ARN.

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
            "Action": "sts:AssumeRole",
        }
        whole_account = names.account_root_arn(account, place.partition) in arns
        condition = {"ArnEquals": {"aws:PrincipalArn": sorted(arns)}}
        yield statement if whole_account else {**statement, "Condition": condition}


def key_policy(environment: Environment, place: Place, *services: str) -> str:
    """The static policy of a key, which names no consumer.

    Administered by this account; used through the named services by the roles of the mesh and the
    deployer. The account's root as administrator is also what keeps AWS's lock-out check content.
    Source: AWS KMS developer guide, "AWS managed keys" (kms:CallerAccount with kms:ViaService).
    """
    use = {
        "StringEquals": {
            "kms:CallerAccount": place.account,
            "kms:ViaService": [names.service_host(service, place) for service in services],
        },
        "ArnLike": {
            "aws:PrincipalArn": [names.mesh_roles_arn(place), environment.spec.deployer],
        },
    }
    return document(
        (
            _key_administration(place),
            _key_use("UseThroughServices", use),
        )
    )


def foundation_key_policy(environment: Environment, place: Place) -> str:
    """The foundation's key: also used through Glue by anyone in this account.

    Catalog encryption uses the caller's own rights.
    Source: AWS Glue developer guide, "Encrypting your Data Catalog".
    """
    through_s3 = json.loads(key_policy(environment, place, "s3"))["Statement"]
    through_glue = {
        "StringEquals": {
            "kms:CallerAccount": place.account,
            "kms:ViaService": [names.service_host("glue", place)],
        }
    }
    return document((*through_s3, _key_use("UseThroughGlue", through_glue)))


def _key_administration(place: Place) -> Mapping[str, Any]:
    return {
        "Sid": "AdministrationByThisAccount",
        "Effect": "Allow",
        "Principal": {"AWS": names.account_root_arn(place.account, place.partition)},
        "Action": list(KEY_ADMINISTRATION),
        "Resource": "*",
    }


def _key_use(sid: str, condition: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": list(KEY_USE),
        "Resource": "*",
        "Condition": condition,
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
