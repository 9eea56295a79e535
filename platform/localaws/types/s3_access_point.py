"""aws:s3/accessPoint:AccessPoint: a way into a bucket with a policy of its own.

Its id is `account:name`. The policy alone is changed in place.
Source of the calls: terraform-provider-aws, internal/service/s3control/access_point.go.
"""

from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, ResourceType, State, made
from localaws.types.shape import BOOLEAN, DOCUMENT, STRING, Output, Property, Values, block
from localaws.types.tags import TAGS, TAGS_ALL, tag_list, tag_map, tell_tags, with_tags
from meshwright.aws import resource_types

CONTROL = "s3control"
GONE, NO_POLICY = "NoSuchAccessPoint", "NoSuchAccessPointPolicy"
SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
BLOCK = block(*(Property(name, BOOLEAN, default=True, replaces=True) for name in SWITCHES))
CLOSED: Values = dict.fromkeys(SWITCHES, True)
"""What S3 does where nobody says otherwise.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
"""
PROPERTIES = (
    Property("accountId", STRING, replaces=True, computed=True),
    Property("bucket", STRING, required=True, replaces=True),
    Property("name", STRING, replaces=True, auto_named=True),
    Property("policy", DOCUMENT, computed=True),
    Property("publicAccessBlockConfiguration", BLOCK, replaces=True, default=CLOSED),
    TAGS,
)
OUTPUTS = (
    Output("alias"),
    Output("arn"),
    Output("bucketAccountId"),
    Output("domainName"),
    Output("endpoints"),
    Output("hasPublicAccessPolicy", default=False),
    Output("networkOrigin", default="Internet"),
    Output("region"),
    TAGS_ALL,
)


def derived(aws: Aws, inputs: Values) -> Values:
    name, account = inputs["name"], inputs.get("accountId") or aws.account
    return {
        "arn": _arn(aws, name),
        "bucketAccountId": account,
        "domainName": f"{name}-{account}.s3-accesspoint.{aws.region}.amazonaws.com",
        "region": aws.region,
    }


def create(aws: Aws, inputs: Values) -> str:
    named = {"AccountId": inputs.get("accountId") or aws.account, "Name": inputs["name"]}
    blocked: Values = inputs.get("publicAccessBlockConfiguration") or CLOSED
    aws.client(CONTROL).create_access_point(
        **named,
        Bucket=inputs["bucket"],
        PublicAccessBlockConfiguration=to_aws(BLOCK, blocked),
        **({"Tags": tag_list(inputs["tags"])} if inputs.get("tags") else {}),
    )
    identity = ":".join(named.values())
    with made(identity):
        if inputs.get("policy"):
            aws.client(CONTROL).put_access_point_policy(**named, Policy=inputs["policy"])
    return identity


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    client, named = aws.client(CONTROL), _named(identity)
    found = answer_or_none(client.get_access_point, GONE, **named)
    if found is None:
        return None
    written: Any = answer_or_none(client.get_access_point_policy, NO_POLICY, **named) or {}
    told = client.list_tags_for_resource(
        AccountId=named["AccountId"], ResourceArn=_arn(aws, named["Name"])
    )
    return {
        "accountId": named["AccountId"],
        "alias": found["Alias"],
        "bucket": found["Bucket"],
        "bucketAccountId": found.get("BucketAccountId", named["AccountId"]),
        "endpoints": found["Endpoints"],
        "name": found["Name"],
        "networkOrigin": found["NetworkOrigin"],
        "policy": written.get("Policy"),
        "publicAccessBlockConfiguration": from_aws(BLOCK, found["PublicAccessBlockConfiguration"]),
    } | with_tags(tag_map(told["Tags"]))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    client, named = aws.client(CONTROL), _named(identity)
    if new.get("policy") and old.get("policy") != new["policy"]:
        client.put_access_point_policy(**named, Policy=new["policy"])
    arn = _arn(aws, named["Name"])
    tell_tags(client, old, new, AccountId=named["AccountId"], ResourceArn=arn)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client(CONTROL).delete_access_point, GONE, **_named(identity))


def _named(identity: str) -> dict[str, str]:
    account, _, name = identity.partition(":")
    return {"AccountId": account, "Name": name}


def _arn(aws: Aws, name: str) -> str:
    return f"arn:aws:s3:{aws.region}:{aws.account}:accesspoint/{name}"


TYPE = ResourceType(
    token=resource_types.ACCESS_POINT,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("accountId", "name"),
)
