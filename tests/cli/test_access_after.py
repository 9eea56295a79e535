"""The proof at the end of `mesh up --refresh`: what it says, and what it makes of the exit code."""

from types import SimpleNamespace
from typing import Any

import pytest

from meshwright.cli import access_after, report
from meshwright.cli.access_after import Outcome
from meshwright.errors import ExitCode, MeshError
from meshwright.operations.drift.values import Call, Drift
from meshwright.operations.drift.values import Kind as Drifts
from meshwright.operations.proof import repair
from meshwright.operations.proof.repair import Repaired
from meshwright.operations.proof.values import Difference, Kind, Proof
from meshwright.runner.results import Proved, StackResult, Status
from meshwright.runner.run import Run

from meshes import environment

EVE = "arn:aws:iam::123456789012:role/eve"
REVOKE = Call("lakeformation", "revoke_permissions", {"Permissions": ["SELECT"]})
ORDERS, LINES = "local.sales.orders", "local.sales.lines"
STRANGER = Difference(
    Kind.STRANGER, EVE, "table d.t", f"{EVE} has SELECT", "sales.orders", remedies=(REVOKE,)
)
WIDER = Difference(
    Kind.WIDER, "reader", "table d.t", "also b", "sales.orders", is_ours=True, remedies=(REVOKE,)
)
TWICE = Difference(Kind.REGISTRATION, "", "arn:aws:s3:::b/x", "once more", remedies=(REVOKE,))
ELSEWHERE = Difference(
    Kind.MISSING, "x", "table e.t", "nothing", "sales.other", is_ours=True, remedies=(REVOKE,)
)
GIVEN = Drift(
    ORDERS, "sales.orders", Drifts.EXTRA, "eve has SELECT", opens=True, remedy=REVOKE,
    is_others=True, who=EVE,
)  # fmt: skip
PLACE = Drift(
    "local", "", Drifts.EXTRA, "registered location arn:aws:s3:::b/x with eve", opens=True,
    remedy=REVOKE, is_others=True,
)  # fmt: skip
TABLE = Drift(ORDERS, "sales.orders", Drifts.EXTRA, "table d.x", remedy=REVOKE)


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> list[Difference]:
    """The differences that were put right, of a cloud whose proofs find these in turn."""
    made: list[Difference] = []

    def repairs(_cloud: Any, differences: Any, _named: Any) -> tuple[Repaired, ...]:
        made.extend(d for d in differences if d.is_ours)
        return tuple(map(Repaired, made))

    proofs = [(STRANGER, WIDER, TWICE, ELSEWHERE), (STRANGER, TWICE, ELSEWHERE)]
    monkeypatch.setattr(repair, "prove", lambda *_: Proof(proofs.pop(0), (), 12, 3, 1))
    monkeypatch.setattr(repair, "repairs", repairs)
    return made


def outcome(*statuses: Status, of: tuple[str, ...] = (ORDERS, LINES)) -> Outcome | None:
    results = (StackResult(*pair) for pair in zip(of, statuses, strict=False))
    assessment: Any = SimpleNamespace(plan=SimpleNamespace(stacks={ORDERS: None, LINES: None}))
    cloud: Any = None
    return access_after.proved(Run(tuple(results)), cloud, assessment)


def told(of: Outcome | None, *left: Drift) -> list[str]:
    return list(access_after.lines(of, left, "dev"))


@pytest.mark.parametrize(
    "statuses", [(Status.FAILED, Status.HELD), (Status.DONE, Status.CANCELLED)]
)
def test_nothing_is_proved_where_nothing_came_up_or_somebody_stopped_it(
    statuses: tuple[Status, ...],
) -> None:
    none = outcome(*statuses)

    assert none is None
    assert access_after.summary(none, "dev") is None
    assert told(none, GIVEN)[0] == "left alone: eve has SELECT"


