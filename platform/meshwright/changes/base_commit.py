"""The commit that a change began at, as a check of it by today's code would see it.

Only data of that commit is read: its specs, environments and the policies' settings, out of git
and into a folder of their own. They are planned and judged by the code that runs now.
"""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from meshwright import git
from meshwright.changes.touched import SETTINGS
from meshwright.checks.backends import check_backend
from meshwright.errors import Finding, MeshError
from meshwright.gate.assessment import Assessment, assess_mesh
from meshwright.gate.moves import History
from meshwright.governance.judged_before import judging_once
from meshwright.governance.owners import FILES as OWNER_FILES
from meshwright.governance.owners import codeowners_findings
from meshwright.specs.links import GUARDED
from meshwright.specs.load import environment_names, load_mesh
from meshwright.specs.read import remembering
from meshwright.workspace import Workspace

DATA = ("domains", "platform/environments", "policies", *OWNER_FILES)
PLACES = (*DATA, "platform", *GUARDED)
CODE_PLACES = ("domains", "platform", "policies", "Pulumi.yaml", "pyproject.toml")
LINK = "120000"
FILES = ("100644", "100755")


class NoBaseError(MeshError):
    """The base commit cannot be judged."""


@dataclass(frozen=True, slots=True)
class Base:
    """The mesh at a commit: specs, plan and findings of each environment."""

    assessments: Mapping[str, Assessment]
    """By environment; of those that it already has."""
    owners: tuple[Finding, ...]
    """What is said of its CODEOWNERS."""
    environments: tuple[str, ...]
    """All that it has."""


@contextmanager
def nearly_alike() -> Generator[None]:
    """While the block runs, what a change and its base have in common is read and judged once."""
    with remembering(), judging_once():
        yield


def assessed(
    workspace: Workspace,
    names: Iterable[str],
    *,
    as_of: date,
    drafts: bool = False,
    history: History | None = None,
) -> Mapping[str, Assessment]:
    """The verdict on every environment, with what else a deployment to it would refuse."""
    loaded, found = load_mesh(workspace.root), dict[str, Assessment]()
    for name in names:
        assessment = assess_mesh(
            workspace, loaded, name, as_of=as_of, drafts=drafts, history=history
        )
        refused = check_backend(assessment.environment)
        findings = tuple(sorted((*assessment.findings, *refused)))
        found[name] = replace(assessment, findings=findings)
    return found


def base_at(
    workspace: Workspace, commit: str, names: Sequence[str], *, as_of: date, drafts: bool = False
) -> Base:
    """The mesh at a commit, in those of some environments that it already has.

    Raises MeshError where it cannot be had.
    """
    with base_tree(workspace, commit) as base:
        there = environment_names(base.root)
        known = [name for name in names if name in there]
        if not known:
            raise NoBaseError(f"there is no environment {' or '.join(names)} yet")
        history = History(workspace.root, commit)
        verdicts = assessed(base, known, as_of=as_of, drafts=drafts, history=history)
        mesh = verdicts[known[0]].mesh
        return Base(verdicts, codeowners_findings(base.root, mesh), there)


@contextmanager
def base_tree(workspace: Workspace, commit: str) -> Generator[Workspace]:
    """The data of a commit in a folder of its own, for as long as the block runs."""
    with TemporaryDirectory(prefix="mesh-base-") as folder:
        base = Workspace(Path(folder))
        _write(base.root, _files(workspace.root, commit))
        yield base


@contextmanager
def code_tree(workspace: Workspace, commit: str) -> Generator[Path]:
    """A commit's data and the code that judges it, in a folder of their own, while a block runs."""
    with TemporaryDirectory(prefix="mesh-base-code-") as folder:
        _write(Path(folder), _files(workspace.root, commit, CODE_PLACES, _is_file))
        yield Path(folder)


def _files(
    root: Path,
    commit: str,
    places: Sequence[str] = PLACES,
    is_wanted: Callable[[str, str], bool] | None = None,
) -> Iterator[tuple[str, str, bytes]]:
    """Mode, path and content of all data; links last, so that nothing is written through one."""
    wants = is_wanted or _is_data
    listed = git.run(root, "ls-tree", "-r", "-z", commit, "--", *places).split(b"\0")
    entries = sorted((line.split(b"\t", 1) for line in listed if line), key=_is_link)
    wanted = [(*head.decode().split(), os.fsdecode(path)) for head, path in entries]
    wanted = [entry for entry in wanted if wants(entry[0], entry[3])]
    contents = _contents(root, [sha for _, _, sha, _ in wanted])
    for (mode, _, _, path), content in zip(wanted, contents, strict=True):
        yield mode, path, content


def _is_link(entry: Sequence[bytes]) -> bool:
    return entry[0].startswith(LINK.encode())


def _is_file(mode: str, path: str) -> bool:
    return mode in FILES and ".." not in PurePosixPath(path).parts


def _is_data(mode: str, path: str) -> bool:
    if ".." in PurePosixPath(path).parts:
        return False
    # A link is refused wherever it lies, and so said of the base too.
    return mode == LINK or (mode in FILES and path.startswith(DATA) and _is_read(path))


def _is_read(path: str) -> bool:
    # Of the policies only settings: their code is the code that runs now.
    return not path.startswith("policies/") or path.endswith(SETTINGS)


def _contents(root: Path, shas: Sequence[str]) -> Iterator[bytes]:
    """What blobs hold, as git stores it: no filter of the repository is run."""
    answer = git.run(root, "cat-file", "--batch", told="".join(f"{sha}\n" for sha in shas).encode())
    start = 0
    for _ in shas:
        begin = answer.index(b"\n", start) + 1
        said = answer[start:begin].split()
        if said[1:2] != [b"blob"]:
            raise NoBaseError("this clone lacks some of its files")
        size = int(said[2])
        yield answer[begin : begin + size]
        start = begin + size + 1


def _write(root: Path, files: Iterator[tuple[str, str, bytes]]) -> None:
    for mode, path, content in files:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if mode == LINK:
            file.symlink_to(os.fsdecode(content))
        else:
            file.write_bytes(content)
