"""An access point has a name and a bucket as S3 wants them, and lies in its bucket's region.

moto takes any name, makes one twice, deletes one that is not there, and places all in us-east-1.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPoint.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
"""

import re
from typing import Any
from xml.etree.ElementTree import fromstring

from moto.s3.models import s3_backends
from moto.s3control.models import AccessPoint, s3control_backends

from localaws.strict import s3_public_policies
from localaws.strict.call import Call, Fault, Guard, Patch
from localaws.strict.principals import caller

PARTITION = "aws"
NAME = re.compile(r"(?!xn--)[a-z0-9](?:[a-z0-9-]{1,48})[a-z0-9]")
TAKEN_ENDS = ("-s3alias", "--ol-s3", "--xa-s3", "--x-s3")
"""Ends that S3 keeps for names of its own."""
MOST_CHARACTERS = 20_480
OPERATIONS = ("CreateAccessPoint", "DeleteAccessPoint", "PutAccessPointPolicy")


def found(account: str, name: str) -> Any:
    """An access point of an account as moto keeps it; None where there is none."""
    points: Any = s3control_backends[account][PARTITION].access_points
    return points[account].get(name)


def by_alias(account: str, alias: str) -> Any:
    """The access point whose alias stands in a bucket's place; None where there is none."""
    points: Any = s3control_backends[account][PARTITION].access_points
    return next((p for p in points[account].values() if p.alias == alias), None)


def check(call: Call) -> Fault | None:
    name, text = str(call.body["Name"]), str(call.body["Text"])
    if call.operation == "CreateAccessPoint":
        return _creation(call, name, text)
    point = found(call.account, name)
    if point is None:
        return Fault("NoSuchAccessPoint", "The specified accesspoint does not exist", 404)
    return None if call.operation == "DeleteAccessPoint" else _policy(call, point, text)


def _creation(call: Call, name: str, text: str) -> Fault | None:
    if not NAME.fullmatch(name) or name.endswith(TAKEN_ENDS):
        return Fault("InvalidRequest", f"Your access point name is invalid: {name}")
    if found(call.account, name) is not None:
        message = "The specified accesspoint already exists and is owned by you"
        return Fault("AccessPointAlreadyOwnedByYou", message, 409)
    bucket = _written(text, "Bucket")
    if bucket not in s3_backends[call.account][PARTITION].buckets:
        return Fault("NoSuchBucket", "The specified bucket does not exist", 404)
    return None


def _policy(call: Call, point: Any, text: str) -> Fault | None:
    policy = _written(text, "Policy")
    if len(policy) > MOST_CHARACTERS:
        return Fault("PolicyTooLarge", "Access point policy exceeds the size limit of 20KB")
    if str(point.pubc["BlockPublicPolicy"]).lower() == "true" and s3_public_policies.is_public(
        policy
    ):
        message = (
            f"User: {caller(call)} is not authorized to perform: s3:PutAccessPointPolicy on "
            f'resource: "{point.arn}" because public policies are prevented by the '
            "BlockPublicPolicy setting in S3 Block Public Access."
        )
        return Fault("AccessDenied", message, 403)
    return None


def _written(text: str, name: str) -> str:
    """The text of an element of the request, whatever its namespace."""
    elements = fromstring(text).iter()  # noqa: S314 - whoever asks has signed it
    return next((e.text or "" for e in elements if e.tag.rpartition("}")[2] == name), "")


def install() -> None:
    """An access point lies where its bucket does."""
    point: Any = AccessPoint
    make = point.__init__

    def made(self: Any, account_id: str, *args: Any, **given: Any) -> None:
        make(self, account_id, *args, **given)
        bucket: Any = s3_backends[account_id][PARTITION].buckets.get(self.bucket)
        if bucket is not None:
            place = f"arn:{PARTITION}:s3:{bucket.region_name}:{account_id}"
            self.arn = f"{place}:accesspoint/{self.name}"

    point.__init__ = made


GUARD = Guard("s3control", OPERATIONS, check)
PATCH = Patch(install)
