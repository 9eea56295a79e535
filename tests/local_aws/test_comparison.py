"""When inputs are the same to AWS, and how a change of them is told to the engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localaws.provider import wire
from localaws.provider.comparison import changes
from localaws.provider.merging import inputs_read_back
from localaws.types.registry import TYPES
from localaws.types.shape import UNKNOWN

from local_aws.engine_side import EngineSide, Messages, Resource
from local_aws.samples import BY_NAME


def paths(token: str, old, new) -> list[str]:
    return [change.path for change in changes(TYPES[token].properties, old, new)]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("BucketPolicy", {"policy": '{"a": ["x"], "b": 1}'}, {"policy": '{"b":1,"a":"x"}'}),
        ("Key", {}, {"enableKeyRotation": False, "tags": {}}),
        ("LfTag", {"values": ["a", "b"]}, {"values": ["b", "a"]}),
        ("Permissions", {"catalogId": "1"}, {}),
        ("BucketLifecycleConfiguration",
         {"rules": [{"id": "a", "status": "b", "filter": {}}]},
         {"rules": [{"id": "a", "status": "b", "filter": {"prefix": ""}}]}),
    ],
)  # fmt: skip
def test_two_ways_to_say_the_same_are_no_change(name: str, old, new) -> None:
    assert paths(BY_NAME[name].type, old, new) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("Bucket", {"tags": {"mesh:a": "1", "b": "1"}}, {"tags": {"mesh:a": "2"}},
         ["tags.b", 'tags["mesh:a"]']),
        ("CatalogTable",
         {"storageDescriptor": {"columns": [{"name": "a", "comment": "x"}]}},
         {"storageDescriptor": {"columns": [{"name": "a", "comment": "y"}, {"name": "b"}]}},
         ["storageDescriptor.columns[0].comment", "storageDescriptor.columns[1]"]),
        ("Alias", {"targetKeyId": "a"}, {"targetKeyId": UNKNOWN}, ["targetKeyId"]),
    ],
)  # fmt: skip
def test_a_change_is_told_by_its_path(name: str, old, new, expected: list[str]) -> None:
    assert sorted(paths(BY_NAME[name].type, old, new)) == sorted(expected)


def test_a_change_says_what_came_and_what_went_and_what_replaces(engine: EngineSide) -> None:
    old = {"name": "a", "path": "/mesh/", "description": "x", "policy": "{}"}
    resource = Resource("aws:iam/policy:Policy", "arn", old, old)

    diff = engine.diff(resource, {"name": "a", "path": "/", "policy": "{}", "tags": {"a": "b"}})

    kinds = {path: Messages.PropertyDiff.Kind.Name(d.kind) for path, d in diff.detailedDiff.items()}
    assert kinds == {"path": "UPDATE_REPLACE", "description": "DELETE_REPLACE", "tags": "ADD"}
    assert list(diff.replaces) == ["description", "path"]
    assert diff.deleteBeforeReplace


def test_a_refresh_sees_what_somebody_changed_by_hand(engine: EngineSide, client) -> None:
    sample = BY_NAME["CatalogDatabase"]
    born = engine.create(sample.type, sample.inputs)
    client("glue").update_database(
        Name="sales",
        DatabaseInput={"Name": "sales", "Description": "By hand", "Parameters": {"a": "b"}},
    )

    read = engine.read(born)

    assert read.inputs == {**born.inputs, "description": "By hand", "parameters": {"a": "b"}}


def test_a_refresh_sees_what_somebody_added_deep_inside(engine: EngineSide, client) -> None:
    configuration = {"resultConfiguration": {"outputLocation": "s3://data/"}}
    inputs = {"name": "queries", "configuration": configuration}
    born = engine.create("aws:athena/workgroup:Workgroup", inputs)
    client("athena").update_work_group(
        WorkGroup="queries", ConfigurationUpdates={"BytesScannedCutoffPerQuery": 10**8}
    )

    read = engine.read(born)

    assert read.inputs["configuration"] == {
        **configuration,
        "bytesScannedCutoffPerQuery": 10**8,
    }


def test_a_refresh_sees_what_somebody_took_away_by_hand(engine: EngineSide, client) -> None:
    sample = BY_NAME["Workgroup"]
    born = engine.create(sample.type, sample.inputs)
    client("athena").update_work_group(
        WorkGroup="queries", ConfigurationUpdates={"RemoveBytesScannedCutoffPerQuery": True}
    )

    read = engine.read(born)

    configuration = dict(born.inputs["configuration"])
    del configuration["bytesScannedCutoffPerQuery"]
    assert read.inputs["configuration"] == configuration


def holders(inner):
    return st.lists(inner) | st.dictionaries(st.text(), inner)


scalars = st.booleans() | st.integers(-(2**53), 2**53) | st.text()


@given(st.recursive(scalars, holders))
def test_a_value_survives_the_wire(value) -> None:
    assert wire.values(wire.struct({"value": value})) == {"value": value}


def test_secrets_and_references_arrive_as_what_they_hold() -> None:
    secret = {wire.SIGNATURE: wire.SECRET, "value": "s"}
    unknown = {wire.SIGNATURE: wire.OUTPUT}

    sent = wire.struct({"a": secret, "b": unknown, "c": UNKNOWN})

    assert wire.values(sent) == {"a": "s", "b": UNKNOWN, "c": UNKNOWN}


def test_an_asset_is_refused() -> None:
    asset = {wire.SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x"}

    with pytest.raises(wire.UnsupportedValueError, match="takes no assets"):
        wire.values(wire.struct({"source": asset}))


def test_an_import_leaves_out_what_aws_has_anyway() -> None:
    type_ = TYPES["aws:iam/role:Role"]
    state = {"name": "a", "path": "/", "assumeRolePolicy": "{}", "description": "", "tags": {}}

    assert inputs_read_back(type_, {}, state) == {"name": "a", "assumeRolePolicy": "{}"}
