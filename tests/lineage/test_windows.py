"""Which queries may make some days anew, and that those which may give what the whole gives."""

import random
from pathlib import Path

import pytest

from meshwright.lineage.check import query_findings
from meshwright.specs.load import load_mesh

from jobs.lake import Lake, job

DOMAIN = "owner: a@acme.example\ndescription: d\ncostCenter: cc-1\nclassification: internal\n"
SHOP = """\
description: What is sold and comes back.
tables:
  sold:
    partitionBy: [day]
    columns: {id: bigint, shop: string, pieces: int, day: date, sent: date}
  returned:
    partitionBy: [day]
    columns: {id: bigint, shop: string, pieces: int, day: date}
  shops:
    columns: {shop: string, city: string, opened: date}
"""
CODES = "description: Codes.\ntables: {codes: {columns: {shop: string}}}\n"
REPORT = """\
description: A report.
inputs: [sales.shop, sales.codes]
tables:
  report:
    format: iceberg
    query: report.sql
    primaryKey: [k, day]
    partitionBy: [day]
    window: 2d
    columns: {k: string, day: date, n: bigint}
"""
SOLD, RETURNED, SHOPS = ("sales__shop.sold", "sales__shop.returned", "sales__shop.shops")
BY_DAY = f"select shop, day, sum(pieces) as n from {SOLD} group by shop, day"
ALONE = {
    "rows": f"select shop as k, day, pieces as n from {SOLD} where pieces > 1",
    "groups": f"select shop as k, day, count(*) as n from {SOLD} group by shop, day"
    " having count(*) > 1",
    "groups by number": f"select shop as k, day, max(pieces) as n from {SOLD} group by 1, 2",
    "names of codes": f"select s.city as k, o.day, sum(o.pieces) as n from {SOLD} o"
    f" join {SHOPS} s on s.shop = o.shop group by s.city, o.day",
    "a left join of codes": f"select coalesce(s.city, '-') as k, o.day, count(*) as n from {SOLD} o"
    f" left join {SHOPS} s on s.shop = o.shop group by coalesce(s.city, '-'), o.day",
    "two tables by day": f"select o.shop as k, o.day, sum(r.pieces) as n from {SOLD} o"
    f" left join {RETURNED} r on r.shop = o.shop and r.day = o.day group by o.shop, o.day",
    "the other table's day": f"select o.shop as k, r.day, count(*) as n from {SOLD} o"
    f" join {RETURNED} r on r.id = o.id where o.day = r.day group by o.shop, r.day",
    "a WITH by day": f"with d as ({BY_DAY}) select shop as k, day, n from d where n > 2",
    "a WITH joined by day": f"with d as ({BY_DAY}) select r.shop as k, r.day, max(d.n) as n"
    f" from {RETURNED} r join d on d.shop = r.shop and d.day = r.day group by r.shop, r.day",
    "a window function in the day": "select shop as k, day, row_number() over"
    f" (partition by day, shop order by id) as n from {SOLD} where pieces > 2",
    "both": f"select shop as k, day, pieces as n from {SOLD} where id < 5 union all"
    f" select shop, day, count(*) from {RETURNED} group by shop, day",
    "all but": f"select shop as k, day, 1 as n from {SOLD} except"
    f" select shop, day, 1 from {RETURNED}",
    "distinct rows": f"select distinct shop as k, day, 1 as n from {SOLD}",
    "brackets": f"(select shop as k, day, pieces as n from {SOLD}) union all"
    f" (select r.shop, r.day, r.n from (select shop, day, 1 as n from {RETURNED}) r)",
    "codes crossed": f"select o.shop as k, o.day, count(*) as n from {SOLD} o cross join {SHOPS} s"
    " cross join unnest(array[1, 2]) as u (x) group by o.shop, o.day",
    "a filtered count in the day": "select shop as k, day, count(*) filter (where pieces > 1)"
    f" over (partition by day) as n from {SOLD}",
    "codes counted first": f"with c as (select shop, max(city) as city from {SHOPS} group by shop)"
    f" select c.city as k, o.day, max(o.id) as n from {SOLD} o join c on c.shop = o.shop"
    " group by c.city, o.day",
    "codes in an expression": f"select shop as k, day, pieces as n from {SOLD}"
    f" where shop in (select shop from {SHOPS} where city = 'x')",
}
REFUSED = {
    "the day is computed": f"select shop as k, date_add('day', 1, day) as day, 1 as n from {SOLD}",
    "LIMIT takes of all days": f"select shop as k, day, 1 as n from {SOLD} order by id limit 3",
    "the day is computed, and not": f"select shop as k, max(day) as day, 1 as n from {SOLD}"
    " group by shop",
    "the day is not in GROUP BY": f"with t as (select shop, sum(pieces) as n from {RETURNED}"
    f" group by shop) select o.shop as k, o.day, t.n from {SOLD} o join t on t.shop = o.shop",
    "a window function sees several days": "select shop as k, day, row_number() over"
    f" (partition by shop order by id) as n from {SOLD}",
    "is read for all days": f"select o.shop as k, o.day, 1 as n from {SOLD} o"
    f" join {RETURNED} r on r.shop = o.shop",
    "is joined with itself": f"select o.shop as k, o.day, 1 as n from {SOLD} o"
    f" join {SOLD} b on b.shop = o.shop and b.day = o.day",
    "sees all days": f"select shop as k, day, (select max(pieces) from {RETURNED}) as n"
    f" from {SOLD}",
    "an outer join leaves the day empty": f"select s.shop as k, o.day, 1 as n from {SHOPS} s"
    f" left join {SOLD} o on o.shop = s.shop",
    "a condition of another join": f"select o.shop as k, o.day, r.pieces as n from {SOLD} o"
    f" join {RETURNED} r on r.shop = o.shop"
    f" left join {SHOPS} x on x.shop = o.shop and r.day = o.day",
}


