"""Statements that write are read where that is asked for, and their queries by the same rules."""

from typing import Any

from sqlglot import exp

from meshwright.athena.chains import balanced
from meshwright.athena.context import Context
from meshwright.athena.queries import analysed
from meshwright.athena.reading import FOR_MACHINES, Text, checked, read, statement
from meshwright.athena.relations import Column, Relation
from meshwright.athena.values import BIGINT, STRING, Value

ORDERS = Relation(
    (Column("id", Value(BIGINT)), Column("$path", Value(STRING), is_hidden=True)), title="orders"
)


def text(sql: str) -> Text:
    return Text("", sql)


def test_a_merge_is_a_statement_and_no_query() -> None:
    sql = "MERGE INTO a USING b ON a.k = b.k WHEN MATCHED THEN DELETE"

    assert isinstance(statement(text(sql)), exp.Merge)
    assert isinstance(read(text(sql)), tuple)


def test_a_statement_is_held_to_athenas_signs() -> None:
    found = statement(text("DELETE FROM a WHERE b::int = 1"))

    assert isinstance(found, tuple)
    assert found[0].code == "SQL001"


def test_a_statement_that_nests_too_deep_is_refused() -> None:
    found = statement(text("DELETE FROM a WHERE " + "NOT " * 3_000 + "b"))

    assert isinstance(found, tuple)
    assert found[0].code == "SQL004"


def test_a_query_that_is_made_of_parts_is_checked_like_any_other() -> None:
    sampled = exp.Table(this=exp.to_identifier("t"), sample=exp.TableSample())
    lateral = exp.select("a").from_(sampled)
    plain = exp.select("a").from_("t")

    assert checked(text("select a from t"), plain) == ()
    assert [f.code for f in checked(text("select a from t"), lateral)] == ["SQL001"]


def opened(database: str, name: str) -> Relation | str:
    return ORDERS if (database, name) == ("sales", "orders") else "there is none"


def analysis(sql: str, **more: Any) -> tuple[list[str], list[str]]:
    """The columns of a query and the codes of its findings."""
    tree = read(text(sql))
    assert isinstance(tree, exp.Query)
    context = Context(text(sql), opened, **more)
    found = analysed(context, tree)
    return [column.name for column in found.columns], [f.code for f in context.findings]


def test_a_table_without_a_database_lies_in_that_of_the_context() -> None:
    assert analysis("select id from orders", database="sales") == (["id"], [])
    assert analysis("with orders as (select 1 as n) select n from orders", database="sales") == (
        ["n"],
        [],
    )


def test_a_table_is_named_with_its_catalog_where_that_is_known() -> None:
    sql = "select id from awsdatacatalog.sales.orders"

    assert analysis(sql, catalog="awsdatacatalog") == (["id"], [])
    assert analysis(sql)[1] == ["SQL005"]


def test_a_hidden_column_is_named_alone() -> None:
    assert analysis('select "$path" from sales.orders') == (["$path"], [])
    assert analysis("select * from sales.orders") == (["id"], [])


def depth(tree: exp.Expr) -> int:
    return 1 + max((depth(inner) for inner in tree.iter_expressions()), default=0)


def test_a_long_chain_is_as_deep_as_it_has_to_be_for_machines() -> None:
    names = [f"c{number}" for number in range(200)]
    joined, met = " || ".join(names), " and ".join(names)
    sql = f"select {joined} as t from t where {met}"  # noqa: S608 - written here

    for_people, for_machines = read(text(sql)), read(text(sql), FOR_MACHINES)

    assert isinstance(for_people, tuple)
    assert isinstance(for_machines, exp.Query)
    assert depth(for_machines) < 20
    assert [column.name for column in for_machines.find_all(exp.Column, bfs=False)] == names * 2


def test_a_short_chain_stays_as_it_is() -> None:
    chain = exp.and_(*map(exp.column, "abc"))

    assert balanced(chain.copy()) == chain


def test_a_chain_that_is_a_whole_tree_is_rebuilt_too() -> None:
    chain = exp.and_(*(exp.column(f"c{number}") for number in range(20)))

    assert depth(balanced(chain)) < depth(exp.and_(*map(exp.column, "abcdefghijklmnopqrst")))
    assert len(list(balanced(chain).find_all(exp.Column))) == 20
