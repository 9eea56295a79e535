"""`files: true` is an access point, and room for it in the bucket's policy and the key's."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from meshwright.aws.resource_types import ACCESS_POINT, BUCKET_POLICY, KEY, MANAGED_POLICY
from meshwright.plan import names, plan, whole_files
from meshwright.plan.declaration import Declaration, Plan
from meshwright.specs.environment import Environment

from meshes import TODAY, MeshOf

ACCOUNT = "111122223333"
ORDERS, SALES = "dev.sales.orders", "dev.sales"
REPORTING = f"arn:aws:iam::{ACCOUNT}:role/mesh/finance/mesh-dev--finance--reporting--runtime"
AGREEMENT = "sales/orders/access/finance.reporting.yaml"
NAME = "files:finance.reporting"
UNTIL = {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}


def agreed(expires: str = "2026-12-31", *, files: str = "files: true\n") -> dict[str, str]:
    text = f"""\
purpose: Monthly revenue report
tables:
  lines: {{columns: all}}
{files}starts: 2026-01-01
expires: {expires}
"""
    return {AGREEMENT: text}


def planned(mesh_of: MeshOf, dev: Environment, *, as_of: date = TODAY, **given: Any) -> Plan:
    return plan(mesh_of(agreed(**given)), dev, as_of=as_of)


def of(found: Plan, stack: str, type_: str) -> Mapping[str, Declaration]:
    return {d.name: d for d in found.stacks[stack].declarations if d.type == type_}


def key_statements(found: Plan) -> dict[str, Any]:
    policy = json.loads(of(found, SALES, KEY)["key"].inputs["policy"])
    return {s["Sid"]: s for s in policy["Statement"]}


def delegations(found: Plan) -> list[Any]:
    policy = json.loads(of(found, ORDERS, BUCKET_POLICY)["data"].inputs["policy"])
    return [s for s in policy["Statement"] if s["Effect"] == "Allow"]


def test_an_agreement_is_one_access_point_for_one_principal(
    mesh_of: MeshOf, dev: Environment
) -> None:
    points = of(planned(mesh_of, dev), ORDERS, ACCESS_POINT)

    assert list(points) == [NAME]
    inputs = points[NAME].inputs
    arn = f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/{inputs['name']}"
    who = {"StringEquals": {"aws:PrincipalArn": REPORTING}}
    objects, listing = json.loads(inputs["policy"])["Statement"]
    assert objects["Resource"] == [f"{arn}/object/lines/*"]
    assert (objects["Action"], objects["Condition"]) == ("s3:GetObject", {**who, **UNTIL})
    assert (listing["Action"], listing["Resource"]) == ("s3:ListBucket", [arn])
    assert listing["Condition"] == {**who, **UNTIL, "StringLike": {"s3:prefix": ["lines/*"]}}
    assert all(inputs["publicAccessBlockConfiguration"].values())


def test_its_name_tells_nobody_who_reads_what(mesh_of: MeshOf, dev: Environment) -> None:
    name = of(planned(mesh_of, dev), ORDERS, ACCESS_POINT)[NAME].inputs["name"]

    assert name.startswith("mesh-dev-")
    assert len(name) <= 50
    assert not {"sales", "orders", "finance", "reporting"} & set(name.split("-"))


def test_two_consumers_never_share_an_access_point(dev: Environment) -> None:
    place = dev.place_of("sales")
    asked = [("sales.orders", "finance"), ("sales.orders", "hr"), ("sales.order", "s.finance")]

    assert len({names.access_point(*each, place) for each in asked}) == len(asked)


def test_the_bucket_lets_the_meshs_access_points_decide_and_nobody_else(
    mesh_of: MeshOf, dev: Environment
) -> None:
    (delegation,) = delegations(planned(mesh_of, dev))

    assert delegation["Action"] == ["s3:GetObject", "s3:ListBucket"]
    assert delegation["Condition"] == {
        "StringEquals": {"s3:DataAccessPointAccount": ACCOUNT},
        "ArnLike": {
            "s3:DataAccessPointArn": f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/mesh-dev-*"
        },
    }


def test_the_key_opens_to_exactly_that_consumer_until_the_last_day(
    mesh_of: MeshOf, dev: Environment
) -> None:
    statement = key_statements(planned(mesh_of, dev))["FilesUntil20261231"]

    assert statement["Action"] == ["kms:Decrypt"]
    assert statement["Condition"] == {
        "StringEquals": {
            "kms:CallerAccount": ACCOUNT,
            "kms:ViaService": ["s3.eu-central-1.amazonaws.com"],
            "aws:PrincipalArn": [REPORTING],
        },
        **UNTIL,
    }


@pytest.mark.parametrize(
    ("as_of", "files"),
    [
        (date(2025, 12, 31), "files: true\n"),
        (date(2027, 1, 1), "files: true\n"),
        (TODAY, "files: false\n"),
        (TODAY, ""),
    ],
    ids=["not yet", "no longer", "said not", "not said"],
)
def test_nothing_is_open_where_no_agreement_in_force_gives_files(
    mesh_of: MeshOf, dev: Environment, as_of: date, files: str
) -> None:
    found = planned(mesh_of, dev, as_of=as_of, files=files)

    assert of(found, ORDERS, ACCESS_POINT) == {}
    assert delegations(found) == []
    assert not any(sid.startswith("Files") for sid in key_statements(found))


def test_a_domains_stack_turns_on_the_days_of_its_files(mesh_of: MeshOf, dev: Environment) -> None:
    def turns(as_of: date, **given: Any) -> date | None:
        return planned(mesh_of, dev, as_of=as_of, **given).stacks[SALES].next_change

    assert turns(date(2025, 6, 1)) == date(2026, 1, 1)
    assert turns(TODAY) == date(2027, 1, 1)
    assert turns(date(2027, 1, 1)) is None
    assert turns(TODAY, files="") is None


def test_an_agreement_up_to_the_last_day_there_is_ends_with_it(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = planned(mesh_of, dev, expires="9999-12-31")

    condition = key_statements(found)["FilesUntil99991231"]["Condition"]
    assert condition["DateLessThan"] == {"aws:CurrentTime": "9999-12-31T23:59:59Z"}
    assert of(found, ORDERS, ACCESS_POINT)


def test_who_gets_files_of_two_products_is_named_once_for_the_last_day(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = """\
purpose: Monthly revenue report
tables: {invoices: {columns: all}}
files: true
expires: 2027-03-31
"""
    more = {"sales/invoices/access/finance.reporting.yaml": text}

    found = plan(mesh_of({**agreed(), **more}), dev, as_of=TODAY)

    sids = [sid for sid in key_statements(found) if sid.startswith("Files")]
    assert sids == ["FilesUntil20270331"]


def test_a_product_that_is_given_up_gives_no_files(mesh_of: MeshOf, dev: Environment) -> None:
    text = "description: Orders.\nstatus: retired\ntables: {lines: {columns: {sku: string}}}\n"
    found = plan(mesh_of({**agreed(), "sales/orders/product.yaml": text}), dev, as_of=TODAY)

    assert of(found, ORDERS, ACCESS_POINT) == {}
    assert not any(sid.startswith("Files") for sid in key_statements(found))


def test_a_moved_consumer_keeps_its_access_point(mesh_of: MeshOf, dev: Environment) -> None:
    before = of(planned(mesh_of, dev), ORDERS, ACCESS_POINT)[NAME]
    moved = {
        "finance/reporting/product.yaml": None,
        "finance/figures/product.yaml": "description: d\ntables: {t: {columns: {a: string}}}",
        "finance/figures/product.lock.yaml": "origin: finance.reporting",
        AGREEMENT: None,
        "sales/orders/access/finance.figures.yaml": agreed()[AGREEMENT],
    }

    after = of(plan(mesh_of(moved), dev, as_of=TODAY), ORDERS, ACCESS_POINT)

    assert after[NAME].inputs == before.inputs


def test_its_arn_is_known_before_anything_is_deployed(mesh_of: MeshOf, dev: Environment) -> None:
    mesh = mesh_of(agreed())
    product = mesh.products["sales.orders"]
    point = of(plan(mesh, dev, as_of=TODAY), ORDERS, ACCESS_POINT)[NAME].inputs["name"]

    (agreement,) = product.agreements
    assert whole_files.access_point_arn(mesh, product, agreement, dev) == (
        f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/{point}"
    )


def test_an_agreement_of_queries_alone_has_no_arn(mesh_of: MeshOf, dev: Environment) -> None:
    mesh = mesh_of(agreed(files=""))
    product = mesh.products["sales.orders"]

    assert whole_files.access_point_arn(mesh, product, product.agreements[0], dev) is None


def test_the_boundary_leaves_room_for_access_points_of_the_mesh_alone(
    mesh_of: MeshOf, dev: Environment
) -> None:
    (boundary,) = of(planned(mesh_of, dev), "dev", MANAGED_POLICY).values()
    statements = json.loads(boundary.inputs["policy"])["Statement"]
    (files,) = [s for s in statements if s["Sid"] == "Files"]

    assert files["Action"] == ["s3:GetObject", "s3:ListBucket"]
    assert files["Resource"] == [f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/mesh-dev-*"]