def findings(root: Path, sql: str) -> list[tuple[str, str]]:
    files = {
        "domains/sales/domain.yaml": DOMAIN,
        "domains/sales/shop/product.yaml": SHOP,
        "domains/sales/codes/product.yaml": CODES,
        "domains/sales/report/product.yaml": REPORT,
        "domains/sales/report/report.sql": sql,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    loaded = load_mesh(root)
    assert not loaded.findings
    return [(finding.code, finding.message) for finding in query_findings(loaded.mesh)]


@pytest.mark.parametrize("name", ALONE)
def test_days_that_come_from_their_own_rows_are_made_alone(name: str, tmp_path: Path) -> None:
    assert findings(tmp_path, ALONE[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_day_that_depends_on_others_is_found(name: str, tmp_path: Path) -> None:
    found = findings(tmp_path, REFUSED[name])

    assert {code for code, _ in found} == {"SQL023"}
    if name != "a condition of another join":
        assert any(name in message for _, message in found), found


@pytest.mark.parametrize("product", ["shop", "codes"])
def test_a_producer_that_cannot_be_read_says_nothing_of_days(product: str, tmp_path: Path) -> None:
    joined = "join sales__codes.codes c on c.shop = o.shop where o.pieces > 1"
    findings(tmp_path, f"select o.shop as k, o.day, o.pieces as n from {SOLD} o {joined}")
    (tmp_path / f"domains/sales/{product}/product.yaml").write_text("tables: [", "utf-8")

    found = query_findings(load_mesh(tmp_path).mesh)

    assert [finding.code for finding in found] == []


def test_a_table_without_a_window_may_look_at_all_days(tmp_path: Path) -> None:
    findings(tmp_path, REFUSED["sees all days"])
    product = tmp_path / "domains/sales/report/product.yaml"
    product.write_text(REPORT.replace("    window: 2d\n", ""), "utf-8")

    assert query_findings(load_mesh(tmp_path).mesh) == ()


def test_a_day_that_is_no_partition_is_a_warning(tmp_path: Path) -> None:
    sql = f"select shop as k, opened as day, 1 as n from {SHOPS}"

    ((code, message),) = findings(tmp_path, sql)

    assert (code, "each run reads that table whole" in message) == ("SQL024", True)


@pytest.mark.parametrize("name", ALONE)
def test_a_window_after_changes_in_it_gives_what_the_whole_gives(name: str) -> None:
    """Rows of the last days change at random; older ones and the codes stay."""
    chance = random.Random(name)  # noqa: S311 - a sample, not a secret
    columns = {"k": "string", "day": "date", "n": "bigint"}
    rows = ALONE[name].replace("sales__shop.", "src.")
    query = f"SELECT DISTINCT k, day, coalesce(n, 0) AS n FROM ({rows})"
    lake = Lake(job(query, columns, primaryKey=["k", "day", "n"], partitionBy=["day"], window="2d"))
    lake.duck.execute("CREATE TABLE src.shops AS SELECT * FROM (VALUES ('a', 'x', NULL),"
                      " ('b', 'y', NULL)) t(shop, city, opened)")  # fmt: skip
    for table in ("sold", "returned"):
        lake.duck.execute(f"CREATE TABLE src.{table} (id BIGINT, shop VARCHAR, pieces INTEGER,"
                          " day DATE, sent DATE)")  # fmt: skip
    changed(lake, chance, range(1, 11))
    lake.run()
    for _ in range(4):
        changed(lake, chance, range(8, 12))

        lake.run((1, "2026-01-10", "9999-12-31"))

        assert lake.made() == lake.rows(f"{query} ORDER BY ALL")


def changed(lake: Lake, chance: random.Random, days: range) -> None:
    """Puts others in the place of the rows of those days of January."""
    for table in ("sold", "returned"):
        lake.duck.execute(f"DELETE FROM src.{table} WHERE day(day) >= ?", [days[0]])
        for day in days:
            for _ in range(chance.randint(0, 3)):
                row = [chance.randint(1, 6), chance.choice("abc"), chance.randint(1, 4), day]
                lake.duck.execute(
                    f"INSERT INTO src.{table} VALUES (?, ?, ?, make_date(2026, 1, ?), NULL)", row
                )
