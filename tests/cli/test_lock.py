"""`mesh lock` on a working tree, and what `mesh check` says before and afterwards."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .conftest import Mesh, write
from .test_loaded_modules import heavy, loaded

SPEC = "domains/sales/invoices/product.yaml"
LOCK = "domains/sales/invoices/product.lock.yaml"
Git = Callable[..., str]


def spec(columns: str, **fields: str) -> dict[str, str]:
    more = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    return {
        SPEC: "description: Invoices.\ninputs: [sales.orders]\n"
        f"tables:\n  invoices:\n    format: iceberg\n{more}    columns: {columns}\n"
    }


@pytest.fixture
def git(checkout: Path) -> Git:
    """Git in a checkout whose invoices are an Iceberg table without a lock, all committed."""
    write(checkout, spec("{id: string, to: 'struct<city:string>', paid: boolean}"))

    def call(*arguments: str) -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        command = ["git", "-C", str(checkout), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    call("init", "-q", "-b", "main")
    call("add", "-A")
    call("commit", "-q", "-m", "begin")
    return call


def said(mesh: Mesh, *arguments: str) -> list[tuple[str, str]]:
    found = mesh("check", "--json", *arguments).document["findings"]
    return [(f["code"], f["message"]) for f in found if f["code"].startswith("CHK14")]


def locked(checkout: Path) -> dict[str, object]:
    return yaml.safe_load((checkout / LOCK).read_text())


@pytest.mark.usefixtures("git")
def test_ids_are_written_once_and_stay(mesh: Mesh, checkout: Path) -> None:
    first, again = mesh("lock"), mesh("lock")

    assert (first.code, first.out) == (0, f"written   {LOCK}  (invoices)\n")
    assert (again.code, again.out) == (0, f"unchanged {LOCK}\n")
    assert locked(checkout) == {"fields": {"invoices": {"id": 1, "to": 2, "paid": 3, "to.city": 4}}}


@pytest.mark.usefixtures("git")
def test_a_table_that_no_lock_knew_keeps_the_ids_of_the_last_commit(
    mesh: Mesh, checkout: Path
) -> None:
    write(checkout, spec("{to: 'struct<zip:int,city:string>', new: int, id: string}"))

    assert mesh("lock", "sales.invoices").code == 0

    assert locked(checkout) == {
        "fields": {"invoices": {"id": 1, "to": 2, "to.city": 4, "new": 5, "to.zip": 6}},
        "retired": {"invoices": [3]},
    }


def test_a_change_that_was_committed_before_is_locked_from_where_it_began(
    mesh: Mesh, checkout: Path, git: Git
) -> None:
    write(checkout, spec("{to: 'struct<city:string>', paid: boolean}"))
    git("commit", "-q", "-a", "-m", "drop the first column")

    assert said(mesh) == []
    assert said(mesh, "--changed-since", "main~1") == [
        ("CHK143", "'to' of 'invoices' has the id 2 in its files, and would get 1")
    ]
    assert mesh("lock", "--changed-since", "main~1").code == 0
    assert said(mesh, "--changed-since", "main~1") == []
    assert locked(checkout)["retired"] == {"invoices": [1]}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            "{id: string, to: 'struct<city:string>'}",
            "'to.city' of 'invoices' has the id 4 in its files, and would get 3",
        ),
        (
            "{id: string, to: 'struct<city:string>', paid: boolean, new: int}",
            "'new' of 'invoices' is due 5 in its files, and would get 4",
        ),
        (
            "{id: string, to: 'struct<city:string>', paid: boolean, "
            "at: {type: 'struct<a:int>', renamedFrom: too}}",
            "'at' of 'invoices' is due 5 in its files, and would get 4",
        ),
    ],
)
def test_a_change_without_a_lock_is_no_quiet_one(
    mesh: Mesh, checkout: Path, git: Git, columns: str, message: str
) -> None:
    del git
    write(checkout, spec(columns))

    assert ("CHK143", message) in said(mesh, "--changed-since", "main")


def test_what_the_last_column_was_is_to_be_remembered(mesh: Mesh, checkout: Path, git: Git) -> None:
    write(checkout, spec("{id: string, paid: boolean}"))
    git("commit", "-q", "-a", "-m", "plain columns")
    write(checkout, spec("{id: string}"))

    assert said(mesh, "--changed-since", "main") == [
        ("CHK143", "nothing remembers that 'invoices' has files with fields of the ids 2")
    ]


@pytest.mark.usefixtures("git")
def test_a_lock_that_is_behind_is_told_with_what_to_run(mesh: Mesh, checkout: Path) -> None:
    mesh("lock")
    write(checkout, spec("{id: string, to: 'struct<city:string,zip:int>', state: boolean}"))

    checked = mesh("lock", "--check")
    (finding,) = (f for f in mesh("check", "--json").document["findings"] if f["code"] == "CHK140")

    assert (checked.code, checked.out) == (5, f"stale     {LOCK}  (invoices)\n")
    assert finding["message"] == (
        "product.lock.yaml does not know 'state' yet, and 2 more fields differ"
    )
    assert "mesh lock sales.invoices" in finding["fix"]
    assert mesh("lock").code == 0
    assert mesh("lock", "--check").code == 0
    assert said(mesh) == []


@pytest.mark.usefixtures("git")
def test_a_column_that_is_only_gone_makes_a_lock_stale_too(mesh: Mesh, checkout: Path) -> None:
    mesh("lock")
    write(checkout, spec("{id: string, paid: boolean}"))

    assert said(mesh) == [("CHK140", "product.lock.yaml still has 'to', and 1 more fields differ")]


@pytest.mark.usefixtures("git")
def test_a_rename_keeps_the_id_and_a_wrong_one_is_told(mesh: Mesh, checkout: Path) -> None:
    mesh("lock")
    to = "to: 'struct<city:string>'"
    write(checkout, spec(f"{{id: string, {to}, done: {{type: boolean, renamedFrom: payd}}}}"))
    assert ("CHK142", "the table never had a column 'payd', did you mean 'paid'?") in said(mesh)

    write(checkout, spec(f"{{id: {{type: string, renamedFrom: paid}}, {to}}}"))
    assert ("CHK141", "'id' has values of its own, and cannot take those of 'paid'") in said(mesh)

    write(checkout, spec(f"{{id: string, {to}, done: {{type: boolean, renamedFrom: paid}}}}"))
    mesh("lock")
    assert said(mesh) == []
    assert locked(checkout)["fields"] == {"invoices": {"id": 1, "to": 2, "done": 3, "to.city": 4}}


@pytest.mark.usefixtures("git")
def test_a_table_without_ids_needs_no_lock_and_keeps_the_one_it_has(
    mesh: Mesh, checkout: Path
) -> None:
    mesh("lock")
    write(checkout, {SPEC: spec("{id: string}")[SPEC].replace("iceberg", "parquet")})

    assert mesh("lock", "--check").out == f"unchanged {LOCK}\n"
    assert mesh("lock", "sales.orders").out == ""
    assert said(mesh) == []


@pytest.mark.usefixtures("git")
def test_a_spec_with_errors_is_left_as_it_is(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {SPEC: "description: Invoices.\ntypo: 1\n"})

    ended = mesh("lock", "--json")

    assert ended.code == 5
    assert ended.document["unreadable"] == ["sales.invoices"]
    assert mesh("lock").err.startswith("domains/sales/invoices cannot be read")
    assert not (checkout / LOCK).exists()


def test_a_document_says_what_is_written(mesh: Mesh, git: Git) -> None:
    del git
    document = mesh("lock", "--json").document

    assert document["locks"] == [
        {
            "product": "sales.invoices",
            "path": LOCK,
            "action": "written",
            "tables": [
                {
                    "table": "invoices",
                    "fields": {"id": 1, "to": 2, "paid": 3, "to.city": 4},
                    "retired": [],
                }
            ],
        }
    ]


def test_without_git_the_spec_alone_counts(mesh: Mesh, checkout: Path) -> None:
    write(checkout, spec("{id: string}"))

    assert mesh("lock").code == 0
    assert locked(checkout) == {"fields": {"invoices": {"id": 1}}}
    (checkout / LOCK).unlink()
    assert mesh("lock", "--changed-since", "main").code == 2


@pytest.mark.usefixtures("git")
def test_a_moved_product_keeps_its_ids_there_and_back(mesh: Mesh, checkout: Path, git: Git) -> None:
    mesh("lock")
    ids = locked(checkout)["fields"]
    git("add", "-A")
    git("commit", "-q", "-m", "lock")

    assert mesh("move", "sales.invoices", "sales.bills").code == 0
    moved = yaml.safe_load((checkout / "domains/sales/bills/product.lock.yaml").read_text())
    assert moved == {"origin": "sales.invoices", "fields": ids}
    git("commit", "-q", "-m", "move")
    assert mesh("move", "sales.bills", "sales.invoices").code == 0
    assert locked(checkout) == {"fields": ids}


def test_a_lock_that_is_written_later_does_not_undo_a_move(
    mesh: Mesh, checkout: Path, git: Git
) -> None:
    assert mesh("move", "sales.invoices", "finance.invoices").code == 0
    git("commit", "-q", "-m", "move")
    path = "domains/finance/invoices/product.yaml"
    errors = [f["code"] for f in mesh("check", "--json").document["findings"]]
    assert "CHK070" not in errors

    mesh("lock")
    assert "origin: sales.invoices" in (checkout / path.replace(".yaml", ".lock.yaml")).read_text()
    before = [f["code"] for f in mesh("check", "--json").document["findings"]]
    git("commit", "-q", "-a", "-m", "lock")
    after = [f["code"] for f in mesh("check", "--json").document["findings"]]

    assert before == after == errors


def test_lock_loads_nothing_heavy(checkout: Path) -> None:
    code, modules = loaded(checkout, "lock")

    assert (code, heavy(modules)) == (0, set())
