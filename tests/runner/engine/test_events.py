import json

import pytest

from meshwright.gate.reasons import Reason
from meshwright.recorded import resource_of
from meshwright.runner.engine.events import EventLog
from meshwright.runner.results import Change, Changes

BUCKET = "urn:pulumi:local::mesh::mesh:index:Product$aws:s3/bucket:Bucket::data"


def step(op, urn=BUCKET, *, custom=True, diff=None):
    kind = urn.split("::")[2].rpartition("$")[2]
    metadata = {"op": op, "urn": urn, "type": kind, "new": {"custom": custom}, "old": None}
    return {"resOutputsEvent": {"metadata": metadata | {"detailedDiff": diff}}}


def diagnostic(severity, message):
    content = {"severity": severity, "message": message, "urn": BUCKET}
    return {"diagnosticEvent": content}


@pytest.fixture
def log(tmp_path):
    return EventLog(tmp_path / "events")


def write(log, *events):
    with log.path.open("a") as file:
        for event in events:
            file.write(json.dumps(event, separators=(",", ":")) + "\n")


def test_a_log_that_is_not_there_says_nothing(log):
    assert not list(log.read())
    assert not log.is_open


def test_each_change_is_told_once(log):
    write(log, step("create"))
    first = list(log.read())
    write(log, step("update", BUCKET + "2", diff={"tags.owner": {}, "rules[0].id": {}}))

    assert first == [Change("create", "aws:s3/bucket:Bucket::data")]
    assert list(log.read()) == [Change("update", "aws:s3/bucket:Bucket::data2", ("rules", "tags"))]


def test_a_line_that_is_still_being_written_is_read_later(log):
    text = json.dumps(step("create")) + "\n"
    log.path.write_text(text[:20])
    early = list(log.read())
    log.path.write_text(text)

    assert not early
    assert len(list(log.read())) == 1


@pytest.mark.parametrize(
    "operations",
    [
        ("create-replacement", "replace", "delete-replaced"),
        ("delete-replaced", "create-replacement"),
    ],
)
def test_a_replacement_is_one_change(log, operations):
    write(log, *(step(op) for op in operations))
    list(log.read())

    assert log.changes == Changes(replace=1)


@pytest.mark.parametrize(
    "steps",
    [
        [("delete-replaced", None), ("replace", {"openTableFormatInput.icebergInput": {}})],
        [("replace", {"openTableFormatInput": {}}), ("delete-replaced", {"name": {}})],
        [("delete-replaced", None), ("replace", None), ("replace", {"openTableFormatInput": {}})],
    ],
)
def test_a_loss_says_what_differs_whichever_step_tells_it(log, steps):
    write(log, *(step(operation, diff=diff) for operation, diff in steps))
    list(log.read())

    assert log.losses[BUCKET].properties == ("openTableFormatInput",)


def failed(op, urn=BUCKET, **state):
    kind = urn.split("::")[2].rpartition("$")[2]
    new = {"custom": True, "inputs": {"bucket": "b"}, **state}
    return {"resOpFailedEvent": {"metadata": {"op": op, "urn": urn, "type": kind, "new": new}}}


@pytest.mark.parametrize("operation", ["create", "create-replacement"])
def test_what_the_engine_could_not_create_is_kept(log, operation):
    write(log, failed(operation))

    assert not list(log.read())
    assert log.not_created == {BUCKET: {"custom": True, "inputs": {"bucket": "b"}}}


@pytest.mark.parametrize(
    "event", [failed("update"), failed("create", id="half made"), failed("create", custom=False)]
)
def test_other_failures_leave_nothing_to_look_for(log, event):
    write(log, event)

    assert not list(log.read())
    assert log.not_created == {}


def test_components_and_providers_are_not_counted(log):
    write(log, step("create", BUCKET.replace("aws:s3/bucket:Bucket", "mesh:index:T"), custom=False))
    write(log, step("update", BUCKET.replace("aws:s3/bucket:Bucket", "pulumi:providers:aws")))
    list(log.read())

    assert log.changes == Changes()


def test_what_stays_and_what_goes_is_counted(log):
    write(log, step("same"), step("same", BUCKET + "2"), step("delete", BUCKET + "2"))
    write(log, step("read", BUCKET + "3"))
    list(log.read())

    assert log.changes == Changes(delete=1, same=1)


