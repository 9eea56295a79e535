"""`mesh import odcs` and `mesh export`: contracts in, specs that pass the check, contracts out."""

from pathlib import Path

import pytest

from standards.odcs.contracts import RICH, examples, said

PEOPLE = "apiVersion: v3.1.0\nkind: DataContract\nid: p\nname: people\nschema: []\ndomain: sales\n"


@pytest.fixture
def contract(checkout: Path) -> Path:
    path = checkout / "rich.odcs.yaml"
    path.write_text(RICH)
    return path


def test_a_contract_becomes_a_product_that_passes_the_check(contract, checkout, mesh):
    ended = mesh("import", "odcs", contract.name)
    checked = mesh("check", "--json")

    assert (ended.code, ended.out) == (0, "domains/sales/web_orders/product.yaml\n")
    assert "rich.odcs.yaml:" in ended.err
    assert "note IMP009 id is kept under extensions.odcs, without effect" in ended.err
    assert (checkout / "domains/sales/web_orders/product.yaml").is_file()
    assert checked.code == 0
    own = [f for f in checked.document["findings"] if f["subject"] == "sales.web_orders"]
    assert [f["code"] for f in own if f["severity"] == "error"] == []
    assert said(mesh("export", "odcs", "sales.web_orders").out)["price"]["priceAmount"] == 9.95


def test_a_dry_run_shows_the_spec_and_writes_nothing(contract, checkout, mesh):
    ended = mesh(
        "import", "odcs", contract.name, "--dry-run", "--into", "finance", "--name", "shop"
    )

    assert ended.code == 0
    assert "tables:\n  order_lines:" in ended.out
    assert not (checkout / "domains/finance/shop").exists()


def test_contracts_without_tables_are_refused_and_the_others_imported(contract, checkout, mesh):
    (checkout / "people.odcs.yaml").write_text(PEOPLE)

    ended = mesh("import", "odcs", "people.odcs.yaml", contract.name, "--json")

    assert ended.code == 5
    assert list(ended.document["files"]) == ["domains/sales/web_orders/product.yaml"]
    assert "IMP002" in {f["code"] for f in ended.document["findings"]}
    alone = mesh("import", "odcs", "people.odcs.yaml")
    assert (alone.code, alone.out) == (5, "")
    assert "error IMP002" in alone.err
    assert "next:" not in alone.err


def test_nothing_is_written_over(contract, checkout, mesh):
    mesh("import", "odcs", contract.name)
    again = mesh("import", "odcs", contract.name)
    (checkout / "domains/sales/web_orders/product.yaml").write_text("not: readable\n")
    broken = mesh("import", "odcs", contract.name)
    other = checkout / "domains/sales/other"
    other.mkdir()
    (other / "product.yaml").symlink_to("nowhere")
    hidden = mesh("import", "odcs", contract.name, "--name", "other")

    assert again.code == broken.code == 5
    assert "IMP006 there is a product sales.web_orders already" in again.err
    assert "IMP006" in broken.err
    assert hidden.code in (2, 5)
    assert (checkout / "domains/sales/web_orders/product.yaml").read_text() == "not: readable\n"


def test_two_contracts_of_one_name_do_not_meet(contract, checkout, mesh):
    (checkout / "twin.odcs.yaml").write_text(RICH)

    ended = mesh("import", "odcs", contract.name, "twin.odcs.yaml")

    assert ended.code == 5
    assert ended.err.count("IMP006") == 1


def test_a_file_that_comes_meanwhile_is_left_alone(contract, checkout, mesh, monkeypatch):
    from meshwright.cli import import_files

    show = import_files._imported

    def late(*arguments):
        found = [*show(*arguments)]
        path = checkout / found[0].path
        path.parent.mkdir(parents=True)
        path.write_text("mine\n")
        return iter(found)

    monkeypatch.setattr(import_files, "_imported", late)
    ended = mesh("import", "odcs", contract.name)

    assert ended.code == 2
    assert "already exists" in ended.err


@pytest.mark.usefixtures("checkout")
@pytest.mark.parametrize(
    ("words", "said_of_it"),
    [
        (("import", "odcs", "nothing.yaml"), "nothing.yaml cannot be read"),
        (("export", "odcs"), "3 files come of what is named"),
        (("export", "parquet"), "Invalid value for 'FORMAT'"),
        (("export", "odcs", "sales.order"), "did you mean 'sales.orders'?"),
    ],
)
def test_a_command_line_that_is_wrong_is_told(mesh, words, said_of_it):
    ended = mesh(*words)

    assert ended.code == 2
    assert said_of_it in ended.err


def test_products_are_exported_into_a_folder_or_a_document(checkout, mesh):
    into = mesh("export", "odcs", "sales", "--out", "out/contracts")
    document = mesh("export", "odcs", "--json").document

    assert into.out.split() == [
        "out/contracts/sales.invoices.odcs.yaml",
        "out/contracts/sales.orders.odcs.yaml",
    ]
    text = (checkout / "out/contracts/sales.orders.odcs.yaml").read_text()
    assert document["files"]["sales.orders.odcs.yaml"] == text
    assert len(document["files"]) == 3


def test_the_standards_own_examples_pass_the_check(checkout, mesh):
    """Those beside the checkout, or that a variable names, and one that is always there."""
    for at, (name, text) in enumerate([*examples(), ("rich", RICH)]):
        (checkout / name).write_text(text)
        ended = mesh("import", "odcs", name, "--into", "sales", "--name", f"example{at}")
        assert ended.code in (0, 5)
        assert (ended.code == 5) == ("IMP002" in ended.err)

    checked = mesh("check", "--json")
    assert [f for f in checked.document["findings"] if f["severity"] == "error"] == []
