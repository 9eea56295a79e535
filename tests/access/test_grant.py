"""What a grant means, in whatever shape AWS lists it."""

import pytest

from lake_listings import LISTINGS, granted
from meshwright.access.grant import declared, listed, shown
from meshwright.aws.lake_formation_tables import ALL_TABLES

TABLE = {"databaseName": "d", "name": "t"}
EVERY = ["ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT"]
PAIRS = [{"key": "pii", "values": ["false", "true"]}]
GRANTED = (
    {"permissions": EVERY, "table": TABLE},
    {"permissions": ["SELECT"], "table": {**TABLE, "wildcard": False}},
    {"permissions": ["SELECT"], "tableWithColumns": {**TABLE, "columnNames": ["b", "A"]}},
    {"permissions": ["SELECT"], "tableWithColumns": {**TABLE, "wildcard": True}},
    {"permissions": ["SELECT"], "tableWithColumns": {**TABLE, "excludedColumnNames": ["pii"]}},
    {"permissions": EVERY, "table": {"databaseName": "d", "wildcard": True}},
    {"permissions": ["CREATE_TABLE", "DESCRIBE"], "database": {"name": "d"}},
    {"permissions": ["DATA_LOCATION_ACCESS"], "dataLocation": {"arn": "arn:aws:s3:::b"}},
    {"permissions": ["SELECT"], "lfTagPolicy": {"resourceType": "TABLE", "expressions": PAIRS}},
    {"permissions": ["ASSOCIATE"], "lfTag": {"key": "pii", "values": ["true"]}},
    {
        "permissions": ["SELECT"],
        "dataCellsFilter": {"databaseName": "d", "tableName": "t", "name": "germany"},
    },
    {"permissions": ["CREATE_DATABASE"], "catalogResource": True},
    {"permissions": ["SELECT"], "permissionsWithGrantOptions": ["SELECT"], "table": TABLE},
)


def grant(resource, *rights, who="p", again=()):
    return listed(
        {
            "Principal": {"DataLakePrincipalIdentifier": who},
            "Resource": resource,
            "Permissions": list(rights),
            "PermissionsWithGrantOption": list(again),
        }
    )


def table(**more):
    return {"Table": {"DatabaseName": "d", "Name": "t", **more}}


def columns(*names):
    return {"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnNames": list(names)}}


def all_but(*names):
    excluded = {"ExcludedColumnNames": list(names)}
    return {"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnWildcard": excluded}}


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("inputs", GRANTED)
def test_what_was_granted_is_found_again_in_every_shape(inputs, listing):
    own = declared({"principal": "p", **inputs})

    for entry in listing(granted({"principal": "p", **inputs})):
        assert listed(entry).beyond([own]) is None, entry


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("inputs", GRANTED)
def test_the_same_of_somebody_else_is_none_of_ours(inputs, listing):
    own = declared({"principal": "p", **inputs})

    for entry in listing(granted({"principal": "eve", **inputs})):
        assert listed(entry).beyond([own]) == listed(entry)


@pytest.mark.parametrize(
    ("found", "own", "left"),
    [
        (grant(columns("a", "b", "c"), "SELECT"), grant(columns("a", "b"), "SELECT"), columns("c")),
        (grant(columns("c"), "SELECT"), grant(all_but("c"), "SELECT"), columns("c")),
        (grant(all_but("c"), "SELECT"), grant(all_but("c", "d"), "SELECT"), all_but("c")),
        (grant(all_but(), "SELECT"), grant(columns("a"), "SELECT"), table()),
        (grant(table(), "DELETE", "SELECT"), grant(table(), "SELECT"), table()),
        (grant(columns("a"), "SELECT"), grant(table(), "INSERT"), columns("a")),
        (grant(table(), "DESCRIBE"), grant(table(), "INSERT"), table()),
        (grant(table(), "ALL"), grant(table(), *EVERY), table()),
    ],
)
def test_only_what_is_beyond_ones_own_is_left(found, own, left):
    beyond = found.beyond([own])

    assert beyond is not None
    assert beyond.request()["Resource"] == left


