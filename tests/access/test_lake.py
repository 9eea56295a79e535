"""Lake Formation's decision: by which grant somebody may do something with a thing, or why not."""

from typing import Any

import pytest

from meshwright.access.grant import Grant, listed
from meshwright.access.lake import (
    EVERYBODY,
    CellsFilter,
    Lake,
    LfTags,
    Thing,
    cells_filter,
    said,
    tags_of,
)

ACCOUNT = "111122223333"
ANN, BOB, BOSS, EYE = (f"arn:aws:iam::{ACCOUNT}:role/{n}" for n in ("ann", "bob", "boss", "eye"))
TABLE = {"DatabaseName": "db", "Name": "t"}
BUCKET = "arn:aws:s3:::bucket"


def grant(resource: dict[str, Any], *rights: str, to: str = ANN) -> Grant:
    principal = {"DataLakePrincipalIdentifier": to}
    return listed({"Principal": principal, "Resource": resource, "Permissions": list(rights)})


def columns(*names: str, table: dict[str, Any] = TABLE) -> dict[str, Any]:
    return {"TableWithColumns": {**table, "ColumnNames": list(names)}}


def all_but(*names: str) -> dict[str, Any]:
    return {"TableWithColumns": {**TABLE, "ColumnWildcard": {"ExcludedColumnNames": list(names)}}}


def tagged(kind: str, **pairs: str) -> dict[str, Any]:
    expression = [{"TagKey": key, "TagValues": value.split()} for key, value in pairs.items()]
    return {"LFTagPolicy": {"ResourceType": kind, "Expression": expression}}


def cells(name: str, table: str = "t") -> dict[str, Any]:
    return {"DataCellsFilter": {"DatabaseName": "db", "TableName": table, "Name": name}}


def lake(*grants: Grant, **more: Any) -> Lake:
    return Lake(grants, account=ACCOUNT, administrators=[BOSS], auditors=[EYE], **more)


WHOLE = {"Table": TABLE}
EVERY = {"Table": {"DatabaseName": "db", "TableWildcard": {}}}
DATABASE = {"Database": {"Name": "db"}}
HERE = {"DataLocation": {"ResourceArn": f"{BUCKET}/orders"}}
T, A, B, D = Thing("db", "t"), Thing("db", "t", "a"), Thing("db", "t", "b"), Thing("db")

CASES = [
    ("a whole table opens every column", grant(WHOLE, "SELECT"), "SELECT", A, True),
    ("ALL is every right", grant(WHOLE, "ALL"), "DROP", T, True),
    ("a right is no other right", grant(WHOLE, "INSERT"), "SELECT", A, False),
    ("all tables of a database", grant(EVERY, "SELECT"), "SELECT", A, True),
    ("all tables show the database", grant(EVERY, "DESCRIBE"), "DESCRIBE", D, True),
    ("all tables are not the database", grant(EVERY, "ALL"), "ALTER", D, False),
    ("a column that is named", grant(columns("A"), "SELECT"), "SELECT", A, True),
    ("a column that is not named", grant(columns("a"), "SELECT"), "SELECT", B, False),
    ("some columns are not the whole", grant(columns("a", "b"), "SELECT"), "SELECT", T, False),
    ("who reads a column sees the table", grant(columns("a"), "SELECT"), "DESCRIBE", T, True),
    ("all columns but one, another", grant(all_but("b"), "SELECT"), "SELECT", A, True),
    ("all columns but one, that one", grant(all_but("b"), "SELECT"), "SELECT", B, False),
    ("all columns but one are not the whole", grant(all_but("b"), "SELECT"), "SELECT", T, False),
    ("all columns are the whole", grant(all_but(), "SELECT"), "SELECT", T, True),
    ("who may drop a table sees it", grant(WHOLE, "DROP"), "DESCRIBE", T, True),
    ("a database", grant(DATABASE, "DESCRIBE"), "DESCRIBE", D, True),
    ("a database is not its tables", grant(DATABASE, "ALL"), "SELECT", A, False),
    ("a table shows its database", grant(WHOLE, "INSERT"), "DESCRIBE", D, True),
    ("a filter shows its database", grant(cells("c"), "SELECT"), "DESCRIBE", D, True),
    ("a table shows no other database", grant(WHOLE, "ALL"), "DESCRIBE", Thing("other"), False),
    ("a table is not its database", grant(WHOLE, "ALL"), "DROP", D, False),
    ("any right on a database shows it", grant(DATABASE, "ALTER"), "DESCRIBE", D, True),
    ("a column of the whole is shown", grant(WHOLE, "ALTER"), "DESCRIBE", A, True),
    ("a column that is named is shown", grant(columns("a"), "SELECT"), "DESCRIBE", A, True),
    ("a column that is not named is unseen", grant(columns("a"), "SELECT"), "DESCRIBE", B, False),
    ("a column that is left out is unseen", grant(all_but("b"), "SELECT"), "DESCRIBE", B, False),
    ("another's grant", grant(WHOLE, "ALL", to=BOB), "SELECT", A, False),
    ("everybody's grant", grant(WHOLE, "ALL", to=EVERYBODY), "SELECT", A, True),
    (
        "all principals of the account",
        grant(DATABASE, "DESCRIBE", to=f"{ACCOUNT}:IAMPrincipals"),
        "DESCRIBE",
        D,
        True,
    ),
    ("a place", grant(HERE, "DATA_LOCATION_ACCESS"), "DATA_LOCATION_ACCESS",
     Thing(location=f"{BUCKET}/orders/2026"), True),
    ("a place beside it", grant(HERE, "DATA_LOCATION_ACCESS"), "DATA_LOCATION_ACCESS",
     Thing(location=f"{BUCKET}/orders_eu"), False),
    ("the catalog", grant({"Catalog": {}}, "CREATE_DATABASE"), "CREATE_DATABASE", Thing(), True),
    ("the catalog is nobody's by itself", grant(WHOLE, "ALL"), "CREATE_DATABASE", Thing(), False),
]  # fmt: skip


