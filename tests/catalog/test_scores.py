"""How domains scored on earlier days: a file that is read again, and followed day by day."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from meshwright.catalog import scores
from meshwright.catalog.scores import (
    Mark,
    UnreadableError,
    followed,
    load_scores,
    parse,
    text_of,
)
from meshwright.errors import UsageError

DAY = date(2026, 6, 1)
MARKS = {"sales": Mark(products=3, passing=2, errors=1)}
OTHERS = {"sales": Mark(products=3, passing=3, errors=0)}


def test_a_file_keeps_days_as_they_were(tmp_path: Path) -> None:
    days = {DAY: MARKS, date(2026, 6, 2): OTHERS}
    path = tmp_path / "scores.json"
    path.write_text(text_of("dev", days))

    assert load_scores(path, "dev") == days
    assert len(path.read_text().splitlines()) == 8


def test_a_day_is_told_anew_and_others_stay() -> None:
    days = {date(2026, 6, 2): OTHERS, DAY: OTHERS, date(2026, 5, 1): OTHERS}

    found = followed(days, DAY, MARKS)

    assert list(found) == [date(2026, 5, 1), DAY, date(2026, 6, 2)]
    assert found[DAY] == MARKS
    assert followed(found, DAY, MARKS) == found


def test_only_the_newest_days_are_kept() -> None:
    days = {DAY - timedelta(days=back): MARKS for back in range(100)}

    found = followed(days, DAY, MARKS)

    assert len(found) == scores.MOST
    assert min(found) == DAY - timedelta(days=scores.MOST - 1)


@pytest.mark.parametrize(
    ("products", "passing", "percent"), [(3, 2, 66), (0, 0, 100), (1, 9, 100), (4, 4, 100)]
)
def test_a_share_is_never_more_than_all(products: int, passing: int, percent: int) -> None:
    assert Mark(products=products, passing=passing, errors=0).percent == percent


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"[]", "holds no scores of domains"),
        (b'{"version": 1, "environment": "dev", "days": {"today": {}}}', "holds no scores"),
        (
            b'{"version": 1, "environment": "dev", "days": {"2026-06-01": {"sales":'
            b' {"products": -1, "passing": 0, "errors": 0}}}}',
            "holds no scores",
        ),
        (b'{"version": 2, "environment": "dev", "days": {}}', "is of version 2"),
        (b'{"version": 1, "environment": "prod", "days": {}}', "of the environment prod"),
    ],
)
def test_what_is_of_another_kind_is_refused(tmp_path: Path, text: bytes, reason: str) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(text)

    with pytest.raises(UnreadableError, match=reason):
        parse(text, "dev")
    with pytest.raises(UsageError, match=reason):
        load_scores(path, "dev")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json cannot be read: No such file"):
        load_scores(tmp_path / "none.json", "dev")