def test_of_several_rights_only_those_beyond_ones_own_are_left():
    beyond = grant(table(), "DELETE", "DESCRIBE", "INSERT").beyond([grant(table(), "INSERT")])

    assert beyond is not None
    assert beyond.request()["Permissions"] == ["DELETE", "DESCRIBE"]


@pytest.mark.parametrize(
    ("found", "own"),
    [
        (grant(columns("a"), "SELECT"), grant(columns("a", "b"), "SELECT")),
        (grant(columns("a"), "SELECT"), grant(table(), "SELECT")),
        (grant(columns("A"), "SELECT"), grant(columns("a"), "SELECT")),
        (grant(columns("a"), "SELECT"), grant(all_but("b"), "SELECT")),
        (grant(all_but("a", "b"), "SELECT"), grant(all_but("a"), "SELECT")),
        (grant(all_but("a"), "SELECT"), grant(table(), "SELECT")),
        (grant(table(), "DESCRIBE"), grant(columns("a"), "SELECT")),
        (grant(table(), "DELETE", "SELECT"), grant(table(), "ALL")),
        (grant(table(CatalogId="1"), "INSERT"), grant(table(), "INSERT")),
    ],
)
def test_what_ones_own_gives_in_other_words_is_nothing_beyond_it(found, own):
    assert found.beyond([own]) is None


def test_the_right_to_pass_on_is_beyond_a_grant_without_it():
    own = grant(columns("a"), "SELECT")
    beyond = grant(columns("a"), "SELECT", again=["SELECT"]).beyond([own])

    assert beyond is not None
    assert (beyond.rights, beyond.passed_on) == (frozenset(), {"SELECT"})


def test_two_grants_of_ones_own_give_what_both_give():
    own = [grant(columns("a"), "SELECT"), grant(columns("b"), "SELECT")]

    assert grant(columns("a", "b"), "SELECT").beyond(own) is None


@pytest.mark.parametrize(
    ("revoked", "kept", "overlaps"),
    [
        (grant(columns("a"), "SELECT"), grant(columns("a", "b"), "SELECT"), True),
        (grant(table(), "SELECT"), grant(columns("a"), "SELECT"), True),
        (grant(columns("a"), "SELECT"), grant(table(), "SELECT"), True),
        (grant(all_but("a"), "SELECT"), grant(columns("b"), "SELECT"), True),
        (grant(table(), "ALL"), grant(table(), "INSERT"), True),
        (grant(table(), "INSERT"), grant(table(), "ALL"), True),
        (grant(columns("c"), "SELECT"), grant(columns("a", "b"), "SELECT"), False),
        (grant(all_but("a"), "SELECT"), grant(columns("a"), "SELECT"), False),
        (grant(table(), "DESCRIBE"), grant(columns("a"), "SELECT"), False),
        (grant(table(), "DELETE"), grant(table(), "SELECT"), False),
        (grant(table(), "SELECT", who="eve"), grant(table(), "SELECT"), False),
        (grant({"Database": {"Name": "d"}}, "DESCRIBE"), grant(table(), "DESCRIBE"), False),
    ],
)
def test_to_revoke_one_takes_something_of_the_other_where_they_overlap(revoked, kept, overlaps):
    assert revoked.overlaps(kept) is overlaps


GERMANY = {"DataCellsFilter": {"DatabaseName": "d", "TableName": "t", "Name": "germany"}}


@pytest.mark.parametrize(
    ("resource", "on", "words"),
    [
        (table(), ("d", "t"), "table d.t"),
        ({"Table": {"DatabaseName": "d", "TableWildcard": {}}}, ("d", ALL_TABLES), None),
        (columns("b", "a"), ("d", "t"), "table d.t (a, b)"),
        (GERMANY, ("d", "t"), "row filter germany of table d.t"),
        ({"Database": {"Name": "d"}}, None, "database d"),
        ({"DataLocation": {"ResourceArn": "arn:aws:s3:::b"}}, None, "location arn:aws:s3:::b"),
        ({"LFTag": {"TagKey": "pii", "TagValues": ["true"]}}, None, "LF-tag pii"),
        ({"Catalog": {}}, None, "the catalog"),
    ],
)
def test_a_grant_on_a_table_or_on_rows_of_it_names_the_table(resource, on, words):
    found = grant(resource, "SELECT")

    assert found.table == on
    assert words is None or shown(found) == words
