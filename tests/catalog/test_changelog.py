"""What git says of products' files."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from meshwright.catalog.changelog import changelog


def git(root: Path, *arguments: str, when: str = "2026-02-01T12:00:00Z") -> str:
    who = {"NAME": "Ann", "EMAIL": "ann@acme.example", "DATE": when}
    told = {f"GIT_{role}_{name}": v for role in ("AUTHOR", "COMMITTER") for name, v in who.items()}
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(
        command, env={**os.environ, **told}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(root: Path, path: str, subject: str, when: str) -> str:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(subject)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", subject, when=when)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, "domains/sales/orders/product.yaml", "Begin", "2026-02-01T23:30:00-05:00")
    commit(root, "domains/sales/domain.yaml", "A domain", "2026-02-02T12:00:00Z")
    commit(root, "domains/sales/orders/access/x.yaml", "Let\tx read", "2026-02-03T12:00:00Z")
    return root


def test_each_product_has_the_changes_of_its_files_newest_first_by_days_in_utc(repository):
    told = changelog(repository)

    assert [(change.day, change.subject) for change in told.of("sales.orders")] == [
        (date(2026, 2, 3), "Let\tx read"),
        (date(2026, 2, 2), "Begin"),
    ]
    assert told.of("sales.orders")[0].commit == told.commit == git(repository, "rev-parse", "HEAD")
    assert told.is_whole
    assert told.of("sales.unknown") == ()


def test_versions_are_told_with_the_commits_that_brought_them(repository):
    spec, other = "domains/sales/orders/product.yaml", "domains/sales/carts/product.yaml"
    for path, text in (
        (spec, "version: '1.0.0' # first\n"),
        (other, "version: 3.0.0\n"),
        (spec, "description: x\nversion: 1.0.0\n"),
        (spec, "description: x\nversion: 2.0.0\n"),
        ("domains/sales/orders/deep/product.yaml", "version: 9.0.0\n"),
    ):
        commit(repository, path, text, "2026-02-05T12:00:00Z")
    (repository / spec).unlink()
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Gone")
    commit(repository, spec, "version: 2.0.0\n", "2026-02-07T12:00:00Z")

    told = changelog(repository)

    of_orders = [told.versions.get(("sales.orders", c.commit)) for c in told.of("sales.orders")]
    assert of_orders == [None, None, None, "2.0.0", None, "1.0.0", None, "0.1.0"]
    # One that never changed has the version that it tells today.
    assert ("sales.carts", told.of("sales.carts")[0].commit) not in told.versions


def test_the_last_change_of_a_file_is_known(repository):
    told = changelog(repository)

    assert told.files["domains/sales/orders/access/x.yaml"].subject == "Let\tx read"
    assert "domains/sales/orders/access/y.yaml" not in told.files


def test_a_merge_is_told_once_as_what_came_to_the_main_line(repository):
    git(repository, "checkout", "-q", "-b", "topic")
    commit(repository, "domains/sales/orders/a.sql", "Try", "2026-02-04T12:00:00Z")
    commit(repository, "domains/sales/orders/a.sql", "Mend", "2026-02-04T13:00:00Z")
    git(repository, "checkout", "-q", "main")
    git(
        repository, "merge", "-q", "--no-ff", "-m", "Derive a", "topic", when="2026-02-05T12:00:00Z"
    )

    assert changelog(repository).of("sales.orders")[0].subject == "Derive a"
    assert len(changelog(repository).of("sales.orders")) == len(("Begin", "Let", "Derive"))


def test_a_shallow_clone_knows_no_beginnings(repository, tmp_path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), str(clone))

    assert not changelog(clone).is_whole


def test_where_there_is_no_git_nothing_is_known(tmp_path):
    told = changelog(tmp_path)

    assert (told.commit, told.of("sales.orders")) == ("", ())
