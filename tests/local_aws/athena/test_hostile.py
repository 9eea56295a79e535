"""Hostile queries reach nothing at run time: no file, no network, no rows of others."""

import pytest

from lineage import corpus

from local_aws.athena.athena import Athena

HOSTILE = [case for case in corpus.cases() if case.kind == "hostile"]
ENDED = ("SUCCEEDED", "FAILED")
REACHING = [
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from read_parquet('s3://acme-sales/orders/data/*.parquet')",
    "select content from read_text('/etc/passwd')",
    "select * from glob('/*')",
    "select * from duckdb_settings()",
    "select * from input_0",
    "select * from main.input_0",
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_tables",
    "select getenv('HOME') as h",
    "copy (select 1) to '/tmp/x'",
    "attach '/tmp/x.db' as x",
    "install httpfs",
    "set enable_external_access = true",
    "pragma database_list",
    "create table x as select 1 as n",
    "create view v as select 1 as n",
    "drop table sales.orders",
    "alter table sales.orders add columns (x string)",
    "call something()",
    "export database '/tmp/x'",
    "select * from sales.orders; select 1",
    "insert into sales.orders select * from read_csv('/etc/passwd')",
    "delete from sales.orders where order_id in (select content from read_text('/etc/passwd'))",
    "delete from sales.orders where order_id = 'a' union select 1, 2",
    "merge into sales.orders t using (select * from read_csv('/etc/passwd')) s on t.order_id = s.x"
    " when matched then delete",
    "unload (select 1) to 's3://acme-sales/x' with (format = 'PARQUET')",
    "explain analyze select 1",
    "execute something",
]


@pytest.mark.parametrize("sql", REACHING)
def test_what_reaches_beyond_the_tables_is_refused(athena: Athena, sql: str) -> None:
    said = athena.failure(sql)

    assert "root:" not in said
    assert "GENERIC_INTERNAL_ERROR" not in said


def test_a_hostile_query_is_refused_or_ends(athena: Athena) -> None:
    names = {case.name: athena.start(case.sql) for case in HOSTILE if len(case.sql) <= 262_144}

    ended = {name: athena.ended(id_)["Status"] for name, id_ in names.items()}

    assert len(ended) >= 40
    assert {status["State"] for status in ended.values()} <= set(ENDED)
    broken = [n for n, s in ended.items() if "GENERIC_INTERNAL" in s.get("StateChangeReason", "")]
    assert broken == []
    assert athena.rows("select 1 as n") == [("1",)]
