import json

import pytest

from localaws.types.registry import TYPES
from meshwright.operations.drift.labels import TEMPLATES, described, principal
from meshwright.operations.drift.state import read_holdings

import shapes

pytestmark = pytest.mark.usefixtures("recorded_shape")
BUCKET = "aws:s3/bucket:Bucket"
CELLS_FILTER = "aws:lakeformation/dataCellsFilter:DataCellsFilter"
PERMISSIONS = "aws:lakeformation/permissions:Permissions"
LF_TAGS = "aws:lakeformation/resourceLfTags:ResourceLfTags"


def in_shape(kind, state):
    """A resource before or after a refresh, as a provider has it recorded."""
    parts = {"inputs": lambda i: shapes.recorded(kind, i), "outputs": shapes.recorded_outputs}
    return {name: parts[name](value) if name in parts else value for name, value in state.items()}


def step(op, kind=BUCKET, name="data", **states):
    urn = f"urn:pulumi:local::mesh::mesh:index:Product${kind}::{name}"
    own = {key: {"custom": True, **in_shape(kind, state)} for key, state in states.items()}
    return {"resOutputsEvent": {"metadata": {"op": op, "urn": urn, "type": kind, **own}}}


@pytest.fixture
def holdings(tmp_path):
    def read(*events):
        log = tmp_path / "events"
        log.write_text("".join(json.dumps(e, separators=(",", ":")) + "\n" for e in events))
        return read_holdings("local", log)

    return read


def test_a_refresh_without_a_log_tells_nothing(tmp_path):
    assert read_holdings("local", tmp_path / "absent").all == ()


def test_a_resource_is_read_as_it_was_and_as_it_is(holdings):
    (found,) = holdings(
        step(
            "update",
            old={"inputs": {"tags": {}}, "outputs": {"arn": "a"}},
            new={"inputs": {"tags": {"a": "b"}}, "outputs": {"arn": "a"}},
        )
    ).all

    assert (found.key, found.operation) == (f"{BUCKET}::data", "update")
    assert (found.inputs["tags"], found.actual_inputs["tags"]) == ({}, {"a": "b"})
    assert "__" not in str(found.inputs)
    assert found.outputs == {"arn": "a"}


@pytest.mark.parametrize("differing", [["__defaults"], ["__meta"], ["__meta", "__defaults"]])
def test_a_providers_notes_do_not_drift(holdings, differing):
    told = step("update", old={"inputs": {}}, new={"inputs": {}})
    told["resOutputsEvent"]["metadata"]["diffs"] = differing
    (found,) = holdings(told).all

    assert (found.operation, found.properties) == ("same", ())


def test_beside_notes_what_differs_is_told(holdings):
    told = step("update", old={"inputs": {}}, new={"inputs": {}})
    told["resOutputsEvent"]["metadata"]["diffs"] = ["__meta", "tags"]
    (found,) = holdings(told).all

    assert (found.operation, found.properties) == ("update", ("tags",))


def test_what_is_gone_is_not_among_what_is_there(holdings):
    found = holdings(
        step("delete", old={"inputs": {}}, new=None or {}), step("same", name="b", old={}, new={})
    )

    assert [h.name for h in found.of(BUCKET)] == ["b"]
    assert [h.name for h in found.all if h.is_gone] == ["data"]


def test_providers_noise_and_what_is_about_to_be_are_passed_over(holdings):
    provider = step("same", kind="pulumi:providers:aws", old={}, new={})
    before = {"resourcePreEvent": step("refresh", old={})["resOutputsEvent"]}
    noise = {"diagnosticEvent": {"severity": "debug", "message": "resOutputsEvent"}}

    assert holdings(provider, before, noise, {"summaryEvent": {}}).all == ()


def test_every_type_of_the_mesh_has_words():
    shaped = {CELLS_FILTER, PERMISSIONS, LF_TAGS}

    assert TYPES.keys() - TEMPLATES.keys() - shaped == set()


@pytest.mark.parametrize(
    ("kind", "inputs", "words"),
    [
        (BUCKET, {"bucket": "b"}, "bucket b"),
        (BUCKET, {}, "bucket <bucket>"),
        ("aws:x/y:Z", {}, "aws:x/y:Z::data"),
        (
            CELLS_FILTER,
            {"tableData": {"databaseName": "d", "tableName": "t", "name": "few"}},
            "row filter few of table d.t",
        ),
        (
            PERMISSIONS,
            {"principal": "a", "dataCellsFilter": {"databaseName": "d", "tableName": "t"}},
            "grant to a on rows of table d.t",
        ),
        (
            PERMISSIONS,
            {
                "principal": "arn:aws:iam::123456789012:role/mesh/sales/r",
                "table": {"databaseName": "d", "name": "t"},
            },
            "grant to sales/r on table d.t",
        ),
        (
            PERMISSIONS,
            {
                "principal": "p",
                "lfTagPolicy": {"expressions": [{"key": "pii", "values": ["false"]}]},
            },
            "grant to p on what is tagged pii=false",
        ),
        (PERMISSIONS, {"principal": "p", "dataLocation": {"arn": "a"}}, "grant to p on location a"),
        (LF_TAGS, {"database": {"name": "d"}}, "LF-tags of database d"),
        (
            LF_TAGS,
            {"tableWithColumns": {"databaseName": "d", "name": "t", "columnNames": ["c"]}},
            "LF-tags of table d.t (c)",
        ),
    ],
)
def test_a_resource_is_described_in_the_meshs_words(holdings, kind, inputs, words):
    (found,) = holdings(step("same", kind=kind, old={"inputs": inputs}, new={})).all

    assert described(found) == words


def test_a_user_of_the_account_keeps_its_kind():
    assert principal("arn:aws:iam::123456789012:user/eve") == "user/eve"
    assert principal("IAM_ALLOWED_PRINCIPALS") == "IAM_ALLOWED_PRINCIPALS"