def test_what_is_the_meshs_is_put_right_and_a_stranger_is_told_with_the_command(
    mended: list[Difference],
) -> None:
    found = outcome(Status.DONE, Status.DONE)

    assert mended == [WIDER, ELSEWHERE]
    assert told(found, GIVEN, PLACE, TABLE) == [
        "left alone: table d.x",
        f"  fix: {REVOKE.command}",
        "PRV003 also b: is put right",
        "PRV002 nothing: is put right",
        f"sales.orders: PRV001 stranger: {EVE} has SELECT",
        f"  fix: mesh access prove --repair --revoke {EVE} --env dev",
        "PRV009 registration: once more",
        f"  fix: {REVOKE.command}",
        "sales.other: PRV002 missing: nothing",
        "  fix: mesh access prove --repair --env dev",
        "access in dev: 12 decisions on 1 table for 3 principals: 3 differences",
    ]


def test_of_a_part_of_the_mesh_only_its_own_differences_are_told_and_put_right(
    mended: list[Difference],
) -> None:
    found = outcome(Status.DONE, Status.FAILED)

    assert mended == [WIDER]
    assert found is not None
    assert found.differences == (STRANGER,)
    # What the proof says nothing of is told by the look at drift.
    assert told(found, PLACE)[0] == f"left alone: {PLACE.what}"


def test_a_proof_that_may_not_be_had_hides_nothing_of_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: Any) -> Any:
        raise MeshError("AWS could not be asked: AccessDenied", fix="give the role more")

    monkeypatch.setattr(repair, "prove", refused)
    none = outcome(Status.DONE)

    assert told(none, GIVEN) == [
        "left alone: eve has SELECT",
        f"  fix: mesh access prove --repair --revoke {EVE} --env dev",
        "access is not proved: AWS could not be asked: AccessDenied",
        "  fix: give the role more",
    ]
    summary = access_after.summary(none, "dev")
    assert summary == Proved(0, {"fault": "AWS could not be asked: AccessDenied"})


def test_what_was_put_right_is_told_where_it_cannot_be_proved_since(
    mended: list[Difference], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = iter([Proof((STRANGER, WIDER), (), 12, 3, 1)])

    def answered_once(*_: Any) -> Proof:
        for proof in first:
            return proof
        raise MeshError("AWS could not be asked: Throttling", fix="give the role more")

    monkeypatch.setattr(repair, "prove", answered_once)
    found = outcome(Status.DONE)

    assert mended == [WIDER]
    assert told(found) == [
        "PRV003 also b: is put right",
        f"sales.orders: PRV001 stranger: {EVE} has SELECT",
        f"  fix: mesh access prove --repair --revoke {EVE} --env dev",
        "what was put right is not proved: AWS could not be asked: Throttling",
        "  fix: run `mesh access prove --env dev` once AWS answers",
    ]
    summary = access_after.summary(found, "dev")
    assert summary is not None
    assert Run((), proved=summary).exit_code is ExitCode.FAILED
    assert summary.document["fault"] == "AWS could not be asked: Throttling"
    assert [each["code"] for each in summary.document["repaired"]] == ["PRV003"]


def test_the_document_of_a_run_has_the_proof(mended: list[Difference]) -> None:
    summary = access_after.summary(outcome(Status.DONE, Status.DONE), "local")
    document = report.document(Run((), proved=summary), environment("local"), endpoint=None)

    assert mended
    assert document["exitCode"] == 7
    assert document["access"]["fault"] is None
    assert [each["code"] for each in document["access"]["differences"]] == [
        "PRV001", "PRV009", "PRV002",
    ]  # fmt: skip
    assert [each["code"] for each in document["access"]["repaired"]] == ["PRV003", "PRV002"]
    assert "access" not in report.document(Run(()), environment("local"), endpoint=None)


@pytest.mark.parametrize(
    ("status", "left", "code"),
    [
        (Status.DONE, 0, ExitCode.DONE),
        (Status.DONE, 1, ExitCode.CHANGES),
        (Status.FAILED, 1, ExitCode.FAILED),
        (Status.CANCELLED, 1, ExitCode.CANCELLED),
    ],
)
def test_a_difference_that_is_left_is_the_exit_code_of_a_run_that_went_well(
    status: Status, left: int, code: ExitCode
) -> None:
    assert Run((StackResult(ORDERS, status),), proved=Proved(left, {})).exit_code is code
