"""The code that decides, beside a stack's plan and its rules' settings, what an update does.

What reads specs, checks and plans is no part of it: its outcome is in the plan's own digest.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from meshwright.git import BYTECODE
from meshwright.workspace import Workspace

PROGRAM = (
    "platform/__main__.py",
    "platform/meshwright/*.py",
    "platform/meshwright/program/**/*",
    "platform/meshwright/aws/__init__.py",
    "platform/meshwright/aws/resource_types.py",
)
PACKS = (
    "platform/meshwright/governance/*.py",
    "platform/meshwright/governance/packs/**/*",
    "policies/**/*",
)
ENGINE = ("platform/engine/**/*", "requirements.lock")
OFFLINE = frozenset(
    {
        "platform/meshwright/__main__.py",
        "platform/meshwright/disk.py",
        "platform/meshwright/file_lock.py",
        "platform/meshwright/git.py",
        "platform/meshwright/homes.py",
        "platform/meshwright/local_instance.py",
        "platform/meshwright/recorded.py",
        "platform/meshwright/shipped.py",
        "platform/meshwright/governance/dates.py",
        "platform/meshwright/governance/explain.py",
        "platform/meshwright/governance/listing.py",
        "platform/meshwright/governance/owners.py",
        "platform/meshwright/governance/resolved.py",
        "policies/guardrails/cases.py",
        "policies/guardrails/former_ids.py",
    }
)
"""Modules beside those of the program and the packs that neither of them imports."""

ROOMS = (
    "access",
    "athena",
    "aws",
    "checks",
    "gate",
    "governance",
    "jobs",
    "lineage",
    "plan",
    "specs",
    "surroundings",
)
PLANNING = (
    "platform/meshwright/*.py",
    *(f"platform/meshwright/{room}/**/*" for room in ROOMS),
    "requirements-check.lock",
)
"""What makes plans: two plans tell what a change of specs does where both are made by one code."""

PLACES = tuple(
    sorted({pattern.split("/", 1)[0] for pattern in (*PROGRAM, *PACKS, *ENGINE, *PLANNING)})
)
"""Where all of it lies."""


def code_digest(workspace: Workspace, *, instance: str = "") -> str:
    """SHA-256 over the program, what the packs import and are configured with, pinned versions.

    For a local AWS its instance is part of it: what was recorded of another one is gone with it.
    """
    total = hashlib.sha256(instance.encode())
    for file in deciding_files(workspace.root):
        path = file.relative_to(workspace.root).as_posix()
        total.update(f"{path} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def deciding_files(root: Path) -> Iterator[Path]:
    """The files whose change makes every stack run again, in an order of their own."""
    for pattern in (*PROGRAM, *PACKS, *ENGINE):
        for file in sorted(root.glob(pattern)):
            if file.is_file() and not _decides_nothing(file, root):
                yield file


def deciding_among(root: Path, changed: Iterable[str]) -> tuple[str, ...]:
    """Of the files that differ between two commits those that decide or plan, by their paths.

    `root` is the checkout after the change.
    """
    return tuple(sorted(path for path in changed if _decides(path, root) or _plans(path)))


def _decides(path: str, root: Path) -> bool:
    matched = _matches(path, (*PROGRAM, *PACKS, *ENGINE))
    return matched and not _decides_nothing(root / path, root)


def _plans(path: str) -> bool:
    return _matches(path, PLANNING) and not path.endswith(".md")


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(_matches_one(PurePosixPath(path), pattern) for pattern in patterns)


def _matches_one(path: PurePosixPath, pattern: str) -> bool:
    folder = pattern.removesuffix("/**/*")
    if folder != pattern:
        return path.is_relative_to(folder)
    return path.parent == PurePosixPath(pattern).parent and path.match(pattern)


def _decides_nothing(file: Path, root: Path) -> bool:
    is_page = BYTECODE in file.parts or file.suffix == ".md"
    return is_page or is_cases(file) or file.relative_to(root).as_posix() in OFFLINE


def is_cases(file: Path) -> bool:
    """Whether a file holds the cases of the rule beside it, which tests alone read."""
    return file.suffix == ".yaml" and file.with_suffix(".py").is_file()
