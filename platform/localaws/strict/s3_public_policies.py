"""While public policies are blocked, a bucket takes none that is public; moto takes it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from moto.s3.models import s3_backends

from localaws.strict.bucket_policies import statements
from localaws.strict.call import Call, Fault, Guard
from localaws.strict.principals import caller, listed

FIXING = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
}
"""Keys that keep strangers out, where a condition gives them a fixed value."""
POSITIVE = ("StringEquals", "StringLike", "ArnEquals", "ArnLike", "IpAddress")
ACCOUNT_FIELD = 4
"""Of an ARN's parts: one with a fixed account may be wild elsewhere."""


def check(call: Call) -> Fault | None:
    bucket: Any = s3_backends[call.account]["aws"].buckets.get(call.body["Bucket"])
    block = bucket.public_access_block if bucket else None
    if block is None or not block.block_public_policy or not is_public(call.body["Text"]):
        return None
    resource = f"arn:aws:s3:::{call.body['Bucket']}"
    message = (
        f"User: {caller(call)} is not authorized to perform: s3:PutBucketPolicy on resource: "
        f'"{resource}" because public policies are prevented by the BlockPublicPolicy setting '
        "in S3 Block Public Access."
    )
    return Fault("AccessDenied", message, 403)


def is_public(text: str) -> bool:
    """Whether a policy lets strangers in, by the word of S3."""
    return any(_lets_everyone(statement) for statement in statements(json.loads(text)))


def _lets_everyone(statement: Mapping[str, Any]) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    principal = statement.get("Principal")
    named = (
        cast("Mapping[str, Any]", principal).get("AWS", [])
        if isinstance(principal, dict)
        else principal
    )
    everyone = "NotPrincipal" in statement or "*" in listed(named)
    return everyone and not _is_fixed(statement.get("Condition", {}))


def _is_fixed(condition: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(
        key.lower() in FIXING and all(map(_is_fixed_value, listed(values)))
        for operator, keys in condition.items()
        if operator.removesuffix("IfExists") in POSITIVE and not operator.endswith("IfExists")
        for key, values in keys.items()
    )


def _is_fixed_value(value: str) -> bool:
    parts = value.split(":")
    if parts[0] == "arn" and len(parts) > ACCOUNT_FIELD:
        return parts[ACCOUNT_FIELD].isdigit() or "*" not in value
    return "*" not in value and "?" not in value


GUARD = Guard("s3", ("PutBucketPolicy",), check)
