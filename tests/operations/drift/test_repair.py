from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lake_listings import granted
from meshwright.operations.drift import repair as drift_repair
from meshwright.operations.drift.planned import planned as planned_of
from meshwright.operations.drift.repair import put_right, taken_back
from meshwright.operations.drift.unmanaged import UnmanagedResources
from meshwright.operations.drift.values import Call, Difference, Drift, Kind
from meshwright.runner.results import Change, Changes, StackResult, Status
from meshwright.runner.run import Run

STACK = "local.sales.orders"


def revoke(who="eve", *columns, rights=("SELECT",)):
    named = {"DatabaseName": "sales__orders", "Name": "orders"}
    resource = (
        {"TableWithColumns": {**named, "ColumnNames": list(columns)}}
        if columns
        else {"Table": named}
    )
    arguments = {
        "Principal": {"DataLakePrincipalIdentifier": who},
        "Resource": resource,
        "Permissions": list(rights),
    }
    return Call("lakeformation", "revoke_permissions", arguments)


REVOKE = revoke()


def drift(kind=Kind.EXTRA, what="eve has SELECT on table d.t", **more):
    return Drift(STACK, "sales.orders", kind, what, **more)


@dataclass
class Service:
    """A cloud that takes note of what it is asked to do, and may refuse it."""

    refuses: bool = False
    asked: list = field(default_factory=list)

    def client(self, service):
        def act(operation, **arguments):
            self.asked.append((service, operation, arguments))
            if self.refuses:
                raise ClientError({"Error": {"Code": "X", "Message": "no"}}, operation)

        return SimpleNamespace(
            **{
                n: lambda n=n, **a: act(n, **a)
                for n in ("revoke_permissions", "grant_permissions", "put_object")
            }
        )


@pytest.fixture
def repaired(engine, monkeypatch):
    """Puts a stack right in which a look has found these drifts."""

    def repair(*drifts, cloud=None, looked=Status.DONE, around=(), plans=None):
        def take(self, stack, *, seen):
            assert callable(seen)
            self.drifts[stack] = drifts
            return StackResult(stack, looked)

        monkeypatch.setattr(drift_repair.DriftScan, "take", take)
        monkeypatch.setattr(
            drift_repair, "look_around", lambda *_: UnmanagedResources(tuple(around))
        )
        aws: Any = cloud or Service()
        run = Run((StackResult(STACK, Status.DONE, Changes(update=1)),))
        return put_right(engine.context, aws, plans or {}, run)

    return repair


def test_access_that_no_spec_gives_is_taken_back_and_counted(repaired):
    cloud = Service()
    run, left = repaired(drift(opens=True, remedy=REVOKE), cloud=cloud)

    assert cloud.asked == [("lakeformation", "revoke_permissions", REVOKE.arguments)]
    assert run.results[0].changes == Changes(update=1, delete=1)
    assert taken_back(run.results) == ("eve has SELECT on table d.t",)
    assert left == ()


def test_what_others_have_given_to_somebody_is_left_to_people(repaired):
    cloud, given = Service(), drift(opens=True, remedy=REVOKE, is_others=True, who="eve")
    run, left = repaired(given, cloud=cloud)

    assert cloud.asked == []
    assert left == (given,)
    assert run.results[0].changes == Changes(update=1)


def test_what_opens_nothing_is_left_to_people(repaired):
    cloud, table = Service(), drift(what="table d.x", remedy=Call("glue", "delete_table", {}))
    run, left = repaired(table, cloud=cloud)

    assert cloud.asked == []
    assert left == (table,)
    assert run.results[0].status is Status.DONE


def test_an_entry_is_written_again(repaired):
    entry = drift(
        Kind.CHANGED,
        "catalog entry",
        resource="aws:s3/bucketObjectv2:BucketObjectv2::entry",
        differences=(Difference("content.owner", "a", "b"),),
        remedy=Call("s3api", "put_object", {"Body": "a"}),
    )
    cloud = Service()
    run, _ = repaired(entry, cloud=cloud)

    assert cloud.asked == [("s3", "put_object", {"Body": "a"})]
    assert run.results[0].changed == (Change("update", entry.resource, ("content.owner",)),)


def test_access_that_cannot_be_taken_back_fails_the_stack(repaired):
    run, _ = repaired(drift(opens=True, remedy=REVOKE), cloud=Service(refuses=True))

    assert run.results[0].status is Status.FAILED
    assert "eve has SELECT on table d.t: An error occurred (X)" in run.results[0].message


def test_what_the_update_has_not_put_right_fails_the_stack(repaired):
    run, _ = repaired(drift(Kind.GONE, "bucket b", resource="aws:s3/bucket:Bucket::data"))

    assert run.results[0].message == "bucket b: the update has not put it right"


def test_a_stack_that_cannot_be_looked_at_has_failed(repaired):
    run, _ = repaired(looked=Status.FAILED)

    assert run.results[0].status is Status.FAILED
    assert run.results[0].changes == Changes(update=1)


