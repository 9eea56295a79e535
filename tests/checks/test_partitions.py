import pytest

from meshwright.errors import Severity

from .conftest import DOMAIN, Checked, said

ORDERS = "sales/orders/product.yaml"


def spec(keys: str, columns: str, more: str = "", table: str = "") -> str:
    return (
        f"description: x\n{more}tables:\n  orders:\n    partitionBy: {keys}\n{table}"
        f"    columns: {{id: {{type: string, classification: internal}}, {columns}}}\n"
    )


@pytest.mark.parametrize(
    ("column", "more", "why"),
    [
        ("key: {type: string, pii: true}", "", "personal (pii)"),
        ("key: {type: string, pii: true, classification: public}", "", "personal (pii)"),
        ("key: {type: date, classification: confidential}", "", "confidential"),
        ("key: {type: int, classification: restricted}", "", "restricted"),
        ("key: date", "classification: confidential\n", "confidential, the default of its product"),
        ("key: string", "classification: restricted\n", "restricted, the default of its product"),
    ],
)
def test_a_protected_partition_column_is_an_error_that_says_why(
    checked: Checked, column: str, more: str, why: str
) -> None:
    (finding,) = checked({ORDERS: spec("[key]", column, more)})

    assert (finding.code, finding.severity) == ("CHK060", Severity.ERROR)
    assert finding.message.startswith(f"'key' is {why}")
    assert finding.where == "tables.orders.partitionBy.0"
    line = 5 if more else 4
    assert str(finding.position) == f"domains/{ORDERS}:{line}:19"


def test_a_domains_default_protects_a_partition_too(checked: Checked) -> None:
    confidential = DOMAIN.replace("internal", "confidential")
    changes = {"sales/domain.yaml": confidential, ORDERS: spec("[day]", "day: date")}

    (finding,) = checked(changes)

    assert "confidential, the default of its domain" in finding.message
    assert "or write `classification: internal` at 'day'" in finding.fix


def test_each_protected_partition_column_has_its_finding(checked: Checked) -> None:
    columns = "a: {type: string, pii: true}, day: date, b: {type: string, pii: true}"

    findings = checked({ORDERS: spec("[a, day, b]", columns)})

    assert [f.where for f in findings] == [
        "tables.orders.partitionBy.0",
        "tables.orders.partitionBy.2",
    ]


@pytest.mark.parametrize("level", ["public", "internal"])
def test_a_partition_that_anyone_may_know_is_sound(checked: Checked, level: str) -> None:
    column = f"key: {{type: string, classification: {level}}}"

    assert checked({ORDERS: spec("[key]", column, "classification: confidential\n")}) == ()


def test_a_retired_table_is_deployed_nowhere_and_may_go(checked: Checked) -> None:
    written = spec("[key]", "key: {type: string, pii: true}", table="    status: retired\n")

    assert "CHK060" not in {code for code, _ in said(checked({ORDERS: written}))}
