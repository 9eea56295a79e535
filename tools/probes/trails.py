"""Trails: their names, how many there are, and where they may write."""

from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, Cloud, document
from tools.probes.probe import Probe, Refused

CLOUDTRAIL = "https://docs.aws.amazon.com/awscloudtrail/latest"
BUCKET, NAME = "trail", "mesh-dev"
ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail"
WRITES = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}


def _bucket(aws: Cloud, *statements: dict[str, Any]) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=document(*statements))


def _delivered(source: str = f"{ARN}/*") -> tuple[dict[str, Any], ...]:
    condition = {"StringLike": {"aws:SourceArn": source}}
    place = f"arn:aws:s3:::{BUCKET}"
    return (
        {**WRITES, "Action": "s3:GetBucketAcl", "Resource": place, "Condition": condition},
        {**WRITES, "Action": "s3:PutObject", "Resource": f"{place}/*", "Condition": condition},
    )


def _made(aws: Cloud, *names: str) -> None:
    _bucket(aws, *_delivered())
    for name in names:
        aws.client("cloudtrail").create_trail(Name=name, S3BucketName=BUCKET)


def _undelivered(aws: Cloud) -> None:
    _bucket(aws, *_delivered(f"{ARN}/another"))
    aws.client("cloudtrail").create_trail(Name=NAME, S3BucketName=BUCKET)


def _deleted_by_arn(aws: Cloud) -> None:
    _made(aws, NAME)
    aws.client("cloudtrail").delete_trail(Name=f"{ARN}/{NAME}")
    aws.client("cloudtrail").get_trail(Name=NAME)


PROBES = (
    Probe(
        "trail-with-two-hyphens-in-a-row",
        f"{CLOUDTRAIL}/APIReference/API_CreateTrail.html",
        "A trail's name has no adjacent periods, underscores or dashes.",
        lambda aws: _made(aws, "mesh--dev"),
        Refused("InvalidTrailNameException", "adjacent", 400),
        rule="trails",
    ),
    Probe(
        "trail-made-twice",
        f"{CLOUDTRAIL}/APIReference/API_CreateTrail.html",
        "A trail of a name is made once.",
        lambda aws: _made(aws, NAME, NAME),
        Refused("TrailAlreadyExistsException", "already exists", 400),
        rule="trails",
    ),
    Probe(
        "trail-beyond-five-in-a-region",
        f"{CLOUDTRAIL}/userguide/WhatIsCloudTrail-Limits.html",
        "A region has five trails at most, and AWS raises that for nobody.",
        lambda aws: _made(aws, *(f"trail{number}" for number in range(6))),
        Refused("MaximumNumberOfTrailsExceededException", "5 trails", 400),
        rule="trails",
    ),
    Probe(
        "trail-into-a-bucket-that-does-not-let-it",
        f"{CLOUDTRAIL}/userguide/create-s3-bucket-policy-for-cloudtrail.html",
        "A bucket's policy lets CloudTrail write for the trail that its condition names.",
        _undelivered,
        Refused("InsufficientS3BucketPolicyException", "bucket policy", 400),
        rule="trails",
    ),
    Probe(
        "trail-deleted-by-its-arn",
        f"{CLOUDTRAIL}/APIReference/API_DeleteTrail.html",
        "A trail goes by its name or by its ARN.",
        _deleted_by_arn,
        Refused("TrailNotFoundException", NAME, 400),
        rule="trails",
    ),
    Probe(
        "trail-that-is-not-there-deleted",
        f"{CLOUDTRAIL}/APIReference/API_DeleteTrail.html",
        "A trail that is not there cannot be deleted.",
        lambda aws: aws.client("cloudtrail").delete_trail(Name=NAME),
        Refused("TrailNotFoundException", NAME, 400),
        rule="trails",
    ),
)
