"""A trail has a name of CloudTrail's, is one of five, and writes where it is let; moto takes any.

moto also makes a trail anew in an old one's place, and deletes none by its ARN.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

import re
from collections.abc import Iterator
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.s3.models import s3_backends

from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard, refusal
from meshwright.aws.authorization import caller as callers
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request

SERVICE = "cloudtrail.amazonaws.com"
PARTITION = "aws"
MOST = 5
"""Trails of a region; those of other regions that are of all regions count too."""
ADJACENT = re.compile(r"[._-]{2}")


def check(call: Call) -> Fault | None:
    return next(_faults(call), None)


def _faults(call: Call) -> Iterator[Fault]:
    name = str(call.body.get("Name", ""))
    if ADJACENT.search(name.rpartition("/")[2]):
        said = "Trail name cannot have adjacent periods, hyphens or underscores."
        yield Fault("InvalidTrailNameException", said)
    if call.operation == "CreateTrail":
        yield from _new(call, name)
    bucket = str(call.body.get("S3BucketName") or "")
    if bucket and bucket in s3_backends[call.account][PARTITION].buckets:
        yield from _undelivered(call, name, bucket)


def _new(call: Call, name: str) -> Iterator[Fault]:
    trails = list(cloudtrail_backends[call.account][call.region].describe_trails(True))
    if any(trail.trail_name == name for trail in trails):
        yield Fault("TrailAlreadyExistsException", f"Trail {name} already exists.")
    if len(trails) >= MOST:
        said = f"User: {call.account} already has {MOST} trails in {call.region}."
        yield Fault("MaximumNumberOfTrailsExceededException", said)


def _undelivered(call: Call, name: str, bucket: str) -> Iterator[Fault]:
    """CloudTrail asks for both rights before it writes the first file."""
    found: Any = s3_backends[call.account][PARTITION].buckets[bucket]
    written = policy(found.policy.decode()) if found.policy else None
    place = f"arn:{PARTITION}:s3:::{bucket}"
    prefix = f"{call.body['S3KeyPrefix']}/" if call.body.get("S3KeyPrefix") else ""
    trail = _arn(call, name)
    context = {
        "aws:sourcearn": trail,
        "aws:sourceaccount": call.account,
        "aws:securetransport": "true",
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    file = f"{place}/{prefix}AWSLogs/{call.account}/CloudTrail/file"
    for action, resource in (("s3:GetBucketAcl", place), ("s3:PutObject", file)):
        asked = Request(action, resource, context)
        decision = evaluate(asked, callers.service(SERVICE), Policies(resource=written))
        if not decision.is_allowed:
            said = f"Incorrect S3 bucket policy is detected for bucket: {bucket}"
            yield Fault("InsufficientS3BucketPolicyException", said)


def _arn(call: Call, name: str) -> str:
    own = f"arn:{PARTITION}:cloudtrail:{call.region}:{call.account}:trail/{name}"
    return name if name.startswith("arn:") else own


def answer(call: Call, forward: Forward) -> Answer:
    """To delete what is not there is a fault, and an ARN is as good as a name."""
    name = _arn(call, str(call.body.get("Name", "")))
    backend: Any = cloudtrail_backends[call.account][call.region]
    if not any(trail.arn == name for trail in backend.trails.values()):
        return refusal("TrailNotFoundException", f"Unknown trail: {name} for the user")
    backend.delete_trail(name.rpartition("/")[2])
    del forward
    return Answer(200, {})


GUARD = Guard("cloudtrail", ("CreateTrail", "UpdateTrail"), check)
CORRECTION = Correction("cloudtrail", ("DeleteTrail",), answer)
