"""A finding of a change is waived by its code and path, as a rule's is, and for as long."""

from datetime import date
from pathlib import Path

import pytest

from meshwright.contracts.breaks import broken_contracts
from meshwright.contracts.codes import WAIVED_CHANGES
from meshwright.errors import Severity
from meshwright.specs.waivers import CHANGES

from .pairs import sides

WHERE = "tables.orders.columns.quantity"
WAIVERS = "shop/orders/waivers.yaml"


def waiver(rule: str, where: str, expires: str = "2026-07-01") -> dict[str, object]:
    said = {"rule": rule, "finding": where, "ticket": "T-1", "granted": "2026-05-01"}
    return {
        "waivers": [
            {**said, "reason": "Every reader has moved, see the ticket.", "expires": expires}
        ]
    }


def dropped(folder: Path, waivers: dict[str, object]) -> dict[str, tuple[Severity, int | None]]:
    base, head = sides(folder, {}, {WHERE: None, WAIVERS: waivers})
    found = broken_contracts(base, head)
    return {f.code: (f.severity, f.waived.days_left if f.waived else None) for f in found}


def test_what_a_waiver_may_name_is_said_once() -> None:
    assert frozenset(code.id for code in WAIVED_CHANGES) == CHANGES


def test_one_finding_is_waived_and_the_others_stand(tmp_path: Path) -> None:
    assert dropped(tmp_path, waiver("CHK080", WHERE)) == {
        "CHK080": (Severity.NOTE, 30),
        "CHK089": (Severity.ERROR, None),
    }


@pytest.mark.parametrize(
    "waivers",
    [
        waiver("CHK081", WHERE),
        waiver("CHK080", "tables.orders.columns.rate"),
        waiver("CHK080", WHERE, expires="2026-05-31"),
    ],
    ids=["another code", "another path", "expired"],
)
def test_nothing_else_is_waived(tmp_path: Path, waivers: dict[str, object]) -> None:
    assert dropped(tmp_path, waivers)["CHK080"] == (Severity.ERROR, None)


def test_the_version_can_be_waived_too(tmp_path: Path) -> None:
    found = dropped(tmp_path, waiver("CHK089", "version"))

    assert found["CHK089"] == (Severity.NOTE, (date(2026, 7, 1) - date(2026, 6, 1)).days)
