"""What the audit of staged rows answers."""

from jobs.lake import Lake, job


def test_each_rule_says_what_it_measured() -> None:
    columns = {
        "k": "bigint",
        "u": {"type": "string", "unique": True},
        "e": {"type": "string", "enum": ["it's", 'say "no"']},
        "n": {"type": "int", "required": True},
    }
    lake = Lake(job("SELECT * FROM src.given", columns))
    lake.given(
        "(1, 'a', 'it''s', 1), (1, 'a', 'x', NULL), (2, 'b', 'say \"no\"', 3),"
        " (3, NULL, NULL, 4), (4, NULL, NULL, 4)) t(k, u, e, n)"
    )

    answer = lake.run()

    measured = {rule["rule"]: (rule["measured"], rule["passed"]) for rule in answer["rules"]}
    assert measured == {
        "primaryKey k": (1, False),
        "required k": (0, True),
        "unique u": (1, False),
        "enum e": (1, False),
        "required n": (1, False),
    }
    assert answer["failed"] == "primaryKey k: 1; unique u: 1; enum e: 1; required n: 1"


def test_a_table_without_a_broken_rule_fails_nothing() -> None:
    lake = Lake(job("SELECT 1 AS k", {"k": "bigint"}))

    assert lake.run()["failed"] == ""
