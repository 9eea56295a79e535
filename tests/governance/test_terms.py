"""For how long an agreement may hold."""

from dataclasses import replace
from datetime import date

import pytest

from guardrails.rule import Level
from guardrails.rules.governance.agreement_terms import RULE
from guardrails.settings import initial
from meshwright.governance.terms import latest_end
from meshwright.specs.models import AgreementTable

from meshes import TODAY, MeshOf

SETTING = initial(RULE)


@pytest.mark.parametrize(
    ("columns", "begins", "ends"),
    [
        (("order_id",), TODAY, date(2126, 5, 8)),
        (("order_id", "margin"), TODAY, date(2029, 5, 31)),
        ("all", TODAY, date(2028, 5, 31)),
        (("order_id",), date(9999, 1, 1), date.max),
    ],
)
def test_the_shortest_term_of_what_is_opened_counts(
    mesh_of: MeshOf, columns: tuple[str, ...], begins: date, ends: date
) -> None:
    product = mesh_of().products["sales.orders"]
    tables = {"orders": AgreementTable(columns=columns)}  # pyright: ignore[reportArgumentType] - `all` or names

    assert latest_end(product, tables, {"GOV-013": SETTING}, begins) == ends


def test_what_a_row_filter_compares_counts_as_opened(mesh_of: MeshOf) -> None:
    product = mesh_of().products["sales.orders"]
    tables = {"orders": AgreementTable(columns=("order_id",), rows="margin > 1")}

    assert latest_end(product, tables, {"GOV-013": SETTING}, TODAY) == date(2029, 5, 31)


def test_nobody_bounds_what_is_not_asked_or_not_there(mesh_of: MeshOf) -> None:
    product = mesh_of().products["sales.orders"]
    tables = {"orders": AgreementTable(columns="all")}
    off = replace(SETTING, level=Level.OFF)

    assert latest_end(product, tables, {"GOV-013": off}, TODAY) is None
    assert latest_end(product, {"gone": AgreementTable()}, {"GOV-013": SETTING}, TODAY) is None