@pytest.mark.parametrize(("given", "right", "thing", "expected"), [c[1:] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_a_grant_gives_what_it_says_and_no_more(given, right, thing, expected):
    verdict = lake(given).decide(ANN, right, thing)

    assert verdict.is_allowed is expected
    assert (verdict.grant is given) is expected


def test_a_verdict_says_why():
    given = grant(columns("a", "b"), "SELECT")

    assert lake(given).decide(ANN, "SELECT", A).because == (
        f"SELECT on table db.t (a, b) is granted to {ANN}"
    )
    assert lake(given).decide(BOB, "SELECT", A).because == (
        f"no grant gives {BOB} SELECT on column a of db.t"
    )


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (A, "column a of db.t"),
        (T, "table db.t"),
        (D, "database db"),
        (Thing(), "the catalog"),
        (Thing(location=BUCKET), f"location {BUCKET}"),
    ],
)
def test_a_thing_is_named(thing, words):
    assert str(thing) == words


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        (EVERY, "table db.*"),
        (all_but("b"), "table db.t (all but b)"),
        (DATABASE, "database db"),
        (HERE, f"location {BUCKET}/orders"),
        ({"Catalog": {}}, "the catalog"),
        (tagged("TABLE", pii="false true"), "what is tagged pii=false|true"),
        (cells("german"), "table db.t through the filter german"),
    ],
)
def test_a_grant_is_told_in_words(resource, words):
    assert said(grant(resource, "SELECT")) == f"SELECT on {words} is granted to {ANN}"


TAGS = LfTags(
    databases={"db": {"pii": frozenset({"false"}), "class": frozenset({"internal"})}},
    tables={("db", "secret"): {"class": frozenset({"restricted"})}},
    columns={("db", "t", "b"): {"pii": frozenset({"true"})}},
)


@pytest.mark.parametrize(
    ("resource", "right", "thing", "expected"),
    [
        (tagged("TABLE", pii="false"), "SELECT", A, True),
        (tagged("TABLE", pii="false"), "SELECT", B, False),
        (tagged("TABLE", PII="False TRUE"), "SELECT", B, True),
        (tagged("TABLE", pii="false"), "SELECT", T, True),
        (tagged("TABLE", pii="false"), "DESCRIBE", T, True),
        (tagged("TABLE", pii="false"), "DROP", T, False),
        (tagged("TABLE", pii="false", **{"class": "internal"}), "SELECT", A, True),
        (tagged("TABLE", **{"class": "internal"}), "SELECT", Thing("db", "secret"), False),
        (tagged("TABLE", **{"class": "restricted"}), "SELECT", Thing("db", "secret"), True),
        (tagged("TABLE", pii="false"), "SELECT", Thing("other", "t", "a"), False),
        (tagged("DATABASE", pii="false"), "SELECT", D, True),
        (tagged("DATABASE", pii="false"), "SELECT", A, False),
        (tagged("TABLE", pii="false"), "SELECT", D, False),
    ],
)
def test_tags_open_what_carries_them(resource, right, thing, expected):
    found = lake(grant(resource, "SELECT"), tags=TAGS).decide(ANN, right, thing)

    assert found.is_allowed is expected


