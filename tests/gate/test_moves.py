"""What git knows of a product that has come from another domain with its names."""

import shutil
import subprocess
from pathlib import Path

import pytest

from meshwright.gate.moves import History, known_moves
from meshwright.specs.load import load_mesh

from meshes import FILES

OLD, NEW = "domains/sales/orders", "domains/finance/orders"
LOCK = f"{NEW}/product.lock.yaml"


def git(root: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    command = ["git", "-C", str(root), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def commit(root: Path) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    return git(root, "rev-parse", "HEAD")


def move(root: Path) -> None:
    (root / OLD).rename(root / NEW)
    write(root, LOCK, "origin: sales.orders\n")


def moves(root: Path, history: History | None = None) -> frozenset[str]:
    return known_moves(load_mesh(root).mesh, history or History(root))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        write(tmp_path, f"domains/{name}", text)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    return tmp_path


def test_a_move_that_is_not_committed_yet_is_known(root: Path) -> None:
    move(root)

    assert moves(root) == {"finance.orders"}


def test_a_move_is_known_from_the_commit_that_made_it_on(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD")
    move(root)
    commit(root)
    write(root, "README.md", "later\n")
    later = commit(root)

    assert moves(root) == {"finance.orders"}
    assert moves(root, History(root, later)) == {"finance.orders"}
    assert moves(root, History(root, before)) == frozenset()


def test_a_move_that_a_merge_brought_is_known(root: Path) -> None:
    git(root, "switch", "-q", "-c", "change")
    (root / OLD).rename(root / NEW)
    commit(root)
    write(root, LOCK, "origin: sales.orders\n")
    commit(root)
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "change")

    assert moves(root) == {"finance.orders"}


def moved_on(root: Path, folder: str, *, is_committed: bool = True) -> None:
    """Moves the product from where it is to another folder, its lock file along."""
    (root / NEW).rename(root / folder)
    if is_committed:
        commit(root)


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_product_that_moves_on_takes_its_names_along(root: Path, is_committed: bool) -> None:
    move(root)
    commit(root)
    moved_on(root, "domains/finance/bookings", is_committed=is_committed)

    assert moves(root) == {"finance.bookings"}


def test_a_product_renamed_in_its_own_domain_first_is_known_too(root: Path) -> None:
    renamed = "domains/sales/bookings"
    (root / OLD).rename(root / renamed)
    write(root, f"{renamed}/product.lock.yaml", "origin: sales.orders\n")
    commit(root)
    (root / renamed).rename(root / NEW)
    commit(root)

    assert moves(root) == {"finance.orders"}


@pytest.mark.parametrize("taken", [False, True])
def test_names_that_were_taken_are_not_made_good_by_moving_on(root: Path, taken: bool) -> None:
    shutil.copytree(root / OLD, root / NEW)
    write(root, LOCK, "origin: sales.orders\n" if taken else "origin: sales.gone\n")
    commit(root)
    moved_on(root, "domains/finance/bookings")

    assert moves(root) == frozenset()


def copied(root: Path) -> None:
    shutil.copytree(root / OLD, root / NEW)
    write(root, LOCK, "origin: sales.orders\n")


def of_nothing(root: Path) -> None:
    shutil.copytree(root / OLD, root / NEW)
    write(root, LOCK, "origin: sales.gone\n")


def of_what_went_long_ago(root: Path) -> None:
    (root / OLD).rename(root / NEW)
    commit(root)
    write(root, LOCK, "origin: sales.orders\n")


def rewritten_later(root: Path) -> None:
    move(root)
    commit(root)
    write(root, LOCK, "origin: sales.invoices\n")


@pytest.mark.parametrize("change", [copied, of_nothing, of_what_went_long_ago, rewritten_later])
@pytest.mark.parametrize("is_committed", [True, False])
def test_what_did_not_move_in_one_step_is_no_move(root: Path, change, is_committed: bool) -> None:
    change(root)
    if is_committed:
        commit(root)

    assert moves(root) == frozenset()


def test_without_a_repository_nothing_is_known(root: Path) -> None:
    move(root)
    shutil.rmtree(root / ".git")

    assert moves(root) == frozenset()


def test_a_history_that_is_cut_short_shows_no_move(root: Path, tmp_path_factory) -> None:
    move(root)
    commit(root)
    clone = tmp_path_factory.mktemp("clone")
    git(root, "clone", "-q", "--depth", "1", f"file://{root}", str(clone / "c"))

    assert moves(clone / "c") == frozenset()


def test_a_mesh_in_a_folder_of_its_repository_moves_too(tmp_path: Path) -> None:
    root = tmp_path / "data"
    for name, text in FILES.items():
        write(root, f"domains/{name}", text)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    move(root)
    assert moves(root) == {"finance.orders"}

    commit(tmp_path)
    assert moves(root) == {"finance.orders"}
