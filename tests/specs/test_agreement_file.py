"""Agreements written by machine: what was meant is what the file says."""

from datetime import date

import pytest

from meshwright.specs.agreement_file import AgreementFile, Opened
from meshwright.specs.as_edited import with_agreement, with_product, without_agreement
from meshwright.specs.models import Mesh

from meshes import MeshOf

ENDS = date(2026, 12, 31)


def file(purpose: str = "Reports", **changes: object) -> AgreementFile:
    tables = changes.pop("tables", {"orders": Opened()})
    return AgreementFile("sales.orders", "finance", purpose, tables, ENDS, **changes)  # pyright: ignore[reportArgumentType] - what a test changes


@pytest.mark.parametrize(
    "purpose",
    [
        "Monthly revenue report",
        "null",
        "no: really # not a comment",
        '"quoted" and \\ backslash',
        "- item, [list], {map}: *alias &anchor !tag",
        "Ümläuts, 日本語",
        "2026-12-31",
        "x" * 2048,
    ],
)
def test_any_text_comes_back_as_it_was(mesh_of: MeshOf, purpose: str) -> None:
    written = file(purpose, contact="team@acme.example", starts=date(2026, 1, 1))
    edited = with_agreement(mesh_of(), "sales.orders", "finance", written.text.encode())

    assert isinstance(edited, Mesh)
    spec = edited.products["sales.orders"].agreements[0].spec
    assert (spec.purpose, spec.contact, spec.starts, spec.expires) == (
        purpose,
        "team@acme.example",
        date(2026, 1, 1),
        ENDS,
    )


def test_what_is_said_is_written_and_no_more() -> None:
    tables = {"orders": Opened(("order_id",)), "lines": Opened("all"), "null": Opened()}
    written = file(tables=tables, legal_basis="contract", remark="By hand.")

    assert written.path == "domains/sales/orders/access/finance.yaml"
    assert written.text == (
        "# yaml-language-server: $schema=../../../../schema/agreement.schema.json\n"
        "# By hand.\n"
        "purpose: Reports\n"
        "legalBasis: contract\n"
        "tables:\n"
        "  orders: {columns: [order_id]}\n"
        "  lines: {columns: all}\n"
        '  "null":\n'
        "expires: 2026-12-31\n"
    )


def test_long_lists_have_a_line_of_their_own() -> None:
    columns = tuple(f"column_{n}" for n in range(12))
    text = file(tables={"orders": Opened(columns, "a = 'b'")}).text

    assert "  orders:\n    columns: [column_0, " in text
    assert "    rows: \"a = 'b'\"\n" in text


def test_a_text_that_is_no_spec_says_why(mesh_of: MeshOf) -> None:
    mesh = mesh_of()

    assert isinstance(with_agreement(mesh, "sales.orders", "finance", b"purpose: x\n"), tuple)
    assert isinstance(with_product(mesh, "sales.orders", b"tables: {}\n"), tuple)


def test_a_mesh_without_an_agreement_keeps_the_others(mesh_of: MeshOf) -> None:
    mesh = mesh_of()

    assert without_agreement(mesh, "sales.orders", "finance.reporting").agreements() == {}
    assert without_agreement(mesh, "sales.orders", "nobody").agreements() == mesh.agreements()


def test_whole_files_are_asked_for_in_a_line_of_their_own() -> None:
    assert "\nfiles: true\n" in file(files=True).text


def test_a_spec_that_cannot_be_read_says_why(mesh_of: MeshOf) -> None:
    found = with_product(mesh_of(), "sales.orders", b"tables: [")

    assert isinstance(found, tuple)
    assert [str(finding).partition(":")[0] for finding in found] == [
        "domains/sales/orders/product.yaml"
    ]
