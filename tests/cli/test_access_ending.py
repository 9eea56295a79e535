"""`mesh access renew` and `revoke`: what is written, what follows, and what is refused."""

from pathlib import Path

import pytest

from .conftest import Mesh, write

AGREED = "domains/sales/orders/access/finance.reporting.yaml"
PAIR = ("sales.orders", "finance.reporting")
FLOOR = """\
governanceTeam: "@acme/gov"
rules:
  GOV-013: {%sparameters: {mostDays: {confidential: 300}}}
"""


def test_a_renewal_changes_the_end_alone(mesh: Mesh, checkout: Path) -> None:
    before = (checkout / AGREED).read_text()
    ended = mesh("access", "renew", *PAIR)

    assert ended.code == 0
    assert ended.out == f"{AGREED}\n"
    assert (checkout / AGREED).read_text() == before.replace("2026-12-31", "2027-06-01")
    assert "finance.reporting reads sales.orders until 2027-06-01, not 2026-12-31" in ended.err
    assert "approved by whoever may merge" in ended.err


def test_a_renewal_goes_as_far_as_the_data_allows(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {"policies/floor.yaml": FLOOR % ""})

    document = mesh("access", "renew", *PAIR, "--json").document
    assert document["until"] == "2027-03-28"
    assert document["before"] == "2026-12-31"
    assert document["files"] == [AGREED]
    assert document["approvers"] == ["@acme/gov"]
    assert document["findings"] == []
    late = mesh("access", "renew", *PAIR, "--until", "2028-01-01")
    assert (late.code, "warning GOV-013" in late.err) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sales.orders", "finance.report"), "with 'finance.report', did you mean"),
        (("sales.order", "finance.reporting"), "there is no product 'sales.order'"),
        ((*PAIR, "--until", "2026-12-31"), "holds until 2026-12-31 already"),
        ((*PAIR, "--expires", "2028-01-01"), "it cannot go on until 2028-01-01: GOV-013"),
    ],
)
def test_what_cannot_go_on_is_refused(
    mesh: Mesh, checkout: Path, words: tuple[str, ...], said: str
) -> None:
    write(checkout, {"policies/floor.yaml": FLOOR % "level: mandatory, "})
    before = (checkout / AGREED).read_text()
    ended = mesh("access", "renew", *words)

    assert ended.code == 2
    assert said in ended.err
    assert (checkout / AGREED).read_text() == before


def test_an_end_that_cannot_be_read_is_refused(mesh: Mesh, checkout: Path) -> None:
    spec = (checkout / AGREED).read_text().replace("expires: 2026", "expires: *end #2026")
    write(checkout, {AGREED: spec.replace("starts: 2026-01-01", "starts: &end 2026-07-01")})

    ended = mesh("access", "renew", *PAIR)
    assert ended.code == 1
    assert "cannot be replaced where it stands" in ended.err


def test_a_revoked_agreement_is_gone_and_what_rested_on_it_is_said(
    mesh: Mesh, checkout: Path
) -> None:
    ended = mesh("access", "revoke", *PAIR)

    assert ended.code == 0
    assert ended.out == f"{AGREED}\n"
    assert not (checkout / AGREED).exists()
    assert "loses what the agreement gave of sales.orders" in ended.err
    assert "CHK004" in ended.err
    assert "still reads" not in ended.err


@pytest.mark.parametrize("consumer", ["sales", "sales.invoices"])
def test_what_the_own_domain_reads_stays(mesh: Mesh, checkout: Path, consumer: str) -> None:
    agreement = "purpose: x\ntables: {orders: {columns: [margin]}}\nexpires: 2026-12-31\n"
    path = f"domains/sales/orders/access/{consumer}.yaml"
    write(checkout, {path: agreement})

    ended = mesh("access", "revoke", "sales.orders", consumer)
    assert "it still reads the unprotected columns of orders, lines: same domain" in ended.err
    write(checkout, {path: agreement})
    document = mesh("access", "revoke", "sales.orders", consumer, "--json").document
    assert document["staysByDefault"] == ["orders", "lines"]
    assert document["findings"] == []
