"""What was begun and not ended, as it is entered in a state for the engine to look at."""

import pytest

from meshwright import recorded
from meshwright.runner.recovery.pending import OPAQUE_ID, UNREAD, doubts, settled
from meshwright.runner.state.checkpoint import Checkpoint

import shapes

pytestmark = pytest.mark.usefixtures("recorded_shape")
BUCKET, GRANT, KEY = "aws:s3/bucket:Bucket", "aws:lakeformation/permissions:Permissions", "kms"


def urn(name, kind=BUCKET):
    return f"urn:pulumi:local::mesh::{kind}::{name}"


def resource(name="data", kind=BUCKET, **more):
    inputs = shapes.recorded(kind, {"bucket": name})
    return {"urn": urn(name, kind), "type": kind, "inputs": inputs, **more}


def unread(operation, about):
    return {**about, "initErrors": [UNREAD + operation]}


def state(*resources, pending=()):
    operations = [{"type": kind, "resource": about} for kind, about in pending]
    return Checkpoint(3, {"resources": list(resources), "pending_operations": operations})


def by_name(_token, inputs, _known):
    """Ids follow from inputs."""
    return inputs.get("bucket")


def nothing(*_):
    return None


def test_what_was_being_created_is_entered_under_the_id_it_must_have():
    found = doubts(state(pending=[("creating", resource(parent="p"))]), by_name)

    assert found.resources == [unread("creating", resource(id="data", outputs={}, parent="p"))]
    assert found.urns == {urn("data"): "creating"}
    assert found.displaced == {}


def test_what_is_known_not_to_be_made_is_not_entered():
    found = doubts(state(pending=[("creating", resource())]), nothing)

    assert (found.resources, found.urns) == ([], {})


def test_a_type_that_cannot_be_imported_is_entered_as_it_was_declared():
    table = {"databaseName": "d", "name": "t", "columnNames": ["c"]}
    inputs = shapes.recorded(GRANT, {"principal": "p", "tableWithColumns": table})
    grant = {"urn": urn("g", GRANT), "type": GRANT, "inputs": inputs}
    found = doubts(state(pending=[("creating", grant)]), nothing)

    entered = {**grant, "id": OPAQUE_ID, "outputs": recorded.sent(inputs)}
    assert "__defaults" not in str(entered["outputs"])
    assert found.resources == [unread("creating", entered)]
    assert found.urns == {urn("g", GRANT): "creating"}


def test_an_id_is_looked_for_among_those_that_the_state_does_not_have():
    asked = []

    def find(token, inputs, known):
        asked.append((token, inputs, known))

    doubts(state(resource("a", id="one"), resource("b"), pending=[("creating", resource())]), find)

    assert asked == [(BUCKET, recorded.sent(resource()["inputs"]), frozenset({"one"}))]


def test_a_replacement_created_first_makes_the_old_one_wait():
    old, new = resource(id="old"), resource()
    found = doubts(state(old, pending=[("creating", new)]), lambda *_: "new")

    entered = unread("creating", {**new, "id": "new", "outputs": {}})
    assert found.resources == [{**old, "delete": True}, entered]
    assert found.displaced == {urn("data"): "old"}
    assert "delete" not in old


def test_a_replacement_deleted_first_takes_the_place_that_was_kept_for_it():
    old = resource(id="old", pendingReplacement=True)
    found = doubts(state(old, pending=[("creating", resource())]), lambda *_: "new")

    assert [r["id"] for r in found.resources] == ["new"]
    assert found.displaced == {}


def test_a_replacement_that_was_not_made_leaves_the_old_one_to_be_looked_at():
    old = resource(id="old")
    found = doubts(state(old, pending=[("creating", resource())]), nothing)

    assert found.resources == [unread("creating", old)]
    assert found.urns == {urn("data"): "creating"}


def test_a_replacement_deleted_first_may_have_the_very_id_of_the_old_one():
    old = resource(id="data", pendingReplacement=True, outputs={"arn": "a"})
    found = doubts(state(old, pending=[("creating", resource())]), by_name)

    assert found.resources == [unread("creating", resource(id="data", outputs={}))]
    assert found.urns == {urn("data"): "creating"}


@pytest.mark.parametrize("entered", [[], [resource(id="new", outputs={})]])
def test_what_an_earlier_recovery_has_marked_is_remembered(entered):
    # That recovery was killed before, or after, AWS had said that there is no new one.
    old = resource(id="old", delete=True)
    found = doubts(state(old, *entered, pending=[("creating", resource())]), lambda *_: "new")

    assert [(r["id"], r.get("delete")) for r in found.resources] == [("old", True), ("new", None)]
    assert found.displaced == {urn("data"): "old"}


def test_one_that_waits_for_its_deletion_beside_the_one_to_be_replaced_goes_on_waiting():
    oldest, old = resource(id="oldest", delete=True), resource(id="old")
    begun = state(old, oldest, pending=[("creating", resource())])
    found = doubts(begun, lambda *_: "new")
    looked_at = state(*(r for r in found.resources if r["id"] != "new"))

    assert found.displaced == {urn("data"): "old"}
    assert settled(looked_at, found.displaced).resources == [old, oldest]


