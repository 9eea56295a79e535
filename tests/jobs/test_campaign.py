"""Random runs: merges against replacements, and runs that end anywhere, with a reader beside."""

import random

import pytest

from jobs.lake import World, job

COLUMNS = {"k": "int", "d": "date", "v": "int"}
DAYS = range(1, 9)


def world(*, window: bool) -> World:
    days = {"partitionBy": ["d"], "window": "2d"} if window else {}
    made = World(job("SELECT * FROM src.given", COLUMNS, primaryKey=["k", "d"], **days))
    made.lake.duck.execute("CREATE TABLE src.given (k INTEGER, d DATE, v INTEGER)")
    return made


def rows(chance: random.Random, days: range) -> list[tuple[int, int, int | None]]:
    keys = [(k, day) for k in range(3) for day in days]
    chosen = chance.sample(keys, chance.randint(1, len(keys)))
    return [(k, day, chance.choice((None, 1, 2))) for k, day in chosen]


def deliver(made: World, chance: random.Random, first: int = 1) -> None:
    """Puts others in the place of the rows from that day of January on."""
    made.lake.duck.execute("DELETE FROM src.given WHERE day(d) >= ?", [first])
    for row in rows(chance, range(first, DAYS[-1] + 1)):
        made.lake.duck.execute("INSERT INTO src.given VALUES (?, make_date(2026, 1, ?), ?)", row)


def agreeing(made: World, chance: random.Random, *, window: bool) -> None:
    """A run, and one after changes; each time the table has to be what its query gives."""
    deliver(made, chance)
    made.run({"full": True, "allowEmpty": True}, day="2026-01-08")
    for _ in range(2):
        deliver(made, chance, first=6 if window else 1)
        made.run(day="2026-01-08")
        assert made.lake.made() == made.lake.rows("SELECT * FROM src.given ORDER BY ALL")
        made.run(name="again", day="2026-01-08")
        assert made.objects["runs/out/again.json"]["tables"][0]["changed"] == 0


@pytest.mark.parametrize("window", [False, True])
def test_a_merge_gives_what_replacing_gives(*, window: bool) -> None:
    for seed in range(6):
        agreeing(world(window=window), random.Random(seed), window=window)  # noqa: S311 - a sample


@pytest.mark.long
@pytest.mark.parametrize("window", [False, True])
def test_four_hundred_merges_give_what_replacing_gives(*, window: bool) -> None:
    for seed in range(100):
        agreeing(world(window=window), random.Random(seed), window=window)  # noqa: S311 - a sample


@pytest.mark.parametrize("kill_after", range(1, 42, 3))
def test_a_reader_sees_the_rows_before_or_after_and_no_others(kill_after: int) -> None:
    chance = random.Random(kill_after)  # noqa: S311 - a sample
    made = world(window=True)
    deliver(made, chance)
    made.run(day="2026-01-08")
    before = made.lake.made()
    deliver(made, chance, first=6)
    after = made.lake.rows("SELECT * FROM src.given ORDER BY ALL")
    seen: list[list[tuple[object, ...]]] = []
    made.watch = lambda: seen.append(made.lake.made())

    made.killed(kill_after, day="2026-01-08")
    made.run(name="again", day="2026-01-08")

    assert all(each in (before, after) for each in seen)
    assert made.lake.made() == after
