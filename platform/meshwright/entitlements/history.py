"""Who wrote a file as it stands on the main line, when it came there, and who approved it.

Only what git itself holds counts here. An approval is a trailer `Reviewed-by` or `Approved-by` of a
commit, or the signature of a merge that this machine could check; nobody approves what is their
own. What a code host knows of a review is not in git, so its page is named instead; `records` adds
what a job of the host has kept.
Sources: git-interpret-trailers, git-log ("PRETTY FORMATS"), GitHub docs, "About commit signature
verification"; GitLab docs, "Commit message templates", whose `%{approved_by}` writes a trailer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from meshwright import git

APPROVING = ("reviewed-by", "approved-by")
"""Trailers by which somebody else agrees to a commit, in lower case."""
GOOD = ("G", "U")
"""What git says of a signature that is right, whatever is known of its key's owner."""
FIELDS = ("%H", "%P", "%ct", "%an <%ae>", "%cn <%ce>", "%s", "%b", "%(trailers:only,unfold)")
MARK = b"\x01"
_MAIL = re.compile(r"<([^<>]*)>\s*$")
_REQUESTS = (
    re.compile(r"^Merge pull request #(?P<number>[0-9]+) from "),
    re.compile(r"\(#(?P<number>[0-9]+)\)$"),
)
"""How GitHub names a pull request in the subject of a merge, and of a squashed commit."""
_MERGE_REQUEST = re.compile(r"^See merge request (?P<project>[\w./-]+)!(?P<number>[0-9]+)$", re.M)
"""How GitLab names a merge request in the body of a merge."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, as git has it."""

    id: str
    parents: tuple[str, ...]
    time: datetime
    """When it was committed, in UTC."""
    author: str
    committer: str
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...]

    @property
    def is_merge(self) -> bool:
        return len(self.parents) > 1


@dataclass(frozen=True, order=True, slots=True)
class Approval:
    """That somebody agreed, and what in git says so."""

    who: str
    by: str
    """`Reviewed-by`, `Approved-by` or `signed merge`; or what a code host has recorded."""
    page: str = ""
    """Where the code host shows it."""


@dataclass(frozen=True, slots=True)
class FileHistory:
    """What git says of one file as it stands on the main line."""

    first: Commit
    """The commit that brought it there, as far back as this clone goes."""
    last: Commit
    """The commit that made it what it is: of a merged branch the merge."""
    authors: tuple[str, ...]
    """Who wrote the last change."""
    approvals: tuple[Approval, ...]
    request: str = ""
    """The pull or merge request that the last change names: its page, or its number alone."""


def histories(root: Path, commit: str, paths: Iterable[str]) -> Mapping[str, FileHistory]:
    """The history of each file that the main line up to a commit has; paths from the root."""
    touching = _touching(root, commit, sorted(set(paths)))
    ends = {path: (found[-1], found[0]) for path, found in touching.items()}
    wanted = {each for pair in ends.values() for each in pair}
    known = _commits(root, wanted)
    written = _merged_in(root, known, {path: last for path, (_, last) in ends.items()})
    signers = _signers(root, [known[last] for _, last in ends.values()])
    web = web_page(_origin(root))
    return {
        path: _history(known[first], known[last], written[path], signers.get(last, ""), web)
        for path, (first, last) in ends.items()
    }


def _touching(root: Path, commit: str, paths: Sequence[str]) -> Mapping[str, list[str]]:
    """The commits of the main line that changed each file, the newest first."""
    found: dict[str, list[str]] = {}
    if not paths:
        return found
    shape = ("--first-parent", "-m", "--no-renames", "--name-only", "--relative", "-z")
    answer = git.run(root, "log", *shape, "--format=%x01%H", commit, "--", *paths)
    current = ""
    for word in answer.replace(b"\n\0", b"\0").split(b"\0"):
        # Only files that are asked for are listed, so nothing else begins like a commit does.
        text = word.lstrip(b"\n")
        if text.startswith(MARK):
            current = text.removeprefix(MARK).split(b"\n")[0].decode()
            continue
        for path in git.file_names(text):
            found.setdefault(path, []).append(current)
    return found


def _commits(root: Path, ids: Iterable[str]) -> Mapping[str, Commit]:
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    shape = ("--no-walk=unsorted", "--stdin", "-z", f"--format={'%x00'.join(FIELDS)}")
    told = "".join(f"{each}\n" for each in wanted).encode()
    # No message holds a zero byte, so it is safe between fields as between commits.
    words = git.run(root, "log", *shape, told=told).decode("utf-8", "replace").split("\0")
    size = len(FIELDS)
    rows = [words[at : at + size] for at in range(0, len(words) - size + 1, size)]
    return {row[0]: _commit(row) for row in rows}