def test_beside_one_that_was_deleted_first_nothing_has_been_marked():
    oldest, old = resource(id="oldest", delete=True), resource(id="old", pendingReplacement=True)
    found = doubts(state(old, oldest, pending=[("creating", resource())]), lambda *_: "new")

    assert found.displaced == {}


def test_of_two_that_wait_the_engines_first_was_marked_by_an_earlier_recovery():
    # The engine keeps the newer of two that wait before the older.
    old, oldest = resource(id="old", delete=True), resource(id="oldest", delete=True)
    found = doubts(state(old, oldest, pending=[("creating", resource())]), lambda *_: "new")

    assert found.displaced == {urn("data"): "old"}


def test_what_an_earlier_recovery_has_entered_is_not_entered_twice():
    entered = resource(id="data", outputs={})
    found = doubts(state(entered, pending=[("creating", resource())]), by_name)

    assert found.resources == [unread("creating", entered)]
    assert found.urns == {urn("data"): "creating"}


def test_an_update_keeps_only_the_inputs_that_it_was_not_changing():
    old = resource(id="data", outputs={"arn": "a"})
    old["inputs"] = shapes.recorded(BUCKET, {"bucket": "data", "policy": "old", "gone": 1})
    new = resource()
    new["inputs"] = shapes.recorded(BUCKET, {"bucket": "data", "policy": "new", "added": 2})
    found = doubts(state(old, pending=[("updating", new)]), nothing)

    kept = shapes.recorded(BUCKET, {"bucket": "data"})
    assert found.resources == [unread("updating", {**old, "inputs": kept})]
    assert found.urns == {urn("data"): "updating"}
    assert old["inputs"]["policy"] == "old"


def test_an_update_leaves_others_and_the_old_of_a_replacement_alone():
    waiting, other = resource(id="old", delete=True), resource("other", id="other")
    waiting["inputs"] = {"bucket": "of the old"}
    found = doubts(state(waiting, other, pending=[("updating", resource())]), nothing)

    assert found.resources == [waiting, other]


def test_what_was_being_deleted_is_looked_at():
    old = resource(id="data")
    found = doubts(state(old, pending=[("deleting", old)]), nothing)

    assert (found.resources, found.urns) == ([unread("deleting", old)], {urn("data"): "deleting"})


@pytest.mark.parametrize("kind", ["reading", "importing", "some new one"])
def test_what_changes_nothing_is_in_no_doubt(kind):
    found = doubts(state(pending=[(kind, resource())]), by_name)

    assert (found.resources, found.urns) == ([], {})


@pytest.mark.parametrize("kind", ["pulumi:providers:aws", "mesh:index:Product", ""])
@pytest.mark.parametrize("operation", ["creating", "updating", "deleting"])
def test_what_is_not_in_aws_is_in_no_doubt(kind, operation):
    found = doubts(state(pending=[(operation, resource(kind=kind))]), by_name)

    assert (found.resources, found.urns) == ([], {})


def test_a_half_made_resource_is_looked_at():
    half = resource(id="data", initErrors=["no"])
    found = doubts(state(half), nothing)

    assert (found.resources, found.urns) == ([half], {urn("data"): "creating"})


def test_a_half_made_resource_that_was_being_deleted_is_told_as_such():
    half = resource(id="data", initErrors=["no"])
    found = doubts(state(half, pending=[("deleting", half)]), nothing)

    assert found.urns == {urn("data"): "deleting"}


def test_inputs_that_are_absent_are_none():
    bare = {"urn": urn("data"), "type": BUCKET, "inputs": None}
    found = doubts(state({**bare, "id": "data"}, pending=[("updating", bare)]), nothing)

    assert found.resources == [unread("updating", {**bare, "id": "data", "inputs": {}})]


def test_two_of_one_stack_are_found_side_by_side():
    pending = [("creating", resource("a")), ("creating", resource("b"))]
    found = doubts(state(pending=pending), by_name)

    assert [r["id"] for r in found.resources] == ["a", "b"]


def test_a_settled_state_has_no_pending_operations_and_all_its_resources():
    done = settled(state(resource(id="data"), pending=[("creating", resource("b"))]), {})

    assert done.is_settled
    assert done.resources == [resource(id="data")]


def test_what_gave_way_to_one_that_is_not_there_takes_its_place_again():
    old = resource(id="old", delete=True)
    done = settled(state(old), {urn("data"): "old"})

    assert done.resources == [resource(id="old")]


def test_what_gave_way_to_one_that_is_there_waits_for_its_deletion():
    old, new = resource(id="old", delete=True), resource(id="new")
    done = settled(state(old, new), {urn("data"): "old"})

    assert done.resources == [old, new]


def test_what_waited_for_its_deletion_before_goes_on_waiting():
    old = resource(id="old", delete=True)

    assert settled(state(old), {}).resources == [old]
