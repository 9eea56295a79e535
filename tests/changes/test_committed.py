"""What a commit holds as it was read before is not taken out of git and read again."""

import subprocess
from pathlib import Path

import pytest

from cli.conftest import write
from meshwright.changes.base_commit import base_tree, differing_tree
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from meshwright.specs.read import remembering
from meshwright.workspace import Workspace

from meshes import FILES

ORDERS = "domains/sales/orders/product.yaml"
EVERYTHING = {"finance", "sales"}


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


def committed(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "base")


@pytest.fixture(params=["sha1", "sha256"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    root = tmp_path / "mesh"
    write(root, {f"domains/{name}": text for name, text in FILES.items()})
    write(root, {"domains/README.md": "Words.\n", "domains/sales/notes.md": "Words.\n"})
    git(root, "init", "-q", f"--object-format={request.param}")
    committed(root)
    return root


def unchanged(root: Path) -> set[str]:
    """The domains that were not read again; sees that the base is what it is to a fresh reader."""
    with remembering():
        load_mesh(root)
        with differing_tree(Workspace(root), "HEAD") as base:
            read = load_mesh(base.workspace.root, unchanged=base.unchanged)
            there = {folder.name for folder in base.unchanged}
            left = {path.name for path in base.workspace.root.glob("domains/*/")}
        with base_tree(Workspace(root), "HEAD") as base:
            fresh = load_mesh(base.root)
    with differing_tree(Workspace(root), "HEAD") as alone:
        assert alone.unchanged == ()
    assert texts(read.mesh) == texts(fresh.mesh)
    assert read.findings == fresh.findings
    assert not there & left
    return there


def texts(mesh: Mesh) -> list[str]:
    return [f"{kind}" for kind in (mesh.domains, mesh.products, mesh.unreadable)]


def test_a_domain_in_which_nothing_differs_is_not_read_again(root):
    assert unchanged(root) == EVERYTHING


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (ORDERS, "description: Others\ntables: {t: {columns: {a: string}}}\n"),
        ("domains/sales/domain.yaml", "owner: nobody\n"),
        ("domains/sales/orders/access/sales.yaml", "purpose: p\n"),
        ("domains/sales/returns/product.yaml", "description: d\n"),
        ("domains/sales/orders/more.md", "Words.\n"),
        # Nothing that git lists, and yet something is said of it.
        ("domains/sales/.hidden/product.yaml", "description: d\n"),
    ],
)
def test_one_in_which_something_differs_is(root, path, text):
    write(root, {path: text})

    assert unchanged(root) == {"finance"}


def test_one_that_lost_something_is_read_again(root):
    (root / "domains/sales/orders/access/finance.reporting.yaml").unlink()

    assert unchanged(root) == {"finance"}


def test_one_that_is_new_is_not_in_the_base(root):
    write(root, {"domains/hr/domain.yaml": "owner: hr@acme.example\n"})

    assert unchanged(root) == EVERYTHING


def test_one_that_has_gone_is_read_from_the_base(root):
    for file in sorted((root / "domains/finance").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()

    assert unchanged(root) == {"sales"}


def test_what_git_does_not_list_counts_as_it_is_read(root):
    """Git takes a file that it is told to ignore, or never to look at again, for unchanged."""
    write(root, {".gitignore": "waivers.yaml\n", "domains/sales/orders/waivers.yaml": "{}\n"})
    git(root, "update-index", "--assume-unchanged", "domains/finance/domain.yaml")
    write(root, {"domains/finance/domain.yaml": "owner: nobody\n"})

    assert unchanged(root) == set()


@pytest.mark.parametrize("hidden", [True, False])
def test_one_with_a_link_or_a_hidden_file_is_always_read(root, hidden):
    if hidden:
        write(root, {"domains/sales/orders/.note": "Words.\n"})
    else:
        (root / "domains/sales/orders/old.yaml").symlink_to("product.yaml")
    committed(root)

    assert unchanged(root) == {"finance"}


def test_a_file_that_cannot_be_read_here_is_read_there(root):
    (root / ORDERS).unlink()
    (root / ORDERS).mkdir()

    assert unchanged(root) == {"finance"}


def test_a_base_without_domains_has_none(tmp_path):
    write(tmp_path, {"README.md": "Words.\n"})
    git(tmp_path, "init", "-q")
    committed(tmp_path)
    write(tmp_path, {f"domains/{name}": text for name, text in FILES.items()})

    assert unchanged(tmp_path) == set()
