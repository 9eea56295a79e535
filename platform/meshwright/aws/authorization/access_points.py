"""Requests through S3 access points: both the access point and its bucket have to allow them.

The bucket's policy is asked about the bucket's ARN, and the access point's about its own, where an
object's ARN goes on with `/object/` and the key. Both know by condition keys which way a request
came, so that a bucket can leave it to its access points whom they let in.
Source: Amazon S3 user guide, "Configuring IAM policies for using access points", Condition keys and
Delegating access control to access points.
"""

from dataclasses import replace

from meshwright.aws.authorization.request import Context, Request, Value

POINT, OWNER, ORIGIN = (
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
    "s3:accesspointnetworkorigin",
)
BUCKETS = "arn:aws:s3:::"
OWNER_FIELD = 4


def through(point: str) -> dict[str, Value]:
    """What a request through this access point, which is open to the internet, says of it."""
    return {POINT: point, OWNER: point.split(":")[OWNER_FIELD], ORIGIN: "Internet"}


def directly(context: Context) -> dict[str, Value]:
    """The context of a request that comes through no access point."""
    return {name: value for name, value in context.items() if name not in (POINT, OWNER, ORIGIN)}


def each_asked(request: Request) -> tuple[Request, ...]:
    """A request to a bucket, and where it comes through an access point the one to that."""
    point = _point(request.context)
    if not point or not request.resource.startswith(BUCKETS):
        return (request,)
    key = request.resource.partition("/")[2]
    return request, replace(request, resource=f"{point}/object/{key}" if key else point)


def _point(context: Context) -> str:
    return str(context.get(POINT, ""))