def _commit(row: Sequence[str]) -> Commit:
    identity, parents, seconds, author, committer, subject, body, trailers = row
    return Commit(
        identity,
        tuple(parents.split()),
        datetime.fromtimestamp(int(seconds), UTC),
        author,
        committer,
        subject,
        body,
        tuple(_trailers(trailers)),
    )


def _trailers(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, _, value = line.partition(":")
        yield name.strip(), value.strip()


def _merged_in(
    root: Path, known: Mapping[str, Commit], last: Mapping[str, str]
) -> Mapping[str, tuple[Commit, ...]]:
    """Of each file the commits that wrote its last change: what a merge brought, or itself."""
    found: dict[str, tuple[Commit, ...]] = {}
    for path, identity in last.items():
        commit = known[identity]
        if not commit.is_merge:
            found[path] = (commit,)
            continue
        span = (f"{commit.parents[0]}..{identity}", "--", path)
        listed = git.run(root, "log", "--no-merges", "--format=%H", *span).decode().split()
        inner = _commits(root, listed)
        # What a merge alone changes is written by whoever merged.
        found[path] = tuple(inner[each] for each in listed) or (commit,)
    return found


def _signers(root: Path, commits: Iterable[Commit]) -> Mapping[str, str]:
    """Who signed each merge, where the signature could be checked here."""
    merges = sorted({commit.id for commit in commits if commit.is_merge})
    if not merges:
        return {}
    told = "".join(f"{each}\n" for each in merges).encode()
    shape = ("--no-walk=unsorted", "--stdin", "-z", "--format=%H%x00%G?")
    words = git.run(root, "log", *shape, told=told).decode("utf-8", "replace").split("\0")
    pairs = zip(words[::2], words[1::2], strict=False)
    authors = {commit.id: commit.author for commit in commits}
    return {each: authors[each] for each, verdict in pairs if verdict in GOOD}


def _history(
    first: Commit, last: Commit, written: tuple[Commit, ...], signer: str, web: str
) -> FileHistory:
    authors = tuple(dict.fromkeys(commit.author for commit in written))
    own = {mail_of(author) for author in authors}
    said = [
        Approval(value, name.capitalize())
        for commit in dict.fromkeys((last, *written))
        for name, value in commit.trailers
        if name.lower() in APPROVING
    ]
    signed = [Approval(signer, "signed merge")] if signer else []
    approvals = [a for a in dict.fromkeys((*said, *signed)) if mail_of(a.who) not in own]
    return FileHistory(first, last, authors, tuple(approvals), request_of(last, web))


def mail_of(person: str) -> str:
    """The address of `Name <address>`, by which people are told apart; else all that is written."""
    found = _MAIL.search(person)
    return (found[1] if found else person).strip().lower()


def request_of(commit: Commit, web: str) -> str:
    """The page of the request that a commit names; its number where no page is known."""
    if found := _MERGE_REQUEST.search(commit.body):
        return f"{web}/-/merge_requests/{found['number']}" if web else f"!{found['number']}"
    for pattern in _REQUESTS:
        if found := pattern.search(commit.subject):
            return f"{web}/pull/{found['number']}" if web else f"#{found['number']}"
    return ""


def web_page(remote: str) -> str:
    """The page of a repository at its code host, from the address that it is fetched from.

    A password in the address is not passed on.
    """
    found = re.fullmatch(
        r"(?:https?://(?:[^@/]*@)?|ssh://(?:[^@/]*@)?|[\w.-]+@)"
        r"(?P<host>[\w.-]+)(?::[0-9]+(?=/))?[:/](?P<path>[\w./~-]+?)(?:\.git)?/?",
        remote,
    )
    return f"https://{found['host']}/{found['path']}" if found else ""


def _origin(root: Path) -> str:
    try:
        return git.run(root, "remote", "get-url", "origin").decode("utf-8", "replace").strip()
    except git.GitError:
        return ""


def since(history: FileHistory | None, starts: date | None) -> date | None:
    """The first day on which a file gave something: no earlier than it came to the main line."""
    came = history.first.time.date() if history else None
    return max((day for day in (came, starts) if day), default=None)
