"""What the page on changing a contract shows is what the check says."""

import re
from pathlib import Path

import pytest

from .conftest import ROOT, write
from .test_changed_since import commit, git

PAGE = (ROOT / "docs/how-to/change-a-contract.md").read_text("utf-8")
ORDERS = "domains/sales/orders/product.yaml"
COMMANDS = re.findall(r"```sh\nmesh (.*?)\n```", PAGE)


def block(name: str) -> str:
    (found,) = re.findall(rf"```yaml\n# {name}\n(.*?)```", PAGE, re.DOTALL)
    return found


@pytest.fixture
def base(checkout: Path) -> Path:
    """The sample mesh as the page begins, on a branch of its own."""
    (checkout / "domains/sales/orders/access/finance.reporting.yaml").unlink()
    (checkout / "domains/finance/reporting/product.yaml").unlink()
    write(checkout, {ORDERS: block("before")})
    git(checkout, "init", "-b", "main")
    commit(checkout)
    git(checkout, "switch", "-c", "change")
    return checkout


def test_what_breaks_is_told_as_it_is_shown(mesh, base: Path) -> None:
    write(base, {ORDERS: block("after")})
    (shown,) = re.findall(r"```\n(domains/.*?)```", PAGE, re.DOTALL)
    ended = mesh(*COMMANDS[0].split())

    assert ended.code == 5
    assert [line for line in ended.out.splitlines() if line.startswith("domains/")] == (
        shown.splitlines()
    )


def test_the_right_way_passes_and_tells_the_reader(mesh, base: Path) -> None:
    write(base, {ORDERS: block("instead")})
    ended = mesh(*COMMANDS[1].split())

    assert ended.code == 0
    assert "warning CHK093 table lines of sales.orders ends on 2099-06-30, " in ended.out
    assert "days left: lines_v2 takes its place" in ended.out


def test_a_waiver_makes_a_note_of_it(mesh, base: Path) -> None:
    waivers = {"domains/sales/orders/waivers.yaml": block("waivers")}
    write(base, {ORDERS: block("after").replace("1.4.0", "2.0.0"), **waivers})
    ended = mesh(*COMMANDS[0].split(), "--as-of", "2026-06-15")

    assert ended.code == 0
    assert "note CHK080 'pieces' of table lines is dropped" in ended.out
    assert "waived: until 2026-06-30, 15 days left" in ended.out


def test_every_code_of_a_change_that_can_be_waived_is_on_the_page() -> None:
    from meshwright.specs.waivers import CHANGES

    assert {code for code in CHANGES if code not in PAGE} == set()
