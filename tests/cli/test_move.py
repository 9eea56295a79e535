"""`mesh move` on a working tree, and what `mesh check` says afterwards."""

import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from shown_commands import commands

from .conftest import Mesh, write
from .test_loaded_modules import heavy, lacking, loaded

OLD, NEW = "domains/sales/orders", "domains/finance/orders"
SPEC = "product.yaml"
LOCK = "product.lock.yaml"
PAGE = Path(__file__).parents[2] / "docs/how-to/move-a-product.md"
Git = Callable[..., str]


@pytest.fixture
def git(checkout: Path) -> Git:
    """Git in the checkout, all of which is committed."""

    def call(*arguments: str) -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        command = ["git", "-C", str(checkout), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    call("init", "-q", "-b", "main")
    call("add", "-A")
    call("commit", "-q", "-m", "begin")
    return call


class KilledError(BaseException):
    """What no handler of errors sees: a process that is killed runs no further either."""


def errors(mesh: Mesh) -> list[tuple[str, str]]:
    found = mesh("check", "--json").document["findings"]
    return [(f["code"], f["subject"]) for f in found if f["severity"] == "error"]


@pytest.mark.parametrize("new", ["sales.bookings", "finance.orders", "finance.bookings"])
def test_a_moved_mesh_passes_the_check_as_it_stands(
    mesh: Mesh, checkout: Path, git: Git, new: str
) -> None:
    assert errors(mesh) == []
    ended = mesh("move", "sales.orders", new)

    assert ended.code == 0
    assert errors(mesh) == []
    folder = checkout / "domains" / new.replace(".", "/")
    assert (folder / LOCK).read_text().endswith("\norigin: sales.orders\n")
    assert not (checkout / OLD).exists()

    git("commit", "-q", "-m", "move")
    assert git("status", "--short") == ""
    assert errors(mesh) == []


def test_what_names_the_product_follows_and_keeps_its_layout(
    mesh: Mesh, checkout: Path, git: Git
) -> None:
    text = (
        "# What it is made of.\n"
        "description: Revenue by month.\n"
        "inputs:   # in this order\n"
        "- 'sales.orders'   # the first\n"
        '- "sales.invoices"\n'
        "tables:\n"
        "  revenue:\n"
        "    columns: {month: date, sales: string}   # sales.orders\n"
        "declassification: Of sales.orders only the month\n"
    )
    write(
        checkout,
        {
            "domains/finance/reporting/product.yaml": text,
            "domains/sales/invoices/access/finance.reporting.yaml": (
                "purpose: x\ntables: {invoices: }\nexpires: 2026-12-31\n"
            ),
        },
    )
    git("add", "-A")
    git("commit", "-q", "-m", "more")
    mesh("move", "sales.orders", "sales.bookings")

    spec = checkout / "domains/finance/reporting/product.yaml"
    assert spec.read_text() == text.replace("'sales.orders'", "'sales.bookings'")
    assert (checkout / "domains/sales/invoices/product.yaml").read_text().count("sales.bookings")
    assert errors(mesh) == []


def test_who_names_it_as_a_successor_names_it_anew(mesh: Mesh, checkout: Path, git: Git) -> None:
    spec = checkout / "domains/sales/invoices/product.yaml"
    text = (
        "description: Invoices.\n"
        "status: deprecated\n"
        "sunset: 2026-12-31\n"
        "successor: sales.orders   # in time\n"
        "tables:\n"
        "  invoices:\n"
        "    successor: sales.orders.lines\n"
        "    columns:\n"
        "      invoice_id: string\n"
        "      order_id: {type: string, references: sales.orders.orders.order_id}\n"
        "      sku: {type: string, references: [invoices.order_id, sales.orders.lines.sku]}\n"
    )
    spec.write_text(text)
    git("commit", "-qam", "deprecate")
    mesh("move", "sales.orders", "finance.orders")

    assert spec.read_text() == text.replace("sales.orders", "finance.orders")


def test_who_refers_to_its_columns_alone_names_it_anew(mesh: Mesh, checkout: Path, git: Git):
    spec = checkout / "domains/sales/invoices/product.yaml"
    spec.write_text(
        "description: Invoices.\n"
        "tables:\n"
        "  invoices: {columns: {id: {type: string, references: sales.orders.orders.order_id}}}\n"
    )
    git("commit", "-qam", "refer")

    told = mesh("move", "sales.orders", "finance.orders").out

    assert "references: finance.orders.orders.order_id" in spec.read_text()
    assert "refers to its columns" in told


def test_what_a_product_may_read_bears_its_new_name(mesh: Mesh, checkout: Path, git: Git) -> None:
    del git
    agreement = (checkout / OLD / "access/finance.reporting.yaml").read_text()
    mesh("move", "finance.reporting", "sales.revenue")

    assert not (checkout / OLD / "access/finance.reporting.yaml").exists()
    assert (checkout / OLD / "access/sales.revenue.yaml").read_text() == agreement


def test_who_read_without_an_agreement_gets_one(mesh: Mesh, checkout: Path, git: Git) -> None:
    del git
    mesh("move", "sales.orders", "finance.orders")

    written = {path.name: path.read_text() for path in (checkout / NEW / "access").iterdir()}
    assert written.keys() == {"finance.reporting.yaml", "sales.invoices.yaml", "sales.yaml"}
    for name in ("sales.invoices.yaml", "sales.yaml"):
        assert "tables:\n  orders:\n  lines:\nexpires: 2027-06-01\n" in written[name]


def test_what_an_agreement_leaves_out_is_told(mesh: Mesh, checkout: Path, git: Git) -> None:
    agreement = "purpose: x\ntables: {orders: }\nexpires: 2026-12-31\n"
    write(checkout, {f"{OLD}/access/sales.yaml": agreement})
    git("add", "-A")
    git("commit", "-qm", "agree")
    notes = mesh("move", "sales.orders", "finance.orders", "--json").document["notes"]

    assert [note.partition(":")[0] for note in notes] == ["sales no longer reads lines"]
    assert (checkout / NEW / "access/sales.yaml").read_text() == agreement


def test_what_a_product_read_without_an_agreement_it_goes_on_reading(
    mesh: Mesh, checkout: Path, git: Git
) -> None:
    del git
    mesh("move", "sales.invoices", "finance.invoices")

    assert (checkout / OLD / "access/finance.invoices.yaml").is_file()
    assert errors(mesh) == []


def test_a_table_of_which_nothing_is_unprotected_is_not_opened(
    mesh: Mesh, checkout: Path, git: Git
) -> None:
    spec = checkout / OLD / SPEC
    spec.write_text(
        spec.read_text().replace(
            "{order_id: string, sku: string}", "{sku: {type: string, pii: true}}"
        )
    )
    git("commit", "-qam", "protect")
    mesh("move", "sales.orders", "finance.orders")

    assert "tables:\n  orders:\nexpires" in (checkout / NEW / "access/sales.yaml").read_text()


def test_the_default_of_the_domain_it_leaves_is_kept(mesh: Mesh, checkout: Path, git: Git) -> None:
    domain = checkout / "domains/finance/domain.yaml"
    domain.write_text(domain.read_text().replace("internal", "public"))
    spec = checkout / OLD / SPEC
    spec.write_text(spec.read_text().replace("tables:", "# What it holds.\ntables:", 1))
    git("commit", "-qam", "open")
    ended = mesh("move", "sales.orders", "finance.orders")

    first = (checkout / NEW / SPEC).read_text().splitlines()[:4]
    assert first == [
        "description: Confirmed orders.",
        "classification: internal",
        "# What it holds.",
        "tables:",
    ]
    assert "the default of sales; that of finance is public" in ended.out


@pytest.mark.parametrize("default", ["internal", "public"])
def test_a_product_that_names_itself_does_so_anew(
    mesh: Mesh, checkout: Path, git: Git, default: str
) -> None:
    domain = checkout / "domains/finance/domain.yaml"
    domain.write_text(domain.read_text().replace("internal", default))
    spec, own = checkout / OLD / SPEC, "sales.orders.orders.order_id"
    added = f"      again: {{type: string, references: [orders.order_id, {own}]}}\n"
    spec.write_text(spec.read_text().replace("    columns:\n", f"    columns:\n{added}", 1))
    git("commit", "-qam", "refer to itself")
    ended = mesh("move", "sales.orders", "finance.orders")

    text = (checkout / NEW / SPEC).read_text()
    assert "references: [orders.order_id, finance.orders.orders.order_id]" in text
    assert ("classification: internal\n" in text) is (default == "public")
    assert "names itself" in ended.out
    assert errors(mesh) == []


def test_moved_there_and_back_nothing_is_left(mesh: Mesh, checkout: Path, git: Git) -> None:
    mesh("move", "sales.orders", "sales.bookings")
    git("commit", "-q", "-m", "there")
    mesh("move", "sales.bookings", "sales.orders")

    assert git("diff", "--stat", "HEAD~1") == ""
    assert not (checkout / OLD / LOCK).exists()


def test_moved_on_and_back_the_lock_file_is_as_it_was(mesh: Mesh, checkout: Path, git: Git) -> None:
    mesh("move", "sales.orders", "finance.orders")
    git("commit", "-q", "-m", "there")
    before = (checkout / NEW / LOCK).read_bytes()
    mesh("move", "finance.orders", "finance.bookings")
    assert errors(mesh) == []
    git("commit", "-q", "-m", "on")
    assert errors(mesh) == []
    mesh("move", "finance.bookings", "finance.orders")
    git("commit", "-q", "-m", "back")

    assert (checkout / NEW / LOCK).read_bytes() == before
    assert errors(mesh) == []


def test_a_folder_that_was_moved_by_hand_is_taken_up(mesh: Mesh, checkout: Path, git: Git) -> None:
    git("mv", OLD, NEW)
    assert errors(mesh) != []
    ended = mesh("move", "sales.orders", "finance.orders")

    assert ended.code == 0
    assert (checkout / NEW / LOCK).is_file()
    assert errors(mesh) == []


def test_a_move_by_hand_that_is_committed_has_to_be_one_commit_with_its_names(
    mesh: Mesh, git: Git
) -> None:
    git("mv", OLD, NEW)
    git("commit", "-q", "-m", "by hand")
    commit = git("rev-parse", "--short", "HEAD").strip()
    ended = mesh("move", "sales.orders", "finance.orders")
    assert f"git reset --soft {commit}^" in ended.err
    assert ("CHK070", "finance.orders") in errors(mesh)

    git("reset", "-q", "--soft", f"{commit}^")
    assert errors(mesh) == []


@pytest.mark.parametrize("done", range(1, 6))
def test_a_move_that_was_killed_is_finished(
    mesh: Mesh, checkout: Path, git: Git, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    from meshwright.moving import move

    real, calls = move._do, []  # pyright: ignore[reportPrivateUsage] - what is killed

    def killed(*arguments: object) -> None:
        if len(calls) == done:
            raise KilledError
        calls.append(arguments)
        real(*arguments)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(move, "_do", killed)
    with pytest.raises(KilledError):
        mesh("move", "sales.orders", "finance.orders")
    monkeypatch.setattr(move, "_do", real)
    mesh("move", "sales.orders", "finance.orders")
    finished = git("diff", "--cached", "HEAD")

    git("reset", "-q", "--hard")
    mesh("move", "sales.orders", "finance.orders")
    assert git("diff", "--cached", "HEAD") == finished
    assert not (checkout / OLD).exists()


REFUSED: Mapping[str, tuple[str, str, str]] = {
    "unknown": ("sales.order", "finance.orders", "no product 'sales.order', did you mean"),
    "nowhere": ("sales.orders", "billing.orders", "there is no domain 'billing'"),
    "taken": ("sales.orders", "finance.reporting", "domains/finance/reporting is there already"),
    "itself": ("sales.orders", "sales.orders", "sales.orders is where it is"),
    "a domain": ("sales", "finance", "'sales' is not a product"),
    "no id": ("sales.orders", "sales.my__orders", "is not a valid id"),
    "above": ("sales.orders", "sales.../up", "is not a valid id"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_before_anything_is_touched(
    mesh: Mesh, git: Git, case: str
) -> None:
    old, new, says = REFUSED[case]
    ended = mesh("move", old, new)

    assert ended.code == 2
    assert says in ended.err
    assert git("status", "--short") == ""


@pytest.mark.parametrize(
    "file",
    [f"{OLD}/{SPEC}", f"{OLD}/notes.md", "domains/sales/invoices/product.yaml"],
)
def test_what_is_not_committed_is_not_moved(
    mesh: Mesh, checkout: Path, git: Git, file: str
) -> None:
    with (checkout / file).open("a") as changed:
        changed.write("# more\n")
    before = git("status", "--short")
    ended = mesh("move", "sales.orders", "finance.orders")

    assert ended.code == 2
    assert f"{file} changed since the last commit" in ended.err
    assert git("status", "--short") == before


@pytest.mark.parametrize("of", ["sales/orders", "sales/invoices", "finance"])
def test_where_a_spec_that_bears_on_it_has_errors_nothing_is_moved(
    mesh: Mesh, checkout: Path, git: Git, of: str
) -> None:
    name = "domain.yaml" if of == "finance" else SPEC
    with (checkout / "domains" / of / name).open("a") as broken:
        broken.write("colour: red\n")
    git("commit", "-qam", "break")
    ended = mesh("move", "sales.orders", "finance.orders")

    assert ended.code == 2
    assert f"{of.replace('/', '.')} has errors" in ended.err
    assert git("status", "--short") == ""


def test_two_agreements_of_one_name_are_not_made_one(mesh: Mesh, checkout: Path, git: Git) -> None:
    write(
        checkout,
        {
            f"{OLD}/access/finance.revenue.yaml": (
                "purpose: x\ntables: {orders: }\nexpires: 2026-12-31\n"
            )
        },
    )
    git("add", "-A")
    git("commit", "-qm", "two")
    ended = mesh("move", "finance.reporting", "finance.revenue")

    assert ended.code == 2
    assert "access/finance.revenue.yaml is there already" in ended.err
    assert git("status", "--short") == ""


def test_outside_of_a_repository_nothing_is_moved(mesh: Mesh, checkout: Path) -> None:
    ended = mesh("move", "sales.orders", "finance.orders")

    assert ended.code == 2
    assert (checkout / OLD).is_dir()


def test_a_move_is_a_document(mesh: Mesh, git: Git) -> None:
    del git
    document = mesh("move", "sales.orders", "sales.bookings", "--json").document

    assert {k: document[k] for k in ("command", "from", "to", "origin", "notes")} == {
        "command": "move",
        "from": "sales.orders",
        "to": "sales.bookings",
        "origin": "sales.orders",
        "notes": [],
    }
    assert document["files"][:2] == [
        {
            "action": "moved",
            "path": OLD,
            "to": "domains/sales/bookings",
            "reason": None,
        },
        {
            "action": "written",
            "path": "domains/sales/bookings/product.lock.yaml",
            "to": None,
            "reason": "its AWS names, and so its data, stay",
        },
    ]


def test_what_the_page_shows_works_as_shown(mesh: Mesh, checkout: Path, git: Git) -> None:
    shown = commands(PAGE)
    here = shown[: shown.index("./mesh preview")]
    assert len(here) == 3

    for words in map(shlex.split, here):
        if words[0] == "git":
            git(*words[1:])
        else:
            assert mesh(*words[1:]).code == 0
    assert git("status", "--short") == ""
    assert (checkout / NEW / LOCK).is_file()


def test_it_needs_the_small_environment_alone(checkout: Path, git: Git) -> None:
    del git
    code, modules = loaded(checkout, "move", "sales.orders", "finance.orders", refused=lacking())

    assert code == 0
    assert not heavy(modules)
