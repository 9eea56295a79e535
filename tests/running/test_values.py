from datetime import date

import pytest

from meshwright.errors import UsageError
from meshwright.running.result import RunError, parse
from meshwright.running.values import Request

from machines import BEGIN, result

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)


def test_a_request_is_the_input_of_a_machine():
    days = {"from": "2026-01-01", "to": "2026-01-31"}

    assert Request().input == {}
    assert Request(FIRST, LAST, allow_empty=True).input == {**days, "allowEmpty": True}
    assert Request(full=True).input == {"full": True}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((FIRST, None), "--from and --to go together"),
        ((None, LAST), "--from and --to go together"),
        ((LAST, FIRST), "--from 2026-01-31 is after --to 2026-01-01"),
        ((FIRST, LAST, True), "--full leaves no days to choose"),
    ],
)
def test_a_request_that_contradicts_itself_is_refused(asked, said):
    with pytest.raises(UsageError, match=said):
        Request(*asked)


def test_a_result_names_the_rules_that_were_broken():
    rules = [
        {"rule": "rowCount", "severity": "error", "measured": 3, "passed": True},
        {"rule": "required(a)", "severity": "warning", "measured": 1, "passed": False},
    ]
    found = result("a.b", BEGIN, tables=[{"table": "t", "rows": 3, "rules": rules}])

    assert [rule.rule for rule in found.tables[0].failed] == ["required(a)"]
    assert found.is_success


def test_what_a_newer_machine_writes_beside_is_passed_over():
    text = result("a.b", BEGIN).model_dump_json().replace("{", '{"colour": "blue", ', 1)

    assert parse(text, key="k").product == "a.b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "k is not the result of a run: the document: Invalid JSON"),
        ('{"product": "a.b"}', "k is not the result of a run: execution: Field required"),
    ],
)
def test_what_is_no_result_is_told_by_its_key(text, said):
    with pytest.raises(RunError, match=said):
        parse(text, key="k")
