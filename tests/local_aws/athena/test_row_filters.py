"""Rows that a data cells filter hides are not there for who has it, whatever a query asks."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.athena.test_rights import READS, RESULTS, Roles, allow, roles  # noqa: F401 - a fixture
from local_aws.iceberg.lake import ACCOUNT

TABLE = {"TableCatalogId": ACCOUNT, "DatabaseName": "sales", "TableName": "orders"}


class Filters:
    """Filters on the orders, and who has them."""

    def __init__(self, roles: Roles) -> None:  # noqa: F811 - the fixture's value
        self.roles, self.lake = roles, roles.client("lakeformation")

    def make(self, name: str, rows: str | None, *columns: str) -> None:
        self.lake.create_data_cells_filter(TableData=data(name, rows, *columns))

    def grant(self, role: str, name: str) -> None:
        self.roles.grant(role, ["SELECT"], {"DataCellsFilter": {**TABLE, "Name": name}})


def data(name: str, rows: str | None, *columns: str) -> dict[str, object]:
    shown = {"FilterExpression": rows} if rows is not None else {"AllRowsWildcard": {}}
    return {**TABLE, "Name": name, "RowFilter": shown, "ColumnNames": list(columns)}


@pytest.fixture
def filters(roles: Roles) -> Filters:  # noqa: F811
    return Filters(roles)


@pytest.fixture
def reader(filters: Filters) -> str:
    return filters.roles.create("reader", allow(*READS), allow("s3:PutObject", on=RESULTS))


def refused(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return str(error.value)


def test_hidden_rows_and_columns_are_not_there(filters: Filters, reader: str) -> None:
    filters.make("few", "(amount > 1) AND (order_id <> 'b')", "order_id", "day")
    filters.grant(reader, "few")
    asking = filters.roles.athena(reader)

    assert asking.rows("SELECT * FROM orders") == [("a", "2026-01-01")]
    assert asking.rows("SELECT count(*), max(order_id) FROM orders") == [("1", "a")]
    assert asking.rows("SELECT day FROM orders WHERE order_id = 'b'") == []
    assert len(asking.rows('SELECT "$path" FROM orders')) == 1
    assert "COLUMN_NOT_FOUND" in asking.failure("SELECT amount FROM orders")


def test_an_error_tells_nothing_of_a_hidden_row(filters: Filters, reader: str) -> None:
    filters.make("few", "order_id = 'a'", "order_id")
    filters.grant(reader, "few")

    asked = "SELECT order_id FROM orders WHERE order_id = 'a' OR CAST(order_id AS integer) = 1"

    # An engine that looks at 'b' too fails, and says at what.
    assert filters.roles.athena(reader).rows(asked) == [("a",)]


def test_filters_of_the_same_columns_unite(filters: Filters, reader: str) -> None:
    for name, rows in (("one", "order_id = 'a'"), ("other", "amount IS NULL")):
        filters.make(name, rows, "order_id")
        filters.grant(reader, name)
    asking = filters.roles.athena(reader)

    assert asking.rows("SELECT order_id FROM orders ORDER BY 1") == [("a",), ("c",)]

    filters.make("all", None, "order_id")
    filters.grant(reader, "all")

    assert len(asking.rows("SELECT order_id FROM orders")) == 3


def test_columns_of_which_other_rows_are_seen_are_not_answered(
    filters: Filters, reader: str
) -> None:
    filters.make("one", "order_id = 'a'", "order_id")
    filters.make("other", "order_id = 'b'", "day")
    for name in ("one", "other"):
        filters.grant(reader, name)

    assert "NOT_SUPPORTED" in filters.roles.athena(reader).failure("SELECT * FROM orders")


def test_a_filter_changed_by_hand_holds_as_it_is(filters: Filters, reader: str) -> None:
    filters.make("few", "order_id = 'a'", "order_id")
    filters.grant(reader, "few")
    changed = data("few", "order_id = 'b'", "order_id")

    filters.lake.update_data_cells_filter(TableData=changed)

    assert filters.roles.athena(reader).rows("SELECT * FROM orders") == [("b",)]
    (said,) = filters.lake.list_data_cells_filter()["DataCellsFilters"]
    assert said == {**changed, "VersionId": "2"}
    stale = {**changed, "VersionId": "1"}
    assert "Concurrent" in refused(filters.lake.update_data_cells_filter, TableData=stale)


def test_a_filter_that_goes_takes_its_grants_along(filters: Filters, reader: str) -> None:
    filters.make("few", "order_id = 'a'", "order_id")
    filters.grant(reader, "few")

    filters.lake.delete_data_cells_filter(**TABLE, Name="few")
    filters.make("few", "order_id = 'a'", "order_id")

    failure = filters.roles.athena(reader).failure("SELECT * FROM orders")
    assert "Insufficient Lake Formation permission" in failure


def test_with_a_table_its_filters_go(filters: Filters, reader: str) -> None:
    filters.make("few", "order_id = 'a'", "order_id")
    filters.grant(reader, "few")

    filters.roles.client("glue").delete_table(DatabaseName="sales", Name="orders")

    assert filters.lake.list_data_cells_filter()["DataCellsFilters"] == []


def test_filters_are_listed_in_pages(filters: Filters) -> None:
    for name in ("a", "b", "c"):
        filters.make(name, "order_id = 'a'", "order_id")
    table = {"DatabaseName": "sales", "Name": "orders"}

    first = filters.lake.list_data_cells_filter(Table=table, MaxResults=2)
    rest = filters.lake.list_data_cells_filter(Table=table, NextToken=first["NextToken"])
    others = filters.lake.list_data_cells_filter(Table={"DatabaseName": "x", "Name": "orders"})

    assert [len(each["DataCellsFilters"]) for each in (first, rest, others)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"RowFilter": {"FilterExpression": "amount = 'x'"}}, "Invalid filter expression"),
        ({"RowFilter": {"FilterExpression": "lower(order_id) = 'x'"}}, "takes no functions"),
        ({"RowFilter": {}}, "Either a filter expression or"),
        ({"ColumnNames": ["nothing"]}, "Column nothing does not exist"),
        ({"ColumnNames": []}, "Either column names or"),
        ({"ColumnWildcard": {}}, "Either column names or"),
        ({"Name": "x" * 256}, "The name of a filter"),
        ({"TableName": "nothing"}, "Table not found"),
        ({"DatabaseName": "nothing"}, "Table not found"),
        ({"Name": "taken"}, "already exists"),
    ],
)
def test_what_no_filter_can_be_is_refused(
    filters: Filters, changes: dict[str, object], said: str
) -> None:
    filters.make("taken", "order_id = 'a'", "order_id")
    asked = {**data("new", "order_id = 'a'", "order_id"), **changes}

    assert said in refused(filters.lake.create_data_cells_filter, TableData=asked)


def test_what_is_not_there_is_not_found(filters: Filters, reader: str) -> None:
    lake = filters.lake
    named = {**TABLE, "Name": "nothing"}
    grant: dict[str, Any] = {
        "Principal": {"DataLakePrincipalIdentifier": reader},
        "Resource": {"DataCellsFilter": named},
        "Permissions": ["SELECT"],
    }

    for call, arguments in (
        (lake.get_data_cells_filter, named),
        (lake.get_data_cells_filter, {**named, "TableCatalogId": "999900001111"}),
        (lake.delete_data_cells_filter, named),
        (lake.update_data_cells_filter, {"TableData": data("nothing", None, "order_id")}),
        (lake.grant_permissions, grant),
    ):
        assert "EntityNotFoundException" in refused(call, **arguments)


def test_an_update_is_looked_at_as_a_new_filter_is(filters: Filters) -> None:
    filters.make("few", "order_id = 'a'", "order_id")

    asked = data("few", "order_id = 1", "order_id")

    assert "Invalid filter" in refused(filters.lake.update_data_cells_filter, TableData=asked)


def test_who_sees_some_rows_writes_none(filters: Filters, reader: str) -> None:
    filters.make("few", "order_id = 'a'", "order_id", "amount", "day", "count")
    filters.roles.grant_table(reader, "INSERT")

    with pytest.raises(ClientError, match="Permissions modification is invalid"):
        filters.grant(reader, "few")


def test_a_wildcard_shows_all_columns_but_those_left_out(filters: Filters, reader: str) -> None:
    wide = {"ColumnWildcard": {"ExcludedColumnNames": ["amount", "day"]}}
    rows = {"RowFilter": {"FilterExpression": "order_id = 'a'"}}
    filters.lake.create_data_cells_filter(TableData={**TABLE, "Name": "wide", **rows, **wide})
    filters.grant(reader, "wide")

    assert filters.roles.athena(reader).rows("SELECT * FROM orders") == [("a", "1")]
