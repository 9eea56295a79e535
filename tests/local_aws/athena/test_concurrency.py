"""Readers see whole snapshots, writers that are late conflict, and queries end when asked to."""

import time
from concurrent.futures import ThreadPoolExecutor

from local_aws.athena.athena import Athena
from local_aws.iceberg.lake import Lake, field

TWO = "INSERT INTO orders (order_id, count) VALUES ('{0}a', 1), ('{0}b', 1)"
ENDLESS = (
    "SELECT count(*) AS n FROM (SELECT a.order_id || g.order_id AS pair FROM orders a"
    " CROSS JOIN orders b CROSS JOIN orders c CROSS JOIN orders d CROSS JOIN orders e"
    " CROSS JOIN orders f CROSS JOIN orders g) x WHERE x.pair LIKE '%z%'"
)


def counted(athena: Athena) -> int:
    ((count,),) = athena.rows("SELECT count(*) AS n FROM orders")
    return int(count or 0)


def test_a_reader_sees_all_of_a_commit_or_nothing(athena: Athena) -> None:
    writes = [athena.start(TWO.format(number)) for number in range(6)]
    seen: list[int] = []

    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(lambda: [athena.ended(name) for name in writes])
        while not ended.done() or not seen:
            seen.append(counted(athena))
        seen.append(counted(athena))

    assert {each["Status"]["State"] for each in ended.result()} == {"SUCCEEDED"}
    assert seen[-1] == 12
    assert seen == sorted(seen)
    assert not [count for count in seen if count % 2]


def test_of_two_changes_from_one_snapshot_one_conflicts(athena: Athena, lake: Lake) -> None:
    rows = ", ".join(f"('{number}', 0)" for number in range(50))
    athena.run(f"INSERT INTO orders (order_id, count) VALUES {rows}")
    change = (
        "MERGE INTO orders t USING (SELECT order_id, count + 1 AS n FROM orders) s"
        " ON t.order_id = s.order_id WHEN MATCHED THEN UPDATE SET count = s.n"
    )

    with ThreadPoolExecutor(4) as pool:
        ended = [*pool.map(athena.ended, [athena.start(change) for _ in range(4)])]

    won = sum(each["Status"]["State"] == "SUCCEEDED" for each in ended)
    reasons = [each["Status"].get("StateChangeReason", "") for each in ended]
    assert won >= 1
    assert all("ICEBERG_COMMIT_ERROR" in reason for reason in reasons if reason)
    assert athena.rows("SELECT DISTINCT count FROM orders") == [(str(won),)]
    assert len(lake.metadata()["snapshots"]) == 1 + won


def test_a_query_is_cancelled_while_it_runs(athena: Athena) -> None:
    rows = ", ".join(f"('{number}')" for number in range(300))
    athena.run(f"INSERT INTO orders (order_id) VALUES {rows}")
    name = athena.start(ENDLESS)
    time.sleep(0.5)

    athena.client.stop_query_execution(QueryExecutionId=name)

    said = athena.ended(name)
    assert said["Status"]["State"] == "CANCELLED"
    assert athena.rows("SELECT 1 AS n") == [("1",)]


def test_rows_of_more_than_a_hundred_partitions_are_refused(athena: Athena, lake: Lake) -> None:
    lake.create([field(1, "k", "int")], name="parted", partition=1)
    rows = ", ".join(f"({number})" for number in range(101))

    said = athena.failure(f"INSERT INTO parted VALUES {rows}")

    assert "Exceeded limit of 100 open writers for partitions" in said
    assert athena.changed("INSERT INTO parted SELECT k FROM (VALUES (1), (2)) AS v (k)") == 2
    assert "snapshots" in lake.metadata("parted")
