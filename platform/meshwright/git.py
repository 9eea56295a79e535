"""Runs git: on one checkout, whatever the shell or a hook has set, and with its answers as bytes.

A file's name is bytes to git and may be in no encoding: `file_names` reads names as Python reads
those of a folder, so that both compare. What git refuses is an error that says what to do.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote

from meshwright.errors import UsageError
from meshwright.surroundings.inherited import for_git
from meshwright.surroundings.table import GIT

OWNERSHIP = b"detected dubious ownership"
BYTECODE = "__pycache__"
"""The folder in which Python keeps what it has compiled."""
NO_REPOSITORY = b"not a git repository"
WHOLE_HISTORY = "fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in CI"
CALM = {
    # Its messages are looked at, so they are asked for in English.
    "LC_ALL": "C",
    # Nothing is written, and nobody is asked.
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class GitError(UsageError):
    """Git cannot say what it was asked."""


def run(root: Path, *arguments: str, told: bytes = b"") -> bytes:
    """What git answers in a checkout. Raises GitError where it refuses."""
    # Names of files are taken as they are, never as patterns.
    command = ["git", "-C", str(root), "--no-pager", "--literal-pathspecs", *arguments]
    try:
        done = subprocess.run(
            command, env=variables(os.environ), input=told, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed", fix="install git") from error
    if done.returncode:
        raise refusal(root, done.stderr)
    return done.stdout


def version() -> str:
    """Git's own version, such as 2.39.5."""
    # Which git this is does not hang on what it is told.
    plain = {name: value for name, value in os.environ.items() if not GIT.reads(name)}
    command = ["git", "version"]
    try:
        said = subprocess.run(command, env=plain, capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise GitError(f"git does not run: {error}", fix="install git") from error
    return said.stdout.strip().removeprefix("git version ")


def variables(inherited: Mapping[str, str]) -> dict[str, str]:
    """What git is given: a hook's GIT_DIR or GIT_INDEX_FILE would speak of another repository."""
    return for_git(inherited) | CALM


def refusal(root: Path, said: bytes) -> GitError:
    """What git said, as an error with what to do about it."""
    if OWNERSHIP in said:
        top = quote(str(repository_of(root) or root))
        return GitError(
            f"git does not read {root}: the repository belongs to another user",
            fix=f"git config --global --add safe.directory {top}",
        )
    if NO_REPOSITORY in said:
        return GitError(
            f"{root} is not in a git repository", fix="run this in a clone of the mesh's repository"
        )
    lines = os.fsdecode(said).strip().splitlines()
    return GitError(
        f"git cannot tell what changed: {lines[0] if lines else 'it failed without a message'}",
        fix="name a commit, branch or tag that this clone has; a shallow clone may lack it",
    )


def commit_of(root: Path, reference: str) -> str:
    """The id of the commit that a person names. Raises GitError where there is none."""
    # No name of a branch, tag or commit begins like this (git-check-ref-format): git would read
    # an option, and --end-of-options is not in every version of it.
    if reference.startswith("-"):
        raise GitError(
            f"'{reference}' is not a commit: it begins like an option",
            fix="name a commit, branch or tag that this clone has",
        )
    found = _object(root, reference)
    # A tag with a message leads to a commit; asked apart, since `:/words^{commit}` is all words.
    return _object(root, f"{found}^{{commit}}")


def _object(root: Path, name: str) -> str:
    try:
        # Older versions print --end-of-options as well.
        return run(root, "rev-parse", "--verify", "--end-of-options", name).decode().split()[-1]
    except GitError as error:
        if repository_of(root) is None or not is_shallow(root):
            raise
        raise GitError(
            f"this clone is shallow, and what it has of the history does not hold '{name}'",
            fix=f"{WHOLE_HISTORY}, or fetch that commit: `git fetch origin REF`",
        ) from error


def is_shallow(root: Path) -> bool:
    """Whether a clone lacks a part of its history."""
    return run(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def merge_base(root: Path, reference: str) -> str:
    """Where this branch left another one, by the id of the commit."""
    commit = commit_of(root, reference)
    try:
        return run(root, "merge-base", commit, "HEAD").decode().strip()
    except GitError as error:
        raise GitError(
            f"this clone has no common ancestor of HEAD and {reference}",
            fix=WHOLE_HISTORY,
        ) from error


def changed_files(root: Path, commit: str, places: Sequence[str] = ()) -> frozenset[str]:
    """The files that differ from a commit, new ones and deleted ones too, relative to the root.

    Only those in some places where these are named: no other is looked at. Bytecode that Python
    leaves beside what it runs is nobody's change, also where no .gitignore names it.
    """
    difference = ("diff", "--name-only", "--no-renames", "--relative", "-z", commit)
    changed = run(root, *difference, "--", *places)
    untracked = run(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *places)
    new = (name for name in file_names(untracked) if BYTECODE not in name.split("/"))
    return frozenset((*file_names(changed), *new))


def file_names(answer: bytes) -> list[str]:
    """The names in an answer that `-z` ends with zero bytes."""
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]


def blobs(root: Path, ids: Sequence[str]) -> Iterator[bytes | None]:
    """What blobs hold, as git stores it: no filter is run. None where this clone lacks one."""
    answer = run(root, "cat-file", "--batch", told="".join(f"{each}\n" for each in ids).encode())
    start = 0
    for _ in ids:
        begin = answer.index(b"\n", start) + 1
        said = answer[start:begin].split()
        if said[1:2] != [b"blob"]:
            yield None
            start = begin
            continue
        size = int(said[2])
        yield answer[begin : begin + size]
        start = begin + size + 1


def repository_of(root: Path) -> Path | None:
    """The top folder of the repository that a folder lies in; git itself may refuse to say."""
    here = root.resolve()
    return next((folder for folder in (here, *here.parents) if _is_top(folder / ".git")), None)


def _is_top(git: Path) -> bool:
    # A file in a linked worktree and in a submodule.
    return git.is_file() or (git / "HEAD").is_file()


def folder_in_repository(root: Path) -> str:
    """Where the mesh lies in its repository, such as `data/`; empty where it is all of it."""
    top = repository_of(root)
    if top is None or top == root.resolve():
        return ""
    return f"{root.resolve().relative_to(top).as_posix()}/"
