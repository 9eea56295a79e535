"""Ids of fields: dense at first, unique, kept by a rename, and never given twice."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.athena.column_type import ColumnType
from meshwright.specs.field_ids import NO_IDS, FieldIds, field_ids, field_paths
from meshwright.specs.types import parse_type

TEXTS = (
    "string",
    "array<int>",
    "map<string,struct<a:int,b:array<int>>>",
    "struct<street:string,city:struct<name:string,zip:int>>",
    "struct<city:string,street:string,more:int>",
)
NAMES = ("a", "b", "c", "d", "e")


def types(columns: Mapping[str, str]) -> dict[str, ColumnType]:
    return {name: parse_type(text) for name, text in columns.items()}


def test_new_fields_are_numbered_densely_level_by_level() -> None:
    columns = types(
        {"id": "string", "address": "struct<street:string,lines:array<string>>", "m": TEXTS[2]}
    )

    assert field_ids(columns, {}).ids == {
        "id": 1,
        "address": 2,
        "m": 3,
        "address.street": 4,
        "address.lines": 5,
        "address.lines.element": 6,
        "m.key": 7,
        "m.value": 8,
        "m.value.a": 9,
        "m.value.b": 10,
        "m.value.b.element": 11,
    }


def test_a_column_put_first_leaves_the_others_their_ids() -> None:
    before = field_ids(types({"a": "string", "b": "string"}), {})

    after = field_ids(types({"c": "string", "b": "string", "a": "string"}), {}, before)

    assert after == FieldIds({"a": 1, "b": 2, "c": 3}, frozenset())


def test_a_renamed_column_keeps_its_id_and_those_inside_of_it() -> None:
    before = field_ids(types({"x": "string", "a": "struct<s:int>"}), {})

    after = field_ids(types({"x": "string", "b": "struct<s:int>"}), {"b": "a"}, before)
    later = field_ids(types({"x": "string", "b": "struct<s:int>"}), {"b": "a"}, after)

    assert after == FieldIds({"x": 1, "b": 2, "b.s": 3}, frozenset())
    assert later == after


def test_a_dropped_columns_id_is_not_given_to_its_namesake() -> None:
    before = field_ids(types({"a": "string", "b": "string"}), {})
    without = field_ids(types({"a": "string"}), {}, before)

    again = field_ids(types({"a": "string", "b": "string"}), {}, without)

    assert without == FieldIds({"a": 1}, frozenset({2}))
    assert again == FieldIds({"a": 1, "b": 3}, frozenset({2}))


def test_an_old_name_may_come_back_once_the_rename_is_done() -> None:
    renamed = field_ids(types({"b": "string"}), {"b": "a"}, FieldIds({"a": 1}))

    assert field_ids(types({"b": "string", "a": "string"}), {}, renamed).ids == {"b": 1, "a": 2}


def test_one_id_never_goes_to_two_columns_whatever_is_asked() -> None:
    before = FieldIds({"a": 1})

    twice = field_ids(types({"b": "string", "c": "string"}), {"b": "a", "c": "a"}, before)
    still_there = field_ids(types({"a": "string", "b": "string"}), {"b": "a"}, before)

    assert twice.ids == {"b": 1, "c": 2}
    assert still_there.ids == {"a": 1, "b": 2}


COLUMNS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), min_size=1)
EDITS = st.lists(
    st.tuples(COLUMNS, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES))),
    min_size=1,
    max_size=8,
)


@given(EDITS)
@settings(max_examples=200, deadline=None)
def test_whatever_is_edited_no_id_means_two_fields(
    edits: list[tuple[dict[str, str], dict[str, str]]],
) -> None:
    """A field is known by its id: over all edits each id has one field, but for its names."""
    current = NO_IDS
    ever: set[int] = set()
    for columns, renamed in edits:
        before, current = current, field_ids(types(columns), renamed, current)
        ids = current.ids
        assert [*ids] == [*field_paths(types(columns))]
        assert len({*ids.values()}) == len(ids)
        assert not current.retired & {*ids.values()}
        assert before.retired <= current.retired
        new = {*ids.values()} - {*before.ids.values()}
        assert not new & ever
        assert {path: ids[path] for path in ids if path in before.ids and path in columns} == {
            path: before.ids[path] for path in before.ids if path in columns
        }
        ever |= {*ids.values()}
    assert ever == {*range(1, len(ever) + 1)}
    assert field_ids(types(edits[-1][0]), edits[-1][1], current) == current
