from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from meshwright.deploy.drift import repair as drift_repair
from meshwright.deploy.drift.repair import put_right, taken_back
from meshwright.deploy.drift.strays import Strays
from meshwright.deploy.drift.values import Call, Difference, Drift, Kind
from meshwright.deploy.results import Change, Changes, StackResult, Status
from meshwright.deploy.run import Run

STACK = "local.sales.orders"
REVOKE = Call("lakeformation", "revoke_permissions", {"Principal": "eve"})


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
            **{n: lambda n=n, **a: act(n, **a) for n in ("revoke_permissions", "put_object")}
        )


@pytest.fixture
def repaired(engine, monkeypatch):
    """Puts a stack right in which a look has found these drifts."""

    def repair(*drifts, cloud=None, looked=Status.DONE, around=()):
        def take(self, stack, *, seen):
            assert callable(seen)
            self.drifts[stack] = drifts
            return StackResult(stack, looked)

        monkeypatch.setattr(drift_repair.Looks, "take", take)
        monkeypatch.setattr(drift_repair, "look_around", lambda *_: Strays(tuple(around)))
        aws: Any = cloud or Service()
        run = Run((StackResult(STACK, Status.DONE, Changes(update=1)),))
        return put_right(engine.bench, aws, {}, run)

    return repair


def test_access_that_no_spec_gives_is_taken_back_and_counted(repaired):
    cloud = Service()
    run, left = repaired(drift(opens=True, remedy=REVOKE), cloud=cloud)

    assert cloud.asked == [("lakeformation", "revoke_permissions", {"Principal": "eve"})]
    assert run.results[0].changes == Changes(update=1, delete=1)
    assert taken_back(run.results) == ("eve has SELECT on table d.t",)
    assert left == ()


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


def test_the_account_is_searched_once_every_stack_is_up(repaired):
    stray = drift(what="arn:aws:s3:::left-behind")
    _, left = repaired(around=[stray])

    assert left == (stray,)
