"""`mesh import glue`: a database of the catalog, as spec and lock of a new product."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from meshwright.specs.load import load_mesh
from standards.glue.test_imported import LAKE

SPEC, LOCK = (f"domains/sales/crm/product{end}.yaml" for end in ("", ".lock"))
ARGUMENTS = ("import", "glue", "crm_raw", "--into", "sales", "--name", "crm")


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"crm_raw": LAKE}
    monkeypatch.setattr("meshwright.cli.running.connected", lambda *_: nullcontext("cloud"))
    monkeypatch.setattr(
        "meshwright.operations.found_database.found_database", lambda _, name: found.get(name)
    )


@pytest.mark.usefixtures("lake")
def test_spec_and_lock_are_written_and_read_back(checkout: Path, mesh: Any) -> None:
    ended = mesh(*ARGUMENTS)
    again = mesh(*ARGUMENTS)
    product = load_mesh(checkout).mesh.products["sales.crm"]

    assert (ended.code, ended.out) == (0, f"{SPEC}\n{LOCK}\n")
    assert "note IMP040 its files are csv" in ended.err
    assert "next: mesh check" in ended.err
    assert product.adopted is not None
    assert product.adopted.tables["visits"].location == "raw/visits/"
    # What a command writes stays as it is when another one writes it again.
    assert mesh("lock", "sales.crm").code == 0
    assert load_mesh(checkout).mesh.products["sales.crm"].locked == product.locked
    assert (again.code, again.out) == (5, "")
    assert "IMP031 the database 'crm_raw' is that of the product sales.crm" in again.err


@pytest.mark.usefixtures("lake")
def test_a_dry_run_shows_both_files_and_writes_none(checkout: Path, mesh: Any) -> None:
    ended = mesh(*ARGUMENTS, "--dry-run")
    told = mesh(*ARGUMENTS, "--dry-run", "--json").document

    assert ended.code == 0
    assert "tables:\n  customers:" in ended.out
    assert 'database: "crm_raw"' in ended.out
    assert [*told["files"]] == [SPEC, LOCK]
    assert told["written"] is False
    assert not (checkout / SPEC).exists()


@pytest.mark.usefixtures("lake")
def test_a_database_that_is_not_there_is_refused(checkout: Path, mesh: Any) -> None:
    broken = checkout / "domains/sales/broken"
    broken.mkdir()
    (broken / "product.yaml").write_text("not: readable\n")
    ended = mesh("import", "glue", "gone", "--into", "sales")
    told = mesh("import", "glue", "gone", "--into", "sales", "--json")

    assert (ended.code, ended.out) == (5, "")
    assert "error IMP030 local has no database 'gone'" in ended.err
    assert told.code == 5
    assert told.document["files"] == {}
