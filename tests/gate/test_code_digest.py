"""Which change of a file makes every stack run again, held against what is really imported."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails.rules import ALL_RULES
from meshwright.gate.code_digest import code_digest, deciding_among, deciding_files
from meshwright.workspace import Workspace

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = (ROOT / "platform", ROOT / "policies", ROOT / "platform/engine")
STARTED = (ROOT / "platform/__main__.py", *sorted(ROOT.glob("policies/*/__main__.py")))
"""What the engine starts: the program and the packs."""
BY_VALUE = (
    "meshwright.athena",
    "meshwright.specs",
    "meshwright.checks",
    "meshwright.lineage",
    "meshwright.plan",
    "meshwright.gate",
    "meshwright.runner",
    "localaws",
)
"""Rooms whose outcome reaches the program as a value that has a digest, or only as variables."""


def imported(files: tuple[Path, ...], but: tuple[str, ...] = BY_VALUE) -> set[Path]:
    """Every file of the project that is imported, directly or not, but through some rooms."""
    seen, ahead = set[Path](), list(files)
    while ahead:
        file = ahead.pop()
        if file not in seen:
            seen.add(file)
            ahead += _imports(file, but)
    return seen


def _imports(file: Path, but: tuple[str, ...]) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _modules(alias.name, but)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                yield from _modules(name, but)


def _modules(name: str, but: tuple[str, ...]) -> Iterator[Path]:
    """The files that an import of a name runs: the module and the packages around it."""
    if name.startswith(but):
        return
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        for root in SOURCE_ROOTS:
            place = root.joinpath(*parts[:length])
            yield from (f for f in (place.with_suffix(".py"), place / "__init__.py") if f.is_file())


def test_it_covers_every_module_that_program_and_packs_import() -> None:
    assert imported(STARTED) <= set(deciding_files(ROOT))


@pytest.mark.parametrize("room", ["meshwright/governance", "meshwright/program", "guardrails"])
def test_it_covers_no_module_that_neither_imports(room: str) -> None:
    covered = {f for f in deciding_files(ROOT) if f.suffix == ".py" and room in f.as_posix()}

    assert covered <= imported(STARTED)


def test_what_is_imported_is_found_at_all() -> None:
    names = {file.relative_to(ROOT).as_posix() for file in imported(STARTED)}

    assert {
        "platform/meshwright/program/stack.py",
        "platform/meshwright/governance/packs/pack.py",
        "policies/guardrails/documents.py",
    } <= names


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("platform", "policies", "tools", "docs", "domains"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", root)
    return root


def _changes(root: Path, file: str) -> bool:
    """Whether a comment at the end of a file, which is there or new, changes the digest."""
    place, before = root / file, code_digest(Workspace(root))
    content = place.read_bytes() if place.is_file() else None
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes((content or b"") + b"\n# a comment\n")
    try:
        return code_digest(Workspace(root)) != before
    finally:
        place.unlink() if content is None else place.write_bytes(content)


@pytest.mark.parametrize(
    "file",
    [
        "platform/__main__.py",
        "platform/meshwright/program/stack.py",
        "platform/meshwright/aws/resource_types.py",
        "platform/meshwright/governance/packs/pack.py",
        "platform/meshwright/governance/new.py",
        "policies/guardrails/documents.py",
        "policies/guardrails/actions.txt",
        "policies/guardrails/rules/new.py",
        "policies/security/rules/new.py",
        "policies/security/__main__.py",
        "policies/security/pack.yaml",
        "policies/security/PulumiPolicy.yaml",
        "policies/floor.yaml",
        "policies/domains/sales/rules.py",
        "platform/engine/VERSION",
        "platform/engine/policy_pack.py",
        "requirements.lock",
    ],
)
def test_a_change_makes_every_stack_run(copied: Path, file: str) -> None:
    assert _changes(copied, file)


@pytest.mark.parametrize(
    "file",
    [
        "policies/guardrails/cases.py",
        "policies/README.md",
        "policies/__pycache__/x.pyc",
        "platform/meshwright/governance/authoring/trials.py",
        "platform/meshwright/governance/sweeping/sweep.py",
        "platform/meshwright/governance/listing.py",
        "platform/meshwright/cli/check.py",
        "platform/localaws/server.py",
        "tools/docs/rule_pages.py",
        "tools/mutation/mutants.py",
        "docs/reference/new.md",
        "docs/adr/new.md",
        "domains/README.md",
    ],
)
def test_a_change_makes_no_stack_run(copied: Path, file: str) -> None:
    assert not _changes(copied, file)


def test_a_comment_in_any_rules_cases_makes_no_stack_run(copied: Path) -> None:
    modules = sorted(copied.glob("policies/guardrails/rules/**/*.py"))
    cases = [f.with_suffix(".yaml") for f in modules if f.with_suffix(".yaml").is_file()]

    assert len(cases) == len(ALL_RULES)
    assert not [f for f in cases if _changes(copied, f.relative_to(copied).as_posix())]


def test_each_rule_that_changes_makes_every_stack_run(copied: Path) -> None:
    rules = [
        file
        for file in sorted(copied.glob("policies/guardrails/rules/**/*.py"))
        if file.with_suffix(".yaml").is_file()
    ]

    assert rules
    assert all(_changes(copied, f.relative_to(copied).as_posix()) for f in rules)


def tracked() -> set[str]:
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name for name in listed.split("\0") if (ROOT / name).is_file()}


def test_a_path_is_known_by_its_name_to_decide() -> None:
    files = tracked()
    deciding = {file.relative_to(ROOT).as_posix() for file in deciding_files(ROOT)}
    known = deciding_among(ROOT, files)

    assert deciding & files <= set(known)
    # Beside them only what makes plans.
    assert {f for f in known if f.startswith(("policies/", "platform/engine/"))} <= deciding


def test_all_that_makes_plans_is_known_by_its_name() -> None:
    planning = imported((ROOT / "platform/meshwright/gate/assessment.py",), ())
    paths = {file.relative_to(ROOT).as_posix() for file in planning}

    assert "platform/meshwright/plan/grants.py" in paths
    assert paths - set(deciding_among(ROOT, paths)) == set()


@pytest.mark.parametrize("path", ["platform/meshwright/cli/up.py", "domains/a/domain.yaml"])
def test_what_neither_plans_nor_acts_is_known_too(path: str) -> None:
    assert deciding_among(ROOT, [path]) == ()