@pytest.mark.parametrize("looked", [Status.DONE, Status.FAILED, Status.CANCELLED])
def test_what_was_taken_back_is_counted_however_the_look_ended(repaired, looked):
    run, _ = repaired(drift(opens=True, remedy=REVOKE), looked=looked)

    assert run.changes == 2
    assert taken_back(run.results) == ("eve has SELECT on table d.t",)
    assert run.results[0].status is looked


def policy_of(role, name):
    return Call("iam", "delete_role_policy", {"RoleName": role, "PolicyName": name})


def location(bucket):
    return Call("lakeformation", "deregister_resource", {"ResourceArn": f"arn:aws:s3:::{bucket}"})


def tag_of(column, key):
    named = {"DatabaseName": "sales__orders", "Name": "orders", "ColumnNames": [column]}
    arguments = {
        "Resource": {"TableWithColumns": named},
        "LFTags": [{"TagKey": key, "TagValues": ["true"]}],
    }
    return Call("lakeformation", "remove_lf_tags_from_resource", arguments)


def given_by(planned):
    """What a plan gives, as the calls that would take it away."""
    declared = [d for stack in planned.stacks.values() for d in stack.declarations]
    by_type = {d.type: d for d in declared}
    policy = by_type["aws:iam/rolePolicy:RolePolicy"].inputs
    place = by_type["aws:lakeformation/resource:Resource"].inputs["arn"]
    yield policy_of(policy["role"], policy["name"])
    yield location(place.removeprefix("arn:aws:s3:::"))
    yield tag_of("customer_email", "pii")


def test_nothing_that_the_plan_gives_is_taken_back(repaired, planned):
    for call in given_by(planned):
        cloud = Service()
        taken = drift(what="what the plan gives", opens=True, remedy=call)
        run, _ = repaired(taken, cloud=cloud, plans=planned.stacks)

        assert cloud.asked == [], call
        assert run.results[0].status is Status.FAILED
        assert "not taken back, since the plan gives it" in run.results[0].message
        assert run.changes == 1


def grants_of(planned):
    """The grants of a plan, as AWS is asked for them."""
    declared = [d for stack in planned.stacks.values() for d in stack.declarations]
    return [granted(d.inputs) for d in declared if d.type.endswith(":Permissions")]


def test_what_is_planned_of_a_grant_is_given_again_when_it_is_taken_back(repaired, planned):
    of_columns = (g for g in grants_of(planned) if "TableWithColumns" in g["Resource"])
    some = next(g for g in of_columns if "ColumnNames" in g["Resource"]["TableWithColumns"])
    named = some["Resource"]["TableWithColumns"]
    table = {key: named[key] for key in ("DatabaseName", "Name")}
    call = Call("lakeformation", "revoke_permissions", {**some, "Resource": {"Table": table}})
    cloud = Service()
    taken = drift(what="the whole table", opens=True, remedy=call)
    run, _ = repaired(taken, cloud=cloud, plans=planned.stacks)

    assert [operation for _, operation, _ in cloud.asked] == [
        "revoke_permissions",
        "grant_permissions",
    ]
    again = cloud.asked[1][2]
    assert again["Principal"] == some["Principal"]
    columns = again["Resource"]["TableWithColumns"]["ColumnNames"]
    assert set(columns) == set(named["ColumnNames"])
    assert run.results[0].status is Status.DONE


def test_a_planned_grant_is_given_again_even_where_it_seems_to_be_more(planned_access, planned):
    for grant in grants_of(planned):
        call = Call("lakeformation", "revoke_permissions", grant)
        assert [again.operation for again in planned_access.given_again(call)], grant


def test_nothing_is_given_again_of_what_is_not_planned(planned_access):
    others = (revoke("eve"), revoke("eve", "order_id"), location("eves"))
    assert [planned_access.given_again(call) for call in others] == [(), (), ()]


@pytest.mark.parametrize(
    "call",
    [
        policy_of("mesh-dev--sales--reader", "eves"),
        location("eves"),
        tag_of("order_id", "pii"),
        tag_of("customer_email", "eves"),
        Call("kms", "revoke_grant", {"KeyId": "k", "GrantId": "g"}),
    ],
)
def test_what_the_plan_does_not_give_may_be_taken_back(planned_access, call):
    assert not planned_access.gives(call)


@pytest.fixture
def planned_access(planned):
    return planned_of(planned.stacks.values())


def test_the_account_is_searched_once_every_stack_is_up(repaired):
    stray = drift(what="arn:aws:s3:::left-behind")
    _, left = repaired(around=[stray])

    assert left == (stray,)


def test_where_a_stack_could_not_be_compared_nothing_is_a_strangers(repaired):
    stray = drift(what="arn:aws:s3:::of-the-stack-that-could-not-be-compared")
    _, left = repaired(around=[stray], looked=Status.FAILED)

    assert left == ()
