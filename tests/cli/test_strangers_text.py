"""What a spec, a waiver or a lock says is shown on the terminal, and obeyed by none."""

import json

import pytest

from cli.conftest import write
from reports.test_strangers_text import PIECES, obeyed

KEY = json.dumps("".join(PIECES[:5] + PIECES[7:10]))
PRODUCT = "description: One row.\ntables:\n  orders:\n    columns: {order_id: string}\n"
WAIVED = """\
waivers:
  - rule: GOV-003
    finding: tables.orders.columns.email
    reason: KEY
    ticket: KEY
    granted: 2026-05-20
    expires: 2026-07-01
"""
PERSONAL = PRODUCT.replace("order_id", "email")
FILES = {
    "a key": {"product.yaml": f"{PRODUCT}{KEY}: 1\n"},
    "a key inside": {"product.yaml": f"{PRODUCT}extensions: {{a: 1}}\nsla: {{{KEY}: 1}}\n"},
    "a column's key": {"product.yaml": PRODUCT.replace("order_id", KEY)},
    "a type": {"product.yaml": PRODUCT.replace("string", KEY)},
    "an input": {"product.yaml": f"{PRODUCT}inputs: [{KEY}]\n"},
    "a word": {"product.yaml": f"{PRODUCT}classification: {KEY}\n"},
    "a waiver": {"product.yaml": PERSONAL, "waivers.yaml": WAIVED.replace("KEY", KEY)},
    "an agreement": {"product.yaml": PRODUCT, "access/finance.yaml": f"purpose: x\n{KEY}: 1\n"},
    "a query": {"product.yaml": PRODUCT.replace("orders:\n", f"orders:\n    query: {KEY}\n")},
    "no YAML": {"product.yaml": f"{PRODUCT}a: [\x1b[2J\n::error::x"},
}
FORMATS = ("terminal", "markdown", "junit", "sarif", "gitlab")


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_the_terminal_obeys_nothing_that_a_spec_says(checkout, mesh, files) -> None:
    write(checkout, {f"domains/sales/stranger/{name}": text for name, text in files.items()})

    for arguments in (
        ("check",),
        ("check", "--json"),
        *(("check", "--format", f) for f in FORMATS),
    ):
        ended = mesh(*arguments)
        assert ended.code in (0, 5)
        assert obeyed(ended.out) == [], arguments
        assert obeyed(ended.err) == [], arguments
        assert "domains/sales/stranger" in ended.out, arguments


def test_the_annotations_are_githubs_own_alone(checkout, mesh) -> None:
    write(checkout, {"domains/sales/stranger/product.yaml": FILES["a key"]["product.yaml"]})
    ended = mesh("check", "--format", "github")

    assert ended.out
    assert all(
        line.startswith(("::error file=", "::warning file=")) for line in ended.out.splitlines()
    )


def test_a_plan_and_an_explanation_are_lines_too(checkout, mesh) -> None:
    text = PRODUCT.replace("One row.", KEY)
    write(checkout, {"domains/sales/stranger/product.yaml": text})

    for arguments in (("plan", "sales.stranger"), ("plan", "sales.stranger", "--json")):
        ended = mesh(*arguments)
        assert ended.code == 0
        assert obeyed(ended.out) == obeyed(ended.err) == []


def test_a_command_line_is_no_command_either(mesh) -> None:
    ended = mesh("plan", "\n::error::x\x1b[2J")

    assert ended.code == 2
    assert obeyed(ended.out) == obeyed(ended.err) == []
