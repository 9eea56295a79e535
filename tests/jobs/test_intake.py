"""Files that land, and the rows that they become."""

from typing import Any

import pytest

from jobs.interpreter import Failed
from jobs.lake import World, source_job

COLUMNS = {
    "k": "bigint",
    "price": "decimal(6,2)",
    "day": "date",
    "kind": {"type": "string", "enum": ["a", "b"]},
}
GOOD = ("1", "10.50", "2026-01-31", "a")


def world(columns: Any = None, query: str = "", **source: Any) -> World:
    given = {"format": "csv", **source}
    return World(source_job(columns or COLUMNS, query, source=given))


def keys(made: World) -> list[int]:
    return [row[0] for row in made.lake.made()]


def test_a_file_becomes_typed_rows() -> None:
    made = world()
    made.lake.land("s3://l/made/1.csv", GOOD, ("2", "", "", ""))

    made.run()

    rows = [tuple(map(str, row)) for row in made.lake.made()]
    assert rows == [("1", "10.50", "2026-01-31", "a"), ("2", "None", "None", "None")]
    told = made.objects["runs/out/run.json"]["tables"][0]
    assert (told["files"], told["lines"], told["rejected"], told["rows"]) == (1, 2, 0, 2)


def test_a_file_is_taken_once() -> None:
    made = world()
    made.lake.land("one.csv", GOOD)
    made.run()
    made.statements.clear()

    made.run()

    assert not any(text.startswith(("MERGE", "UPDATE")) for text in made.statements)
    told = made.objects["runs/out/run.json"]["tables"][0]
    assert (told["state"], told["files"], keys(made)) == ("unchanged", 0, [1])


def test_a_file_that_comes_again_under_another_name_changes_nothing() -> None:
    made = world()
    made.lake.land("one.csv", GOOD)
    made.run()
    made.lake.land("renamed.csv", GOOD, hour=2)

    made.run()

    told = made.objects["runs/out/run.json"]["tables"][0]
    assert (told["state"], told["files"], told["changed"]) == ("unchanged", 1, 0)
    assert keys(made) == [1]


def test_further_files_add_rows_and_the_last_written_line_of_a_key_holds() -> None:
    made = world()
    made.lake.land("one.csv", GOOD)
    made.run()
    made.lake.vanish("one.csv")
    made.lake.land("new.csv", ("1", "30", "", ""), ("3", "3", "", ""), hour=9)
    made.lake.land("old.csv", ("1", "20", "", ""), ("2", "2", "", ""), hour=8)

    made.run()

    assert [(row[0], int(row[1])) for row in made.lake.made()] == [(1, 30), (2, 2), (3, 3)]


def test_a_snapshot_takes_the_place_of_all_rows() -> None:
    made = world(delivery="snapshot")
    made.lake.land("one.csv", GOOD, ("2", "", "", ""))
    made.run()
    made.lake.land("two.csv", ("3", "", "", ""), hour=2)

    made.run()

    assert keys(made) == [3]


