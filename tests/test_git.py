import os
import subprocess
from pathlib import Path

import pytest

from meshwright import git
from meshwright.errors import ExitCode

LATIN = os.fsdecode(b"notes-caf\xe9.md")
NAMES = (
    "plain.md",
    LATIN,
    "Überblick.md",
    "two\nlines.md",
    'quo"te.md',
    "-option",
    "*.md",
    "t\tab",
)


def told(root, *arguments):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    command = ["git", "-C", root, *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode().strip()


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "repository"
    root.mkdir()
    told(root, "init", "-b", "main")
    (root / "README.md").write_text("one")
    told(root, "add", ".")
    told(root, "commit", "-m", "one")
    return root


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_as_a_folder_gives_it_whether_git_knows_it_or_not(repository, name):
    (repository / name).write_text("new")
    untracked = git.changed_files(repository, "HEAD")
    told(repository, "add", "--all")

    assert untracked == git.changed_files(repository, "HEAD") == {name}
    assert name in {entry.name for entry in repository.iterdir()}


def test_what_python_has_compiled_is_nobodys_change(repository):
    compiled = repository / "policies/__pycache__/rule.cpython-311.pyc"
    compiled.parent.mkdir(parents=True)
    compiled.touch()

    assert git.changed_files(repository, "HEAD") == frozenset()


FOREIGN = {
    "GIT_DIR": "/nowhere",
    "GIT_WORK_TREE": "/nowhere",
    "GIT_INDEX_FILE": "/nowhere/index",
    "GIT_OBJECT_DIRECTORY": "/nowhere/objects",
    "GIT_COMMON_DIR": "/nowhere",
    "GIT_NAMESPACE": "other",
    "GIT_PREFIX": "domains/",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_TRACE": "1",
    "GIT_EXTERNAL_DIFF": "/nowhere/diff",
    "LC_ALL": "de_DE.UTF-8",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_a_hook_or_a_shell_says_of_another_repository_is_not_heard(
    repository, monkeypatch, name
):
    monkeypatch.setenv(name, FOREIGN[name])
    (repository / "README.md").write_text("two")

    assert git.changed_files(repository, git.merge_base(repository, "main")) == {"README.md"}
    assert git.variables(os.environ).get(name) != FOREIGN[name]


def test_what_a_person_has_set_for_git_everywhere_is_heard():
    config = {"GIT_CONFIG_GLOBAL": "/etc/g", "GIT_CONFIG_COUNT": "1", "GIT_SSH_COMMAND": "ssh -v"}

    assert git.variables(config).items() >= config.items()


@pytest.mark.parametrize(
    "reference",
    ["--octopus", "-h", "--all", "--output=stolen", "", "nothing", "main..main", "HEAD:README.md"],
)
def test_what_names_no_commit_is_refused_and_never_an_option(repository, reference):
    with pytest.raises(git.GitError) as error:
        git.merge_base(repository, reference)

    assert error.value.exit_code == ExitCode.USAGE
    assert "name a commit" in error.value.fix
    assert not (repository / "stolen").exists()


@pytest.mark.parametrize("reference", ["main", "HEAD", "main~0", "refs/heads/main", ":/one", "v1"])
def test_a_commit_is_named_as_git_allows(repository, reference):
    told(repository, "tag", "-a", "v1", "-m", "a tag is no commit, but leads to one")

    assert git.merge_base(repository, reference) == told(repository, "rev-parse", "main")


def test_branches_without_a_common_commit_say_so(repository):
    told(repository, "checkout", "--orphan", "other")
    told(repository, "commit", "-m", "other")

    with pytest.raises(git.GitError, match="no common ancestor of HEAD and main") as error:
        git.merge_base(repository, "main")
    assert "fetch-depth: 0" in error.value.fix


DUBIOUS = b"fatal: detected dubious ownership in repository at '/r'\nTo add an exception, call:\n"


def test_a_repository_of_another_user_names_what_trusts_it(repository, monkeypatch):
    def refuse(*_command, **_options):
        return subprocess.CompletedProcess((), 128, b"", DUBIOUS)

    (repository / "my data").mkdir()
    monkeypatch.setattr(git.subprocess, "run", refuse)
    with pytest.raises(git.GitError, match="belongs to another user") as error:
        git.merge_base(repository / "my data", "main")

    assert error.value.fix == f"git config --global --add safe.directory {repository}"


def test_a_folder_without_a_repository_says_so(tmp_path):
    with pytest.raises(git.GitError, match="is not in a git repository"):
        git.merge_base(tmp_path, "main")


def test_a_machine_without_git_says_what_to_install(repository, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(git.GitError, match="git is not installed"):
        git.merge_base(repository, "main")


@pytest.mark.parametrize("folder", ["", "data", "teams/mesh", "mit Leerzeichen", LATIN])
def test_where_the_mesh_lies_is_known_without_asking_git(repository, monkeypatch, folder):
    monkeypatch.setenv("PATH", "/nowhere")
    inside = repository / folder
    inside.mkdir(parents=True, exist_ok=True)

    assert git.folder_in_repository(inside) == (f"{folder}/" if folder else "")


def test_a_linked_worktree_is_a_repository_of_its_own(repository, tmp_path):
    told(repository, "worktree", "add", tmp_path / "linked")
    (tmp_path / "linked/data").mkdir()

    assert git.folder_in_repository(tmp_path / "linked/data") == "data/"


def test_a_folder_called_git_is_not_yet_a_repository(tmp_path):
    (tmp_path / ".git").mkdir()

    assert git.folder_in_repository(tmp_path) == ""
    assert git.repository_of(tmp_path) is None or git.repository_of(tmp_path) != tmp_path


def test_changes_are_named_from_the_mesh_in_a_folder_of_its_repository(repository):
    data = repository / "data"
    data.mkdir()
    (data / "new.yaml").write_text("")
    (repository / "outside.yaml").write_text("")

    assert git.changed_files(data, "HEAD") == {"new.yaml"}
    assert isinstance(git.repository_of(data), Path)


@pytest.mark.parametrize("name", ["GIT_CONFIG_COUNT", "GIT_EXEC_PATH", "GIT_CONFIG_PARAMETERS"])
def test_which_git_this_is_does_not_hang_on_its_settings(monkeypatch, name):
    known = git.version()
    monkeypatch.setenv(name, "http://nowhere:9")

    assert git.version() == known
    assert known[0].isdigit()
