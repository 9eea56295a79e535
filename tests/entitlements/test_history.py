"""Who wrote and who approved a file as it stands on the main line."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from meshwright.entitlements import history as told_by
from meshwright.entitlements.history import Approval, histories, since, web_page

FILE = "access/a.yaml"
ANN, BOB = "Ann <ann@acme.example>", "Bob <bob@acme.example>"


class Repository:
    """A repository whose commits have persons and days."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "t")
        self.git("config", "user.email", "t@t")

    def git(self, *arguments: str, who: str = ANN, day: str = "2026-01-02") -> str:
        name, _, mail = who.partition(" <")
        variables = {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": mail.rstrip(">"),
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mail.rstrip(">"),
            "GIT_AUTHOR_DATE": f"{day}T12:00:00Z",
            "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
        }
        command = ["git", "-C", str(self.root), *arguments]
        ended = subprocess.run(command, env={**os.environ, **variables}, capture_output=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.decode().strip()

    def commit(self, text: str, message: str, *, who: str = ANN, day: str = "2026-01-02") -> str:
        file = self.root / FILE
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message, who=who, day=day)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, message: str, *options: str, who: str = BOB) -> None:
        self.git(
            "merge", "-q", "--no-ff", "-m", message, *options, branch, who=who, day="2026-03-01"
        )

    @property
    def told(self):
        return histories(self.root, "HEAD", [FILE, "no/such.yaml"])[FILE]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_a_file_that_git_does_not_know_has_no_history(repository):
    repository.commit("one", "Add a")

    assert histories(repository.root, "HEAD", ["b.yaml"]) == {}
    assert histories(repository.root, "HEAD", []) == {}


def test_the_first_and_the_last_commit_of_the_main_line_are_told(repository):
    first = repository.commit("one", "Add a")
    last = repository.commit("two", "Change a", who=BOB, day="2026-02-02")

    told = repository.told

    assert (told.first.id, told.last.id) == (first, last)
    assert told.authors == (BOB,)
    assert told.last.committer == BOB
    assert told.approvals == ()
    assert told.request == ""


def test_trailers_of_others_approve_and_those_of_authors_do_not(repository):
    repository.commit(
        "one",
        "Add a\n\nReviewed-by: Bob <bob@acme.example>\nApproved-by: Me <ANN@acme.example>\n"
        "Signed-off-by: Cy <cy@acme.example>\n(cherry picked from commit 0123456789abcdef)",
    )

    assert repository.told.approvals == (Approval(BOB, "Reviewed-by"),)


def test_a_line_in_the_message_that_is_no_trailer_approves_nothing(repository):
    repository.commit("one", f"Add a\n\nReviewed-by: {BOB}\n\nThat was the plan.")

    assert repository.told.approvals == ()


def test_of_a_merge_the_branch_has_the_authors_and_an_unsigned_one_approves_nothing(repository):
    repository.commit("one", "Add a")
    repository.git("switch", "-q", "-c", "more")
    repository.commit("two", f"Change a\n\nReviewed-by: {BOB}", day="2026-02-02")
    repository.git("switch", "-q", "main")
    repository.merge("more", "Merge pull request #12 from acme/more")

    told = repository.told

    assert told.last.is_merge
    assert told.last.time.date() == date(2026, 3, 1)
    assert told.authors == (ANN,)
    assert told.approvals == (Approval(BOB, "Reviewed-by"),)
    assert told.request == "#12"


def test_what_a_merge_alone_changes_is_written_by_whoever_merged(repository):
    repository.commit("one", "Add a")
    repository.git("switch", "-q", "-c", "more")
    (repository.root / "b").write_text("")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "Add b")
    repository.git("switch", "-q", "main")
    repository.merge("more", "Merge", "--no-commit")
    repository.commit("two", "Merge, and more", who=BOB)

    assert repository.told.authors == (BOB,)


def test_gitlabs_merge_commit_template_writes_who_approved(repository: Repository) -> None:
    written = "Let finance read\n\nSee merge request acme/mesh!8"
    repository.commit("two", f"{written}\n\nApproved-by: {BOB}\nApproved-by: {ANN}\n")

    assert repository.told.approvals == (Approval(BOB, "Approved-by"),)
    assert repository.told.request == "!8"


def signing(repository: Repository, key: Path) -> None:
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(made, check=True)
    allowed = key.with_suffix(".allowed")
    allowed.write_text(f"bob@acme.example {key.with_suffix('.pub').read_text()}")
    repository.git("config", "gpg.format", "ssh")
    repository.git("config", "user.signingkey", str(key))
    repository.git("config", "gpg.ssh.allowedSignersFile", str(allowed))


@pytest.mark.parametrize(("who", "approves"), [(BOB, True), (ANN, False)])
def test_a_signed_merge_of_another_approves(repository, tmp_path, who, approves):
    signing(repository, tmp_path / "key")
    repository.commit("one", "Add a")
    repository.git("switch", "-q", "-c", "more")
    repository.commit("two", "Change a", day="2026-02-02")
    repository.git("switch", "-q", "main")
    repository.merge("more", "Merge", "-S", who=who)

    expected = (Approval(BOB, "signed merge"),) if approves else ()
    assert repository.told.approvals == expected


def test_a_name_with_a_line_break_and_a_message_of_many_lines_come_as_they_are(repository):
    repository.commit("one", "Add a\n\nOne\n\x01abc\nTwo")

    assert repository.told.last.body.splitlines() == ["One", "\x01abc", "Two"]


def test_a_mesh_in_a_folder_of_its_repository_is_told_of_by_its_own_paths(repository):
    repository.commit("one", "Add a")

    found = histories(repository.root / "access", "HEAD", ["a.yaml"])

    assert found["a.yaml"].last.subject == "Add a"


def test_a_pull_request_is_named_by_its_page(repository):
    repository.git("remote", "add", "origin", "git@github.com:acme/mesh.git")
    repository.commit("one", "Add a (#7)")
    assert repository.told.request == "https://github.com/acme/mesh/pull/7"

    repository.commit("two", "Merge branch 'b'\n\nSee merge request acme/mesh!8")
    assert repository.told.request == "https://github.com/acme/mesh/-/merge_requests/8"
    repository.git("remote", "remove", "origin")
    assert repository.told.request == "!8"


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("https://github.com/acme/mesh.git", "https://github.com/acme/mesh"),
        ("https://user:secret@git.acme.example/a/b/c", "https://git.acme.example/a/b/c"),
        ("ssh://git@git.acme.example:2222/a/b.git", "https://git.acme.example/a/b"),
        ("git@gitlab.com:acme/data/mesh.git", "https://gitlab.com/acme/data/mesh"),
        ("/srv/git/mesh.git", ""),
        ("file:///srv/git/mesh.git", ""),
        ("", ""),
    ],
)
def test_a_page_is_made_of_the_address_without_its_secret(remote, page):
    assert web_page(remote) == page


def test_a_right_begins_when_its_file_comes_or_later(repository):
    repository.commit("one", "Add a", day="2026-01-02")
    told = repository.told

    assert since(told, None) == date(2026, 1, 2)
    assert since(told, date(2026, 5, 1)) == date(2026, 5, 1)
    assert since(told, date(2025, 5, 1)) == date(2026, 1, 2)
    assert since(None, date(2025, 5, 1)) == date(2025, 5, 1)
    assert since(None, None) is None


def test_people_are_told_apart_by_their_address():
    assert told_by.mail_of("Ann <Ann@acme.example>") == "ann@acme.example"
    assert told_by.mail_of("ann") == "ann"
