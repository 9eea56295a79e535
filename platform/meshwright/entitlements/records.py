"""What a code host's job has recorded of approvals, on a branch of the repository.

A record is as good as who may write to that branch, so it is read only where somebody asks for it,
and each approval says where it comes from: the branch, who committed the file, whether this machine
could check the signature, and whether the file was changed after it was written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from meshwright import git
from meshwright.entitlements.history import GOOD, Approval, FileHistory
from meshwright.errors import UsageError

FOLDER = "approvals/"


class Recorded(BaseModel):
    """A part of a record; later versions may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Review(Recorded):
    """One person's approval of a request."""

    who: str
    on: datetime
    commit: str
    page: str


class Record(Recorded):
    """What the host said of one request when it was merged."""

    request: int
    author: str
    head: str
    """The last commit of its branch."""
    commits: tuple[str, ...]
    """Those that it brought to the main line."""
    approvals: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record lies, and who has put it there."""

    reference: str
    committer: str
    is_signed: bool
    is_changed: bool

    def __str__(self) -> str:
        signed = "its signature is right" if self.is_signed else "its signature is not checked here"
        changed = ", changed since it was written" if self.is_changed else ""
        return f"recorded by {self.committer} in {self.reference}, {signed}{changed}"


def with_records(
    root: Path, reference: str, told: Mapping[str, FileHistory]
) -> Mapping[str, FileHistory]:
    """The histories with the approvals that are recorded of their last changes.

    Raises UsageError where there is no such branch, or a record on it cannot be read.
    """
    commit = _commit(root, reference)
    # Paths of a commit are those from the repository's top.
    top = git.repository_of(root) or root
    records = dict(_records(top, commit))
    known = {each: path for path, record in records.items() for each in record.commits}

    def approved(history: FileHistory) -> FileHistory:
        path = known.get(history.last.id)
        if path is None:
            return history
        source = _source(top, commit, reference, path)
        record = records[path]
        others = [each for each in record.approvals if each.who != record.author]
        found = [_approval(each, record, source) for each in others]
        return replace(history, approvals=(*history.approvals, *found))

    return {path: approved(history) for path, history in told.items()}


def _commit(root: Path, reference: str) -> str:
    try:
        return git.commit_of(root, reference)
    except git.GitError as error:
        name = reference.removeprefix("origin/")
        raise UsageError(
            f"this clone has no record of approvals at '{reference}'",
            fix=f"git fetch origin {name}; `mesh ci init github` writes the job that keeps it",
        ) from error


def _records(root: Path, commit: str) -> Iterator[tuple[str, Record]]:
    listed = git.run(root, "ls-tree", "-r", "-z", "--full-tree", commit, FOLDER).split(b"\0")
    entries = [entry.split(b"\t", 1) for entry in listed if entry]
    ids = [head.split()[2].decode() for head, _ in entries]
    for (_, path), content in zip(entries, git.blobs(root, ids), strict=True):
        yield path.decode("utf-8", "replace"), _record(path.decode("utf-8", "replace"), content)


def _record(path: str, content: bytes | None) -> Record:
    try:
        return Record.model_validate_json(content or b"")
    except ValidationError as error:
        raise UsageError(
            f"{path} is no record of approvals", fix="see who wrote it, and take it away"
        ) from error


def _approval(review: Review, record: Record, source: Source) -> Approval:
    older = "" if review.commit == record.head else ", of an earlier commit"
    by = f"review of #{record.request} on {review.on.date()}{older}; {source}"
    return Approval(review.who, by, review.page)


def _source(root: Path, commit: str, reference: str, path: str) -> Source:
    shape = "--format=%cn <%ce>%x00%G?"
    said = git.run(root, "log", shape, commit, "--", path).decode("utf-8", "replace")
    commits: Sequence[Sequence[str]] = [line.split("\0") for line in said.splitlines()]
    (committer, _), *earlier = commits
    is_signed = all(verdict in GOOD for _, verdict in commits)
    return Source(reference, committer, is_signed, bool(earlier))
