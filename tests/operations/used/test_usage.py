"""Accesses are told of the agreement that they were made by, and of nobody else's."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from meshwright.aws.data_events import access_of
from meshwright.entitlements.answers import Answer, Situation
from meshwright.entitlements.entitlement import Basis, entitlements
from meshwright.operations.used.notes import FILES_NOT_KNOWN, NO_READINGS, blind_spots, notes
from meshwright.operations.used.usage import (
    Person,
    State,
    Used,
    Window,
    first_day,
    used,
)
from meshwright.plan import plan
from meshwright.specs.models import Mesh

from meshes import TODAY, MeshOf, environment
from operations.used.trail import (
    ACCOUNT,
    REPORTING,
    REPORTING_NAME,
    ROLE,
    by_athena,
    of_files,
    rows,
    session,
    table_arn,
)

BUCKET = f"mesh-dev--sales--orders--{ACCOUNT}"
FIRST = first_day(TODAY, 90)
LONG_AGO, LATELY = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
PLACE = environment()
ORDERS = {"tableArn": table_arn("sales__orders", "orders")}


@pytest.fixture
def mesh(mesh_of: MeshOf) -> Mesh:
    return mesh_of()


def told(
    mesh: Mesh,
    records: Iterable[Any] = (),
    *,
    seen: datetime = LONG_AGO,
    since: date | None = date(2026, 1, 1),
    sees_rows: bool = True,
    sees_files: bool = True,
) -> Used:
    planned = plan(mesh, PLACE, as_of=TODAY)
    rights = entitlements(mesh, PLACE, planned)
    known = Situation(TODAY, mesh, PLACE, rights)
    answers = [Answer(each, None, since, is_committed=False) for each in rights]
    accesses = [access for record in records if (access := access_of(record))]
    return used(known, answers, accesses, Window(FIRST, TODAY, seen, sees_rows, sees_files))


def test_an_agreement_is_used_by_its_own_consumer(mesh: Mesh):
    records = [by_athena("jane"), by_athena("jane"), by_athena(at="2026-05-22T01:00:00Z")]

    found = told(mesh, records)

    (usage,) = found.agreements
    assert (usage.state, usage.accesses, usage.principal) == (State.USED, 3, REPORTING)
    assert usage.last == datetime(2026, 5, 22, 1, tzinfo=UTC)
    assert usage.people == ((Person("jane", True), 2), (Person("jane", False), 1))
    assert usage.tables == {"orders": 3}
    assert usage.owner == "team-sales@acme.example"
    assert (found.others, found.nameless) == ((), 0)


def test_files_are_the_tables_that_they_lie_under(mesh: Mesh):
    found = told(mesh, [of_files(session(REPORTING, "jane"))])

    assert found.agreements[0].tables == {"orders": 1}


def test_a_session_whose_role_is_not_told_is_known_by_its_roles_name(mesh: Mesh):
    record = rows(session(REPORTING, "jane", issuer=False), None, ORDERS)

    assert told(mesh, [record]).agreements[0].state is State.USED


@pytest.mark.parametrize(
    "principal",
    [
        f"arn:aws:iam::999988887777:role/mesh/finance/{REPORTING_NAME}",
        f"{ROLE}/evil/{REPORTING_NAME}",
        f"{ROLE}/mesh/finance/{REPORTING_NAME}x",
        f"{ROLE}/mesh/finance/x\u202e\x1b[2J{REPORTING_NAME}",
        f"arn:aws:iam::{ACCOUNT}:user/mesh/finance/{REPORTING_NAME}",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/other/{REPORTING_NAME}",
        f"arn:aws:sts::999988887777:assumed-role/{REPORTING_NAME}/jane",
    ],
)
def test_nobody_of_another_name_uses_an_agreement(mesh: Mesh, principal: str):
    found = told(mesh, [rows({"arn": principal}, None, ORDERS)])

    (usage,) = found.agreements
    assert (usage.state, usage.accesses) == (State.UNUSED, 0)
    (other,) = found.others
    assert (other.product, other.table, other.basis) == ("sales.orders", "orders", "")


@pytest.mark.parametrize(
    "asked",
    [
        {"tableArn": table_arn("sales__orders", "orders", "999988887777")},
        {"tableArn": table_arn("elsewhere", "orders")},
        {"dataLocations": ["s3://elsewhere/orders/"]},
    ],
)
def test_what_is_not_the_meshs_is_left_out(mesh: Mesh, asked: Any):
    found = told(mesh, [rows(session(REPORTING, "jane"), REPORTING, asked)])

    assert found.agreements[0].accesses == 0
    assert (found.others, found.nameless) == ((), 0)


def test_accesses_that_name_nobody_or_nothing_are_counted(mesh: Mesh):
    nobody = {"type": "AWSAccount", "principalId": "AROAX:s"}
    records = [rows(nobody, None, ORDERS), rows(session(REPORTING, "s"), REPORTING, {})]

    assert told(mesh, records).nameless == 2


def test_a_default_right_is_told_beside_the_agreements(mesh: Mesh):
    invoices = f"{ROLE}/mesh/sales/mesh-dev--sales--invoices--runtime"

    found = told(mesh, [rows(session(invoices, "run"), invoices, ORDERS)])

    (other,) = found.others
    assert (other.basis, other.accesses) == (Basis.INPUT.value, 1)


def test_lake_formations_own_reading_is_nobodys(mesh: Mesh):
    """S3 names the role that registered the files, for whomever it read them."""
    between = f"{ROLE}/mesh/sales/mesh-dev--sales--data-access"

    assert told(mesh, [of_files(session(between, "AWSLF-1"))]).others == ()


def test_metadata_holds_no_rows(mesh: Mesh):
    record = of_files(session(REPORTING, "jane"), "orders/metadata/1.metadata.json")

    assert told(mesh, [record]).agreements[0].accesses == 0


def test_what_is_beside_a_table_is_told_of_the_table(mesh: Mesh):
    own = f"{ROLE}/mesh/sales/mesh-dev--sales--orders--runtime"
    asked = {"tableArn": table_arn("sales__orders", "orders__next")}

    (other,) = told(mesh, [rows(session(own, "run"), own, asked)]).others

    assert (other.table, other.basis) == ("orders", Basis.OWN.value)


@pytest.mark.parametrize(
    ("seen", "since", "state"),
    [
        (LONG_AGO, date(2026, 1, 1), State.UNUSED),
        (LONG_AGO, None, State.UNUSED),
        (LONG_AGO, FIRST, State.UNUSED),
        (LONG_AGO, date(2026, 5, 1), State.NEW),
        (datetime(2026, 3, 3, 23, tzinfo=UTC), date(2026, 1, 1), State.UNUSED),
        (LATELY, date(2026, 1, 1), State.NOT_KNOWN),
        (LATELY, date(2026, 5, 1), State.NEW),
    ],
)
def test_unused_is_only_what_a_trail_can_tell(
    mesh: Mesh, seen: datetime, since: date | None, state: State
):
    assert date(2026, 3, 3) == FIRST

    found = told(mesh, seen=seen, since=since)

    assert found.agreements[0].state is state
    assert len(list(notes(found))) == (state is State.UNUSED)


def test_both_sides_are_told_what_nobody_uses(mesh_of: MeshOf):
    agreed = (
        "purpose: Monthly revenue report\ntables:\n  orders: {columns: [order_id]}\n"
        "starts: 2026-01-01\nexpires: 2026-12-31\ncontact: team-finance@acme.example\n"
    )
    mesh = mesh_of({"sales/orders/access/finance.reporting.yaml": agreed})

    (note,) = notes(told(mesh))

    assert note == (
        "sales.orders -> finance.reporting: unused for 90 days; do both sides still want it? "
        "(team-sales@acme.example, team-finance@acme.example)"
    )


def test_a_principal_that_is_no_role_uses_its_agreement(mesh_of: MeshOf):
    user = f"arn:aws:iam::{ACCOUNT}:user/bi"
    place = environment(principals={"bi": user})
    agreed = (
        "purpose: Report\ntables:\n  orders: {columns: [order_id]}\n"
        "starts: 2026-01-01\nexpires: 2026-12-31\n"
    )
    mesh = mesh_of({"sales/orders/access/bi.yaml": agreed})
    rights = entitlements(mesh, place, plan(mesh, place, as_of=TODAY))
    answers = [Answer(each, None, None, is_committed=False) for each in rights]
    access = access_of(rows({"type": "IAMUser", "arn": user}, None, ORDERS))
    assert access is not None

    found = used(
        Situation(TODAY, mesh, place, rights), answers, [access], Window(FIRST, TODAY, LONG_AGO)
    )

    assert [(u.agreement.consumer, u.accesses) for u in found.agreements] == [
        ("bi", 1),
        ("finance.reporting", 0),
    ]


WHOLE_FILES = {
    "sales/orders/access/finance.yaml": (
        "purpose: Files\ntables:\n  lines: {}\nfiles: true\nstarts: 2026-01-01\n"
        "expires: 2026-12-31\n"
    )
}
PEOPLE = f"{ROLE}/mesh/finance/mesh-dev--finance--reader"


def states(found: Used) -> dict[str, State]:
    return {usage.agreement.consumer: usage.state for usage in found.agreements}


def test_of_a_trail_that_may_not_record_files_none_of_files_is_called_unused(mesh_of: MeshOf):
    found = told(mesh_of(WHOLE_FILES), sees_files=False)

    assert states(found) == {"finance": State.NOT_KNOWN, "finance.reporting": State.UNUSED}
    assert [*blind_spots(found)] == [FILES_NOT_KNOWN]


def test_where_a_trail_has_told_of_a_file_of_the_mesh_it_records_files(mesh_of: MeshOf):
    mesh = mesh_of(WHOLE_FILES)
    of_somebody = told(mesh, [of_files(session(f"{ROLE}/eve", "x"))], sees_files=False)
    by_lake_formation = told(
        mesh,
        [rows(session(REPORTING, "s"), REPORTING, {"dataLocations": [f"s3://{BUCKET}/orders/"]})],
        sees_files=False,
    )

    assert states(of_somebody)["finance"] is State.UNUSED
    assert [*blind_spots(of_somebody)] == []
    assert states(by_lake_formation) == {
        "finance": State.NOT_KNOWN,
        "finance.reporting": State.USED,
    }


def test_a_trail_of_others_without_agreements_on_files_has_no_blind_spot(mesh: Mesh):
    assert [*blind_spots(told(mesh, sees_files=False))] == []


def test_a_trail_that_records_no_reading_calls_nothing_unused(mesh: Mesh):
    found = told(mesh, sees_rows=False)

    assert states(found) == {"finance.reporting": State.NOT_KNOWN}
    assert [*blind_spots(found)] == [NO_READINGS]
    assert [*notes(found)] == []