FILTERS = {
    ("db", "t", "german"): CellsFilter(frozenset({"a"}), rows="country = 'DE'"),
    ("db", "t", "french"): CellsFilter(None, frozenset({"b"}), rows="country = 'FR'"),
    ("db", "t", "all"): CellsFilter(None),
}


def filtered(*names: str) -> Lake:
    return lake(*(grant(cells(name), "SELECT") for name in names), filters=FILTERS)


def test_a_filter_opens_its_columns_and_rows():
    german = filtered("german")

    assert german.decide(ANN, "SELECT", A).rows == ("country = 'DE'",)
    assert german.decide(ANN, "DESCRIBE", T).is_allowed
    assert not german.decide(ANN, "SELECT", B).is_allowed
    assert not german.decide(ANN, "SELECT", T).is_allowed
    assert not filtered("french").decide(ANN, "SELECT", B).is_allowed


def test_filters_unite_and_one_of_all_rows_beats_the_others():
    both = filtered("german", "french").decide(ANN, "SELECT", A)
    every = filtered("german", "all").decide(ANN, "SELECT", A)

    assert both.rows == ("country = 'DE'", "country = 'FR'")
    assert every.is_allowed
    assert every.rows == ()
    assert filtered("all").decide(ANN, "SELECT", T).is_allowed


def test_a_filter_that_is_gone_or_of_another_table_opens_nothing():
    assert not filtered("gone").decide(ANN, "SELECT", A).is_allowed
    assert not filtered("german").decide(ANN, "SELECT", Thing("db", "u", "a")).is_allowed


def test_administrators_describe_and_place_and_read_no_rows():
    empty = lake()

    for right, thing in (("DESCRIBE", T), ("DATA_LOCATION_ACCESS", Thing(location=BUCKET))):
        assert empty.decide(BOSS, right, thing).is_allowed
    assert empty.decide(BOSS, "CREATE_DATABASE", Thing()).because == (
        f"{BOSS} is an administrator of Lake Formation"
    )
    assert "an administrator, who may describe" in empty.decide(EYE, "DESCRIBE", T).because
    assert not empty.decide(EYE, "DATA_LOCATION_ACCESS", Thing(location=BUCKET)).is_allowed
    for right in ("SELECT", "DROP", "ALTER", "INSERT"):
        assert not empty.decide(BOSS, right, T).is_allowed


@pytest.mark.parametrize(
    "opted", [(ANN, "db", ""), (ANN, "db", "t"), (ANN, "db", "ALL_TABLES")], ids=str
)
def test_who_has_opted_in_is_held_to_grants_where_all_others_are_let_in(opted):
    hybrid = lake(grant(WHOLE, "ALL", to=EVERYBODY), opted_in=[opted])

    assert not hybrid.decide(ANN, "SELECT", A).is_allowed
    assert hybrid.decide(BOB, "SELECT", A).is_allowed


def test_all_to_whom_something_is_granted_are_known():
    assert lake(grant(WHOLE, "SELECT"), grant(EVERY, "ALL", to=BOB)).principals == {ANN, BOB}


def test_what_aws_describes_is_read_in_small_letters():
    some = {"ColumnNames": ["A"], "RowFilter": {"FilterExpression": "country = 'DE'"}}
    tags = [{"TagKey": "Domain", "TagValues": ["Sales"]}]

    assert cells_filter(some) == CellsFilter(frozenset({"a"}), rows="country = 'DE'")
    assert cells_filter({"ColumnWildcard": {"ExcludedColumnNames": ["B"]}}) == CellsFilter(
        None, frozenset({"b"})
    )
    assert tags_of(tags) == {"domain": {"sales"}}
    assert tags_of(None) == {}
