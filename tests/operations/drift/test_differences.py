import json

import pytest

from meshwright.operations.drift.differences import compared, differences
from meshwright.operations.drift.values import Difference

import shapes

pytestmark = pytest.mark.usefixtures("recorded_shape")


def holding(before, after, properties=(), outputs=None, actual_outputs=None):
    kind = "aws:glue/catalogTable:CatalogTable"
    return shapes.holding(
        kind,
        before,
        after,
        op="update",
        differing=properties,
        outputs=outputs,
        actual_outputs=actual_outputs,
    )


def test_a_changed_value_is_told_with_both():
    found = differences(holding({"description": "a"}, {"description": "b"}, ("description",)))

    assert found == (Difference("description", "a", "b"),)


def test_a_column_is_called_by_its_name_wherever_it_stands():
    before = [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}]
    after = [{"name": "b", "type": "string"}, {"name": "c", "type": "int"}]

    assert list(compared("columns", before, after)) == [
        Difference("columns.a", {"name": "a", "type": "int"}, None),
        Difference("columns.b.type", "int", "string"),
        Difference("columns.c", None, {"name": "c", "type": "int"}),
    ]


def test_a_policy_is_compared_by_its_statements():
    kept = {"Sid": "Kept", "Effect": "Deny"}
    new = {"Sid": "New", "Effect": "Allow"}
    before, after = (json.dumps({"Statement": s}) for s in ([kept], [kept, new]))

    assert list(compared("policy", before, after)) == [
        Difference("policy.Statement.New", None, new)
    ]


@pytest.mark.parametrize("value", ["text", "{no JSON", ["a", "b"], [{"a": 1}, 2], None])
def test_values_of_no_common_shape_are_told_whole(value):
    assert list(compared("p", {"a": 1}, value)) == [Difference("p", {"a": 1}, value)]


def test_entries_of_one_name_are_told_as_a_list():
    before, after = [{"name": "a"}, {"name": "a"}], [{"name": "a"}]

    assert list(compared("p", before, after)) == [Difference("p", before, after)]


def test_only_what_the_provider_says_differs_is_compared():
    found = differences(holding({"a": [1, 2], "b": 1}, {"a": [2, 1], "b": 2}, ("b",)))

    assert [d.path for d in found] == ["b"]


def test_a_provider_that_names_no_property_leaves_it_to_the_inputs():
    found = differences(holding({"a": 1, "b": 1}, {"a": 1, "b": 2}))

    assert found == (Difference("b", 1, 2),)


def test_a_value_that_aws_filled_in_is_taken_from_the_outputs():
    found = differences(
        holding({}, {}, ("grants",), outputs={"grants": []}, actual_outputs={"grants": ["x"]})
    )

    assert found == (Difference("grants", [], ["x"]),)


def test_a_property_that_looks_alike_is_named_all_the_same():
    assert differences(holding({"a": 1}, {"a": 1}, ("a",))) == (Difference("a", None, None),)