def test_errors_and_refusals_are_reasons(log):
    policy = {
        "enforcementLevel": "mandatory",
        "policyPackName": "security",
        "message": "S3-001 no\n",
        "resourceUrn": BUCKET,
    }
    write(log, diagnostic("debug", "x"), diagnostic("warning", "x"), diagnostic("error", " no \n"))
    write(log, diagnostic("error", "no"), {"policyEvent": policy})
    write(log, {"policyEvent": policy | {"enforcementLevel": "advisory"}})
    list(log.read())

    assert log.reasons == [
        Reason("no", BUCKET),
        Reason("security: S3-001 no", BUCKET, refusal=True),
    ]


def test_an_engine_at_its_summary_is_ending(log):
    write(log, {"summaryEvent": {}})
    list(log.read())

    assert log.is_ending


@pytest.mark.parametrize(
    ("urn", "resource"),
    [
        (BUCKET, "aws:s3/bucket:Bucket::data"),
        ("urn:pulumi:local::mesh::aws:s3/bucket:Bucket::a::b", "aws:s3/bucket:Bucket::a::b"),
        ("", ""),
    ],
)
def test_a_urn_names_its_resource(urn, resource):
    assert resource_of(urn) == resource


UNSAVED = "post-step event returned an error: failed to save snapshot: write /s/a.json.1f.tmp: {}"


@pytest.mark.parametrize(
    ("message", "has_none"),
    [
        (UNSAVED.format("no space left on device"), True),
        (UNSAVED.format("read-only file system"), True),
        (UNSAVED.format("connection reset"), False),
        ("provider aws: write /tmp/a: no space left on device", False),
    ],
)
def test_an_engine_that_cannot_write_its_state_is_known(tmp_path, message, has_none):
    file = tmp_path / "events"
    file.write_text(json.dumps(diagnostic("error", message)) + "\n")
    log = EventLog(file)
    list(log.read())

    assert log.has_no_disk is has_none


@pytest.mark.parametrize("line", ['{"resOutputsEvent":{"metad', "", "[]", "null", "\0\0"])
def test_parts_of_lines_that_a_full_disk_has_swallowed_are_passed_over(tmp_path, line):
    file = tmp_path / "events"
    file.write_text(f"{line}\n{json.dumps(step('create'))}\n")

    assert len(list(EventLog(file).read())) == 1


TABLE = "urn:pulumi:local::mesh::mesh:index:Product$aws:glue/catalogTable:CatalogTable::orders"


def table_step(op, *, old=None, new=None):
    """A step about a table, with its inputs as the engine records them."""
    sides = {
        name: inputs and {"custom": True, "inputs": inputs}
        for name, inputs in (("old", old), ("new", new))
    }
    metadata = {"op": op, "urn": TABLE, "type": "aws:glue/catalogTable:CatalogTable", **sides}
    return {"resOutputsEvent": {"metadata": metadata}}


OLD = {"databaseName": "d", "name": "orders", "__defaults": []}
NEW = {"databaseName": "d", "name": "orders", "description": "x"}


@pytest.mark.parametrize(
    ("event", "before", "after"),
    [
        (table_step("create", new=NEW), [], [NEW]),
        (table_step("update", old=OLD, new=NEW), [{"databaseName": "d", "name": "orders"}], [NEW]),
        (table_step("same", old=NEW, new=NEW), [NEW], [NEW]),
        (table_step("delete", old=NEW), [NEW], []),
        (step("create"), [], []),
    ],
)
def test_both_sides_of_a_table_are_kept_unchanged_ones_too(log, event, before, after):
    write(log, event)
    list(log.read())

    assert list(log.sides.before.values()) == before
    assert list(log.sides.after.values()) == after


def test_a_change_is_called_as_aws_calls_its_resource(log):
    write(log, table_step("delete", old=NEW), step("create"))

    assert [change.identity for change in log.read()] == ["d.orders", ""]


def test_what_is_taken_over_is_changed_in_place_and_counted_once(log):
    write(log, step("import"), step("update", diff={"tags": {}}))
    assert len([*log.read()]) == 1

    assert list(log.changed) == [("update", BUCKET)]
    assert log.changes.update == 1
