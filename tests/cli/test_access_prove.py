"""`mesh access prove`: how differences, what was put right and what is known are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from meshwright.cli import access_prove, running
from meshwright.errors import MeshError
from meshwright.operations.drift.values import Call
from meshwright.operations.proof import prove, repair
from meshwright.operations.proof.repair import Repaired
from meshwright.operations.proof.values import Difference, Kind, Proof

EVE = "arn:aws:iam::123456789012:role/eve"
REVOKE = Call("lakeformation", "revoke_permissions", {"Permissions": ["SELECT"]})
STRANGER = Difference(
    Kind.STRANGER, EVE, "d.t", f"{EVE} has SELECT", "sales.orders", remedies=(REVOKE,)
)
OURS = Difference(Kind.NARROWER, EVE, "d.t", "lost", is_ours=True, remedies=(REVOKE,))
PLACE = Difference(Kind.REGISTRATION, "", "arn", "registered once more", remedies=(REVOKE,))
BY_HAND = Difference(Kind.HYBRID, "", "arn", "is hybrid")


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Difference, ...]]:
    """What one proof after the other finds; nothing where none is left."""
    found: list[tuple[Difference, ...]] = []

    @contextmanager
    def connected(*_: Any) -> Iterator[None]:
        yield None

    def proved(*_: Any) -> Proof:
        return Proof(
            found.pop(0) if found else (), ("boss administers",), 12, 3, 1, ("a may read b",)
        )

    def repaired(_cloud: Any, differences: Any, named: Any) -> tuple[Repaired, ...]:
        done = [d for d in differences if d.is_ours or d.who in named]
        return tuple(Repaired(each, "" if each.is_ours else "AccessDenied") for each in done)

    monkeypatch.setattr(running, "connected", connected)
    monkeypatch.setattr(prove, "prove", proved)
    monkeypatch.setattr(repair, "prove", proved)
    monkeypatch.setattr(repair, "repairs", repaired)
    return found


@pytest.mark.usefixtures("proofs")
def test_no_difference_is_said_with_what_was_asked(mesh):
    told = mesh("access", "prove")

    assert told.code == 0
    assert told.out.splitlines() == [
        "known: boss administers",
        "note: a may read b",
        "local: 12 decisions on 1 table for 3 principals: no difference",
    ]


def test_differences_are_told_with_what_puts_them_right(mesh, proofs):
    proofs.append((STRANGER, OURS, PLACE, BY_HAND))

    told = mesh("access", "prove")

    assert told.code == 7
    lines = told.out.splitlines()
    assert lines[0] == f"sales.orders: PRV001 stranger: {EVE} has SELECT"
    assert lines[1].endswith(f"mesh access prove --repair --revoke {EVE}")
    assert lines[2] == "PRV004 narrower: lost"
    assert lines[3].endswith("mesh access prove --repair")
    assert lines[5].startswith("  fix: aws lakeformation revoke-permissions")
    assert lines[7] == "  fix: find out who made it so, and put it right by hand"
    assert lines[-1].endswith(": 4 differences")


def test_what_was_put_right_is_told_and_what_is_left_decides(mesh, proofs):
    proofs.append((STRANGER, OURS))

    told = mesh("access", "prove", "--repair", "--revoke", EVE)

    assert told.code == 0
    assert told.out.splitlines()[:2] == [
        f"PRV001 {EVE} has SELECT: is still so: AccessDenied",
        "PRV004 lost: is put right",
    ]


@pytest.fixture
def silent_after(proofs, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS answers one proof, and no second one."""
    proofs.append((STRANGER, OURS))
    answer = repair.prove

    def asked(*asked: Any) -> Proof:
        if not proofs:
            raise MeshError("AWS could not be asked: no connection", fix="give the role more")
        return answer(*asked)

    monkeypatch.setattr(repair, "prove", asked)


@pytest.mark.usefixtures("silent_after")
def test_what_was_put_right_is_told_before_the_error_of_the_proof_after_it(mesh):
    told = mesh("access", "prove", "--repair")

    assert told.code == 1
    assert told.out.splitlines() == [
        "PRV004 lost: is put right",
        f"sales.orders: PRV001 stranger: {EVE} has SELECT",
        f"  fix: mesh access prove --repair --revoke {EVE}",
        "known: boss administers",
        "note: a may read b",
    ]
    assert "error: what was put right is not proved: AWS could not be asked" in told.err
    assert "  fix: run `mesh access prove` once AWS answers" in told.err


@pytest.mark.usefixtures("silent_after")
def test_what_was_put_right_stands_in_the_document_beside_the_error(mesh):
    told = mesh("access", "prove", "--repair", "--json")

    assert told.code == 1
    assert told.document["fault"] == "AWS could not be asked: no connection"
    assert [each["code"] for each in told.document["repaired"]] == ["PRV004"]
    assert [each["code"] for each in told.document["differences"]] == ["PRV001"]


def test_a_document_has_all_of_it(mesh, proofs):
    proofs += [(STRANGER, OURS), (STRANGER,)]

    told = mesh("access", "prove", "--repair", "--json")

    assert told.code == 7
    (left,) = told.document["differences"]
    assert (left["code"], left["kind"], left["who"]) == ("PRV001", "stranger", EVE)
    assert left["subject"] == "sales.orders"
    assert left["commands"][0].startswith("aws lakeformation revoke-permissions")
    assert [each["code"] for each in told.document["repaired"]] == ["PRV004"]
    assert told.document["fault"] is None
    assert told.document["decisions"] == 12
    assert told.document["notes"] == ["a may read b"]


def test_what_puts_it_right_names_the_environment():
    assert access_prove.fix(OURS, "dev") == "mesh access prove --repair --env dev"
    told = access_prove.fix(STRANGER, "dev")
    assert told == f"mesh access prove --repair --revoke {EVE} --env dev"
    closed = Difference(Kind.OPEN, EVE, "database d", "opens new tables", is_ours=True)
    assert access_prove.fix(closed, "dev") == "mesh up --refresh --env dev"
    assert access_prove.fix(closed, "local") == "mesh up --refresh"


@pytest.mark.usefixtures("proofs")
def test_nothing_is_revoked_without_a_repair(mesh):
    told = mesh("access", "prove", "--revoke", EVE)

    assert told.code == 2
    assert "--revoke takes nothing back by itself" in told.err
