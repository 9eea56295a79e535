"""What is read of a cloud, in the shapes of AWS that the local AWS does not have."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from meshwright.access.grant import listed
from meshwright.access.lake import CellsFilter
from meshwright.operations.proof.filters import listed_filter
from meshwright.operations.proof.found import (
    _filters,  # pyright: ignore[reportPrivateUsage] - read apart
    _locations,  # pyright: ignore[reportPrivateUsage] - read apart
    _opted_in,  # pyright: ignore[reportPrivateUsage] - read apart
    _through,  # pyright: ignore[reportPrivateUsage] - read apart
)
from meshwright.operations.proof.planned import tags_of
from meshwright.operations.proof.policies import stores
from meshwright.operations.proof.reach import Store

EVE = "arn:aws:iam::111122223333:role/eve"
FILTER = {"TableCatalogId": "1", "DatabaseName": "d", "TableName": "t", "Name": "f"}


class Answering:
    """A cloud that answers every listing alike."""

    def __init__(self, *entries: Any) -> None:
        self.entries = entries

    def pages(self, *_: Any, **__: Any) -> Iterator[Any]:
        yield from self.entries

    def listed(self, *_: Any, **__: Any) -> list[Any]:
        return list(self.entries)


def test_a_filter_is_read_with_its_columns_and_rows():
    rows = {"FilterExpression": "NOT a <= 1"}

    assert listed_filter({**FILTER, "ColumnNames": ["A", "b"], "RowFilter": rows}) == (
        ("d", "t", "f"),
        CellsFilter(frozenset({"a", "b"}), rows="a > 1"),
    )
    wildcard = {"ExcludedColumnNames": ["C"]}
    _, of_all = listed_filter(
        {**FILTER, "ColumnWildcard": wildcard, "RowFilter": {"AllRowsWildcard": {}}}
    )
    assert of_all == CellsFilter(None, frozenset({"c"}))


def test_an_expression_that_the_mesh_does_not_read_is_kept_as_it_is():
    rows = {"FilterExpression": "lower(a) = 'x'"}

    _, found = listed_filter({**FILTER, "ColumnNames": ["a"], "RowFilter": rows})

    assert found.rows == "lower(a) = 'x'"


def test_the_filters_of_a_table_are_read_and_the_grants_on_each():
    entry = {
        "Principal": {"DataLakePrincipalIdentifier": EVE},
        "Resource": {"DataCellsFilter": FILTER},
        "Permissions": ["SELECT"],
    }
    listing: Any = Answering({**FILTER, "ColumnNames": ["a"]})

    filters = dict(_filters(listing, [("d", "t")]))

    assert filters == {("d", "t", "f"): CellsFilter(frozenset({"a"}))}
    assert list(_through(Answering(entry), filters, "1")) == [listed(entry)]  # pyright: ignore[reportArgumentType] - a cloud


def test_who_has_opted_in_is_read_with_what_to():
    def entry(resource: dict[str, Any]) -> dict[str, Any]:
        return {"Principal": {"DataLakePrincipalIdentifier": EVE}, "Resource": resource}

    cloud: Any = Answering(
        entry({"Database": {"Name": "d"}}),
        entry({"Table": {"DatabaseName": "d", "Name": "t"}}),
        entry({"Table": {"DatabaseName": "d", "TableWildcard": {}}}),
    )

    assert list(_opted_in(cloud)) == [(EVE, "d", ""), (EVE, "d", "t"), (EVE, "d", "")]


def test_a_place_says_whether_it_is_hybrid():
    cloud: Any = Answering(
        {"ResourceArn": "arn:aws:s3:::b/", "RoleArn": EVE, "HybridAccessEnabled": True}
    )

    ((arn, place),) = _locations(cloud)

    assert (arn, place.role, place.is_hybrid) == ("arn:aws:s3:::b", EVE, True)


def test_tags_are_read_of_databases_tables_and_columns():
    tags = [{"key": "PII", "value": "True"}]
    table = {"databaseName": "d", "name": "t"}

    found = tags_of(
        [
            {"database": {"name": "d"}, "lfTags": tags},
            {"table": table, "lfTags": tags},
            {"tableWithColumns": {**table, "columnNames": ["a"]}, "lfTags": tags},
        ]
    )

    expected = {"pii": frozenset({"true"})}
    assert found.databases == {"d": expected}
    assert found.tables == {("d", "t"): expected}
    assert found.columns == {("d", "t", "a"): expected}


def test_a_bucket_whose_key_is_awss_own_has_no_policy_of_a_key():
    default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    answers: Any = SimpleNamespace(
        head_bucket=lambda **_: {},
        get_bucket_policy=lambda **_: {"Policy": '{"Version": "2012-10-17", "Statement": []}'},
        get_bucket_encryption=lambda **_: {
            "ServerSideEncryptionConfiguration": {"Rules": [default]}
        },
    )
    cloud: Any = SimpleNamespace(client=lambda _service: answers)
    wanted = Store("arn:aws:s3:::b", "1", "eu-central-1", None, None)

    (found,) = stores(cloud, [wanted])

    assert found.key is None
    assert found.policy is not None
