import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.specs.cron import FIELDS, longest_gap, parse_cron

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "expression", "gap"),
    [
        ("0 2 * * *", "cron(0 2 * * ? *)", DAY),
        ("* * * * *", "cron(* * * * ? *)", timedelta(minutes=1)),
        ("*/10 * * * *", "cron(0/10 * * * ? *)", timedelta(minutes=10)),
        ("0 6,18 * * *", "cron(0 6,18 * * ? *)", 12 * HOUR),
        ("0 6-18/4 * * *", "cron(0 6,10,14,18 * * ? *)", 12 * HOUR),
        ("5/20 * * * *", "cron(5,25,45 * * * ? *)", timedelta(minutes=20)),
        ("30 4 * * mon-fri", "cron(30 4 ? * MON,TUE,WED,THU,FRI *)", 3 * DAY),
        ("0 0 * * 7", "cron(0 0 ? * SUN *)", 7 * DAY),
        ("0 0 * * */3", "cron(0 0 ? * SUN,WED,SAT *)", 3 * DAY),
        ("0 0 1 */3 *", "cron(0 0 1 1/3 ? *)", 92 * DAY),
        ("0 0 1 jan,JUL *", "cron(0 0 1 JAN,JUL ? *)", 184 * DAY),
        ("0 0 1 JAN-JUN/5 *", "cron(0 0 1 1,6 ? *)", 214 * DAY),
        ("0 0 29 2 *", "cron(0 0 29 2 ? *)", 1461 * DAY),
    ],
)
def test_a_schedule_is_said_as_scheduler_says_it(
    text: str, expression: str, gap: timedelta
) -> None:
    cron = parse_cron(text)

    assert cron.expression == expression
    assert longest_gap(cron) == gap


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has 0 fields"),
        ("hourly", "has 1 field"),
        ("0 2 * * ? *", "has 6 fields"),
        ("0 2 1 * MON", "`*` for the other"),
        ("60 2 * * *", "'60' is not a minute, which goes from 0 to 59"),
        ("0 24 * * *", "'24' is not a hour"),
        ("0 2 0 * *", "'0' is not a day of the month"),
        ("0 2 L * *", "'L' is not a day of the month"),
        ("0 2 * * 8", "'8' is not a day of the week"),
        ("0 2 * FEBRUARY *", "'FEBRUARY' is not a month"),
        ("0 2 * * FRI#2", "'FRI#2' is not a day of the week"),
        ("*-5 2 * * *", "'*-5' is not a minute"),
        ("1,,2 2 * * *", "'' is not a minute"),
        ("*/0 2 * * *", "steps of 0"),
        ("9-5 2 * * *", "ends before it starts"),
        ("0 2 31 2 *", "never runs"),
        (",".join(map(str, range(60))) + " 0-23/1 1-31/1 * *", "longer than Scheduler's 256"),
    ],
)
def test_what_is_no_schedule_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_cron(text)


def field(number: int) -> st.SearchStrategy[str]:
    values = st.integers(FIELDS[number].allowed[0], FIELDS[number].allowed[-1])
    listed = st.lists(values, min_size=1, max_size=3).map(lambda found: ",".join(map(str, found)))
    return st.just("*") | listed | st.integers(1, 30).map("*/{}".format)


@given(st.tuples(*map(field, range(5))).map(" ".join))
def test_every_schedule_gives_six_fields_or_a_reason(text: str) -> None:
    try:
        cron = parse_cron(text)
    except ValueError:
        return

    fields = cron.expression.removeprefix("cron(").removesuffix(")").split()
    assert len(fields) == 6
    assert "?" in (fields[2], fields[4])
    assert longest_gap(cron) >= timedelta(minutes=1)
