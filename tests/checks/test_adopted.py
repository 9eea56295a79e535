"""What a product takes over is given to it by the environment file."""

from typing import Any

import pytest

from meshwright.checks import check_mesh
from meshwright.specs.load import load_mesh

from .conftest import TODAY, Checked
from meshes import environment

SPEC = "sales/carts/product.yaml"
LOCK = "sales/carts/product.lock.yaml"
AGREED = "sales/carts/access/finance.reports.yaml"
CARTS = "description: Carts.\ntables:\n  carts: {{format: {0}, columns: {{id: string}}}}\n"
ADOPTED = """\
adopted:
  database: crm_raw
  bucket: acme-lake
  prefix: {0}
  tables: {{carts: {{location: {1}}}}}
"""
GIVEN = {"databases": {"crm_raw": "sales.carts"}, "locations": {"acme-lake/crm/": "sales.carts"}}
FILES = "purpose: Reports\nfiles: true\ntables: {carts: {columns: all}}\nexpires: 2099-01-01\n"


def found(checked: Checked, root: Any, files: Any, adopted: Any = GIVEN) -> list[str]:
    checked({SPEC: CARTS.format("csv"), LOCK: ADOPTED.format("crm/", "crm/carts/")} | files)
    mesh = load_mesh(root).mesh
    said = check_mesh(mesh, environment("local", adopted=adopted), as_of=TODAY)
    return [f"{f.code} {f.where}" for f in said if f.code.startswith("CHK19") and f.code > "CHK192"]


def test_what_is_given_is_taken(checked: Checked, tmp_path) -> None:
    assert found(checked, tmp_path, {}) == []


@pytest.mark.parametrize(
    ("files", "adopted", "code"),
    [
        ({}, {}, "CHK193 adopted.database"),
        ({}, {"databases": {"crm_raw": "sales.orders"}}, "CHK193 adopted.database"),
        (
            {},
            GIVEN | {"locations": {"acme-lake": "sales.orders", "acme-lake/crm/": "sales.carts"}},
            "CHK194 adopted.locations.acme-lake/crm/",
        ),
        ({LOCK: None}, {}, "CHK195 tables.carts"),
        (
            {
                SPEC: CARTS.format("csv, query: carts.sql"),
                "sales/carts/carts.sql": "select 1 as id\n",
            },
            GIVEN,
            "CHK195 tables.carts",
        ),
        (
            {LOCK: ADOPTED.format("crm/", "erp/carts/")},
            GIVEN,
            "CHK196 adopted.tables.carts.location",
        ),
        ({AGREED: FILES}, GIVEN, "CHK197 files"),
    ],
)
def test_what_is_not_given_is_refused(
    checked: Checked, tmp_path, files: Any, adopted: Any, code: str
) -> None:
    assert found(checked, tmp_path, files, adopted) == [code]


def test_an_agreement_that_gives_no_files_is_as_of_any_other_table(
    checked: Checked, tmp_path
) -> None:
    assert found(checked, tmp_path, {AGREED: FILES.replace("files: true\n", "")}) == []


def test_an_environment_whose_locations_lie_beside_each_other_is_sound(
    checked: Checked, tmp_path
) -> None:
    beside = {"acme-lake/crm/": "sales.carts", "acme-lake/crm-old/": "sales.orders"}

    assert found(checked, tmp_path, {}, GIVEN | {"locations": beside}) == []
