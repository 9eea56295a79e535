"""The rows of an agreement fit its table; what is wrong is shown inside of the text."""

import pytest

from meshwright.errors import Severity

from .conftest import Checked

ACCESS = "sales/orders/access/finance.yaml"
PRODUCT = """\
description: Confirmed orders.
tables:
  orders:
    partitionBy: [part]
    columns:
      id: string
      amount: decimal(6,2)
      email: {type: string, pii: true}
      level: {type: string, classification: confidential}
      part: string
  dated:
    columns: {a: string, b: date, c: timestamp, d: date, e: binary}
"""


def agreed(opened: str, *, basis: str = "legalBasis: contract\n") -> dict[str, str]:
    text = f"purpose: Reports\n{basis}tables:\n  {opened}\nexpires: 2026-12-31\n"
    return {"sales/orders/product.yaml": PRODUCT, ACCESS: text}


def test_rows_that_fit_are_no_news(checked: Checked) -> None:
    assert checked(agreed("orders: {rows: \"amount > 1 and id <> 'x'\"}")) == ()


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        (
            'orders: {rows: "amonut > 1"}',
            "4:19 CHK150 the table has no column 'amonut', did you mean 'amount'?",
        ),
        (
            "orders: {rows: 'id = 1'}",
            "4:24 CHK151 'id' is of type string, and this is a number",
        ),
        (
            "orders: {rows: 'id = ''a'' or part is null'}",
            "4:33 CHK151 'part' is a partition column, of which Lake Formation takes no IS NULL",
        ),
    ],
)
def test_what_does_not_fit_is_shown_where_it_stands(
    checked: Checked, opened: str, said: str
) -> None:
    (finding,) = checked(agreed(opened))

    place = finding.position
    assert f"{place.line}:{place.column} {finding.code} {finding.message}" == said
    assert finding.where == "tables.orders.rows"


def test_a_folded_filter_is_shown_on_its_own_line(checked: Checked) -> None:
    opened = "orders:\n    rows: >-\n      id = 'a'\n      and amount = 'b'"

    (finding,) = checked(agreed(opened))

    assert (finding.position.line, finding.position.column) == (7, 20)


def test_a_protected_column_that_is_not_opened_is_told_of(checked: Checked) -> None:
    rows = "rows: \"level = 'a' and email = 'b' and level <> 'c'\""

    found = checked(agreed(f"orders: {{columns: [id, email], {rows}}}"))

    assert [(f.code, f.severity) for f in found] == [("CHK153", Severity.WARNING)]
    assert found[0].message == "'level' is protected, and not opened: the rows tell of its values"


def test_who_sees_all_columns_is_told_nothing_by_the_rows(checked: Checked) -> None:
    assert checked(agreed("orders: {columns: all, rows: \"level = 'a'\"}")) == ()


def test_rows_by_personal_data_need_a_legal_basis(checked: Checked) -> None:
    found = checked(agreed("orders: {columns: [id], rows: \"email = 'b'\"}", basis=""))

    assert {finding.code for finding in found} == {"CHK017", "CHK153"}


def test_types_that_aws_warns_of_are_a_warning(checked: Checked) -> None:
    (finding,) = checked(agreed("dated: {rows: \"a = 'b'\"}"))

    assert (finding.code, finding.severity) == ("CHK152", Severity.WARNING)
    assert finding.message == "'dated' has columns of types that AWS warns of: b, c, d and 1 more"
