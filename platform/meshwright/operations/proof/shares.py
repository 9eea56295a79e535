"""What opens the mesh's buckets and tables by a door of its own: access points, shares by RAM.

Sources: Amazon S3 API reference, "ListAccessPoints"; AWS RAM API reference,
"GetResourceShareAssociations"; Lake Formation developer guide, "Cross-account data sharing in Lake
Formation" (grants to another account stand in resource shares of RAM).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from meshwright.aws.resource_types import BUCKET, DATABASE
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.values import Difference, Kind
from meshwright.plan import names
from meshwright.plan.declaration import Plan
from meshwright.runner.cloud import Cloud

ENDED = frozenset({"DISASSOCIATED", "FAILED"})
"""Of an association that holds no longer, or never did."""
DELETED = frozenset({"DELETED", "DELETING"})

Json = Mapping[str, Any]


def foreign_doors(plan: Plan, cloud: Cloud, subjects: Mapping[str, str]) -> Iterator[Difference]:
    """Access points and shares that are not planned; `subjects` holds the product of a database."""
    yield from _access_points(plan, cloud)
    databases = {str(d.inputs["name"]) for d in _of(plan, DATABASE)}
    yield from _shares(cloud, databases, subjects)


def _of(plan: Plan, kind: str) -> Iterator[Any]:
    every = (d for stack in plan.stacks.values() for d in stack.declarations)
    return (declared for declared in every if declared.type == kind)


def _access_points(plan: Plan, cloud: Cloud) -> Iterator[Difference]:
    account = cloud.environment.spec.account
    buckets = {str(d.inputs["bucket"]) for d in _of(plan, BUCKET)}
    own = f"{names.prefix(cloud.environment.place_of(None))}-"
    listed = cloud.pages("s3control", "list_access_points", "AccessPointList", AccountId=account)
    for point in listed:
        bucket, name = point["Bucket"], point["Name"]
        # What has the mesh's kind of name is compared with the plan where its policies are.
        if bucket in buckets and not name.startswith(own):
            call = Call("s3control", "delete_access_point", {"AccountId": account, "Name": name})
            said = f"bucket {bucket} has an access point {name}, which is not planned"
            yield Difference(Kind.ACCESS_POINT, "", f"bucket {bucket}", said, remedies=(call,))


def _shares(
    cloud: Cloud, databases: Collection[str], subjects: Mapping[str, str]
) -> Iterator[Difference]:
    things = [e for e in _associated(cloud, "RESOURCE") if _concerns(e, databases)]
    if not things:
        return
    to: dict[str, list[str]] = {}
    for entry in _associated(cloud, "PRINCIPAL"):
        to.setdefault(entry["resourceShareArn"], []).append(entry["associatedEntity"])
    # A share that was deleted is listed for a while.
    shares = cloud.pages("ram", "get_resource_shares", "resourceShares", resourceOwner="SELF")
    over = {each["resourceShareArn"] for each in shares if each["status"] in DELETED}
    for entry in things:
        share, thing = entry["resourceShareArn"], entry["associatedEntity"]
        if share in over:
            continue
        arguments = {"resourceShareArn": share, "resourceArns": [thing]}
        call = Call("ram", "disassociate_resource_share", arguments)
        for who in to.get(share, ()):
            said = f"{who} is offered {thing} by the resource share {share}"
            subject = subjects.get(_database(thing), "")
            yield Difference(Kind.SHARED, who, thing, said, subject, remedies=(call,))


def _associated(cloud: Cloud, kind: str) -> Iterator[Json]:
    listed = cloud.pages(
        "ram",
        "get_resource_share_associations",
        "resourceShareAssociations",
        associationType=kind,
    )
    return (entry for entry in listed if entry["status"] not in ENDED)


def _concerns(entry: Json, databases: Collection[str]) -> bool:
    """Whether it is of one of the mesh's databases, or of the catalog that these lie in."""
    arn = str(entry["associatedEntity"])
    is_catalog = ":glue:" in arn and arn.rpartition(":")[2].partition("/")[0] == "catalog"
    return is_catalog or _database(arn) in databases


def _database(arn: str) -> str:
    """The database that Glue's ARN is of, or of whose table; empty for anything else.

    Source: AWS Glue developer guide, "Specifying AWS Glue resource ARNs".
    """
    kind, _, name = arn.rpartition(":")[2].partition("/")
    is_in_one = ":glue:" in arn and kind in ("database", "table")
    return name.partition("/")[0] if is_in_one else ""