def test_without_a_new_file_a_snapshot_stays() -> None:
    made = world(delivery="snapshot")
    made.lake.land("one.csv", GOOD)
    made.run()

    made.run(name="again")

    told = made.objects["runs/out/again.json"]["tables"][0]
    assert keys(made) == [1]
    assert (told["files"], told["rows"]) == (0, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("x", "1", "", ""), "k is no bigint"),
        (("", "1", "", ""), "k has no value"),
        (("99999999999999999999", "", "", ""), "k is no bigint"),
        ((" 7", "", "", ""), "k is no bigint"),
        (("7", "1.239", "", ""), "price is no decimal(6,2)"),
        (("7", "1e2", "", ""), "price is no decimal(6,2)"),
        (("7", "12345.00", "", ""), "price is no decimal(6,2)"),
        (("7", "", "2026-02-30", ""), "day is no date"),
        (("7", "", "31.01.2026", ""), "day is no date"),
        (("7", "", "", "c"), "kind is none of its values"),
        (("7", "x", "y", ""), "price is no decimal(6,2); day is no date"),
        (("7", "", "", "caf\N{REPLACEMENT CHARACTER}"), "the line is not UTF-8"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_kept_with_its_reason(
    line: tuple[str, ...], reason: str
) -> None:
    made = world(maxRejects=1)
    made.lake.land("one.csv", GOOD, line)

    made.run()

    assert keys(made) == [1]
    ((file, said, values, rows),) = made.lake.rejects()
    assert (file, values, rows) == ("one.csv", ",".join(line), 1)
    assert reason in said


def test_a_decimal_without_a_scale_is_a_whole_number() -> None:
    made = world({"k": "decimal(6,0)"}, maxRejects=1)
    made.lake.land("one.csv", ("12.00",), ("1.5",))

    made.run()

    assert keys(made) == [12]
    assert [row[1] for row in made.lake.rejects()] == ["k is no decimal(6,0)"]


def test_a_key_that_comes_again_in_a_file_is_refused() -> None:
    made = world(maxRejects=1)
    made.lake.land("one.csv", GOOD, GOOD)

    made.run()

    assert keys(made) == [1]
    assert [row[1] for row in made.lake.rejects()] == ["k comes again in the file"]


@pytest.mark.parametrize(
    ("allowed", "is_published"), [(0, False), (1, True), ("49%", False), ("50%", True)]
)
def test_above_what_is_allowed_nothing_is_published(allowed: Any, *, is_published: bool) -> None:
    made = world(maxRejects=allowed)
    made.lake.land("one.csv", GOOD, ("x", "", "", ""))

    if is_published:
        made.run()
    else:
        with pytest.raises(Failed, match=r"mesh\.TooManyRejects: made: 1 of 2 rows do not fit"):
            made.run()

    assert keys(made) == ([1] if is_published else [])
    assert len(made.lake.rejects()) == 1


def test_a_refused_file_is_taken_again_and_its_rejects_are_kept_once() -> None:
    made = world()
    made.lake.land("one.csv", ("x", "", "", ""))
    for _ in range(2):
        with pytest.raises(Failed, match=r"mesh\.TooManyRejects"):
            made.run()
    assert len(made.lake.rejects()) == 1
    made.lake.land("one.csv", GOOD, hour=3)

    made.run()

    assert (keys(made), made.lake.rejects()) == ([1], [])


def test_a_file_with_another_first_line_is_refused_as_a_whole() -> None:
    made = world(maxRejects="90%")
    made.lake.land("good.csv", GOOD)
    made.lake.land("bad.csv", ("price", "k", "day", "kind"), ("1", "2", "", ""), header=False)

    made.run()

    assert keys(made) == [1]
    reason = "no line of the file names its columns: k,price,day,kind"
    assert made.lake.rejects() == [("bad.csv", reason, None, 2)]


def test_a_file_that_lands_while_a_run_works_waits_for_the_next() -> None:
    made = world()
    made.lake.land("one.csv", GOOD)
    call = made.call

    def landing(resource: str, asked: Any) -> Any:
        if (
            "INSERT INTO" in asked.get("QueryString", "")
            and "made__rejects" in asked["QueryString"]
        ):
            made.lake.land("late.csv", ("2", "", "", ""), hour=5)
        return call(resource, asked)

    made.call = landing  # type: ignore[method-assign]
    made.run()
    assert keys(made) == [1]
    made.call = call  # type: ignore[method-assign]

    made.run()

    assert keys(made) == [1, 2]


def test_a_query_reads_landed_lines_as_texts() -> None:
    query = """select cast(id as bigint) as k, "$path" as file from landing where kind <> 'no'"""
    source = {"format": "csv", "columns": ["id", "kind"]}
    made = World(source_job({"k": "bigint", "file": "string"}, query, source=source))
    made.lake.land("one.csv", ("1", "yes"), ("2", "no"))

    made.run()

    assert made.lake.made() == [(1, "one.csv")]


def test_lines_of_json_are_texts_by_name() -> None:
    made = World(
        source_job(
            {"k": "bigint", "moment": "timestamp", "ok": "boolean", "x": "double", "v": "string"},
            source={"format": "json", "maxRejects": 1},
        )
    )
    made.lake.land("one.json", ("1", "2026-01-31T12:30:00.25Z", "TRUE", "1.5e3", ""), (None,) * 5)

    made.run()

    ((k, moment, ok, x, v),) = made.lake.made()
    assert (k, str(moment), ok, x, v) == (1, "2026-01-31 12:30:00.250000", True, 1500.0, "")
    assert [row[1] for row in made.lake.rejects()] == ["k has no value"]


def test_parquet_files_bring_types_with_them() -> None:
    made = World(source_job({"k": "bigint", "tags": "array<string>"}, source={"format": "parquet"}))
    made.lake.land("one.parquet", (1, ["a"]), (2, None))

    made.run()

    assert made.lake.made() == [(1, ["a"]), (2, None)]


def test_a_unique_value_of_another_row_is_refused() -> None:
    made = world({"k": "bigint", "u": {"type": "string", "unique": True}})
    made.lake.land("one.csv", ("1", "x"))
    made.run()
    made.lake.land("two.csv", ("2", "x"), hour=2)

    with pytest.raises(Failed, match="unique u, in other rows: measured 1"):
        made.run()


def test_old_rejects_are_forgotten_with_the_upkeep() -> None:
    made = world()
    made.lake.duck.execute(
        "INSERT INTO out.made__rejects VALUES ('2026-10-01T00:00:00Z', 'f', 'r', 'l', 1),"
        " ('2026-11-20T00:00:00Z', 'f', 'r', 'kept', 1)"
    )

    made.run({"maintain": True})

    assert [row[2] for row in made.lake.rejects()] == ["kept"]


@pytest.mark.parametrize("kill_after", range(1, 62, 4))
def test_a_run_that_ends_anywhere_loses_and_doubles_nothing(kill_after: int) -> None:
    made = world(maxRejects=1)
    made.lake.land("one.csv", GOOD, ("x", "", "", ""), ("2", "", "", ""))
    made.killed(kill_after)

    made.run(name="again")

    assert keys(made) == [1, 2]
    assert len(made.lake.rejects()) == 1


def test_a_text_that_does_not_look_as_promised_is_a_reject() -> None:
    kind = {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-z]+$"}
    made = world({**COLUMNS, "kind": kind}, maxRejects=9)
    rows = (("1", "a"), ("2", "abcd"), ("3", "AB"), ("4", "ab"), ("5", ""), ("6", "ABCD"))
    made.lake.land("one.csv", *((key, "1", "2026-01-31", text) for key, text in rows))

    made.run()

    assert sorted(row[1] for row in made.lake.rejects()) == [
        "kind does not fit its pattern",
        "kind has fewer than 2 characters",
        "kind has more than 3 characters",
        "kind has more than 3 characters; kind does not fit its pattern",
    ]
    assert keys(made) == [4, 5]
