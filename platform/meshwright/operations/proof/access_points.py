"""Access points that agreements give files through: each as it is planned, and none that is left.

What they let in is not evaluated: a policy is the planned one or it is not.
Source: Amazon S3 user guide, "Configuring IAM policies for using access points".
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshwright.aws.authorization.sameness import says_the_same
from meshwright.aws.resource_types import ACCESS_POINT
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.values import Difference, Kind
from meshwright.plan import names
from meshwright.plan.declaration import Plan
from meshwright.runner.cloud import Cloud, or_none
from meshwright.specs.environment import Environment, Place

CONTROL = "s3control"
GONE, NO_POLICY = "NoSuchAccessPoint", "NoSuchAccessPointPolicy"
SWITCHES = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")

Json = Mapping[str, Any]


def access_points(cloud: Cloud, plan: Plan, environment: Environment) -> Iterator[Difference]:
    """Where the access points of an environment differ from the planned ones."""
    place, mine = environment.place_of(None), dict(_planned(plan))
    for name, (inputs, subject) in mine.items():
        yield from _compared(cloud, inputs, subject, names.access_point_arn(name, place))
    yield from _left(cloud, place, mine)


def _planned(plan: Plan) -> Iterator[tuple[str, tuple[Json, str]]]:
    for stack in plan.stacks.values():
        for declared in (d for d in stack.declarations if d.type == ACCESS_POINT):
            yield str(declared.inputs["name"]), (declared.inputs, stack.subject)


def _compared(cloud: Cloud, inputs: Json, subject: str, arn: str) -> Iterator[Difference]:
    client = cloud.client(CONTROL)
    named = {"AccountId": inputs["accountId"], "Name": inputs["name"]}
    found: Json | None = or_none(client.get_access_point, GONE, **named)
    thing, put = f"bucket {inputs['bucket']}", _put(named, inputs)
    if found is None:
        said = f"{arn} is not there, so that nobody reads the files that an agreement gives"
        calls = (_create(named, inputs), put)
        yield Difference(Kind.NO_ACCESS_POINT, arn, thing, said, subject, True, calls)
        return
    block: Json = found.get("PublicAccessBlockConfiguration") or {}
    is_closed = all(block.get(switch) for switch in SWITCHES)
    if found["Bucket"] != inputs["bucket"] or not is_closed:
        # Where it leads and what it blocks is said when it is made, and never again.
        said = f"{arn} leads to another bucket, or does not block public access"
        calls = (Call(CONTROL, "delete_access_point", named), _create(named, inputs), put)
        yield Difference(Kind.OTHER_ACCESS_POINT, arn, thing, said, subject, True, calls)
        return
    written: Json = or_none(client.get_access_point_policy, NO_POLICY, **named) or {}
    if not says_the_same(str(inputs["policy"]), str(written.get("Policy", ""))):
        said = f"{arn} has another policy than is planned, or none"
        yield Difference(Kind.OTHER_ACCESS_POINT, arn, thing, said, subject, True, (put,))


def _create(named: Json, inputs: Json) -> Call:
    closed = dict.fromkeys(SWITCHES, True)
    given = {**named, "Bucket": inputs["bucket"], "PublicAccessBlockConfiguration": closed}
    return Call(CONTROL, "create_access_point", given)


def _put(named: Json, inputs: Json) -> Call:
    return Call(CONTROL, "put_access_point_policy", {**named, "Policy": inputs["policy"]})


def _left(cloud: Cloud, place: Place, mine: Iterable[str]) -> Iterator[Difference]:
    """Those of the mesh's names that nothing plans: an agreement has ended, or never was."""
    listed = cloud.pages(CONTROL, "list_access_points", "AccessPointList", AccountId=place.account)
    for each in listed:
        name = str(each["Name"])
        if name.startswith(f"{names.prefix(place)}-") and name not in mine:
            arn = names.access_point_arn(name, place)
            said = f"{arn} leads to {each['Bucket']}, and no agreement in force gives files by it"
            named = {"AccountId": place.account, "Name": name}
            call = Call(CONTROL, "delete_access_point", named)
            thing = f"bucket {each['Bucket']}"
            yield Difference(
                Kind.LEFT_ACCESS_POINT, arn, thing, said, is_ours=True, remedies=(call,)
            )
