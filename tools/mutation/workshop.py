"""A copy of the checkout in which mutmut can work, and a run of it there.

mutmut takes a module's name from its path below the working folder, so the rules stand at the top
of the copy rather than below `policies/`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from textwrap import dedent

from meshwright.errors import MeshError
from meshwright.runner.capacity import cores
from tools.mutation.mutants import Mutant, names, survivors, tried

SOURCE = "guardrails"
COPIED = ("Pulumi.yaml", "docs", "domains", "platform", "policies", "schema", "tests")
TESTS = ("tests/guardrails", "tests/governance")
LEFT_OUT = "--ignore=tests/governance/test_conformance.py"
"""That hosts agree is another matter, and asks each case of each rule once more."""
UNCHANGED = ("guardrails/cases.py",)
"""Reads the cases for tests alone."""
# What hypothesis tries is the same each time, and may be slow while tests are traced.
SETTINGS = """\
[tool.pytest.ini_options]
addopts = ["--import-mode=importlib", "-p", "no:cacheprovider", "--hypothesis-profile=ci"]
pythonpath = ["tests", "platform"]

[tool.mutmut]
source_paths = ["{source}"]
do_not_mutate = {unchanged}
also_copy = {copied}
pytest_add_cli_args = ["{left_out}"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
"""
NOTHING = "none of them*"
"""A pattern that fits no mutant, so that mutmut makes all of them and tries none."""
UNFITTING = "nothing matches"
SECONDS = 3 * 3600
MOST_SECONDS = 600
"""For the tests of one mutant in a process of its own; one that needs more has come to no end."""
LAST_WORDS = 1500


@dataclass(frozen=True, slots=True)
class Workshop:
    """The copy, and where it was made from."""

    folder: Path
    checkout: Path

    @property
    def results(self) -> Path:
        return self.folder / "mutants" / SOURCE

    def prepare(self) -> None:
        """Fills the folder."""
        ignored = shutil.ignore_patterns("__pycache__")
        for name in COPIED:
            source = self.checkout / name
            if source.is_dir():
                shutil.copytree(source, self.folder / name, ignore=ignored)
            else:
                shutil.copy2(source, self.folder / name)
        rules = self.checkout / "policies" / SOURCE
        shutil.copytree(rules, self.folder / SOURCE, ignore=ignored)
        settings = SETTINGS.format(
            source=SOURCE,
            unchanged=list(UNCHANGED),
            copied=[name for name in COPIED if name != "tests"],
            tests=list(TESTS),
            left_out=LEFT_OUT,
        )
        (self.folder / "pyproject.toml").write_text(dedent(settings), encoding="utf-8")

    def make(self) -> tuple[str, ...]:
        """The names of all mutants, none of them tried yet."""
        said, code = self._mutmut(NOTHING)
        found = names(self.results)
        if not found or (code and UNFITTING not in said):
            raise MeshError(f"mutmut could not begin: …{said[-LAST_WORDS:]}")
        return found

    def run(self, chosen: Sequence[str] = ()) -> tuple[Mutant, ...]:
        """Tries the mutants of these names, or all, each against the tests that reach it."""
        said, code = self._mutmut(*chosen)
        if code:
            raise MeshError(f"mutmut failed: …{said[-LAST_WORDS:]}")
        return tried(self.results, killed_later=self._killed_afresh(survivors(self.results)))

    def _killed_afresh(self, living: Sequence[str]) -> frozenset[str]:
        """Those of the mutants that a process of their own kills.

        mutmut tries a mutant in a copy of a process that has run all tests before: what a function
        gave at import, or what a cache holds of it, is that of the function as it is.
        """
        with ThreadPoolExecutor(cores()) as pool:
            fates = pool.map(self._dies_afresh, living)
            return frozenset(name for name, dies in zip(living, fates, strict=True) if dies)

    def _dies_afresh(self, name: str) -> bool:
        folder = self.folder / "mutants"
        command = [sys.executable, "-m", "pytest", "--exitfirst", LEFT_OUT, *TESTS]
        variables = {"MUTANT_UNDER_TEST": name, "PYTHONPATH": str(folder)}
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=unbound() | variables,
                capture_output=True,
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0

    def _mutmut(self, *chosen: str) -> tuple[str, int]:
        done = subprocess.run(
            [sys.executable, "-m", "mutmut", "run", *chosen],
            cwd=self.folder,
            env=unbound(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return done.stdout, done.returncode


def unbound() -> dict[str, str]:
    """This process's variables without those of a shell that is set up for a mesh."""
    return {n: v for n, v in os.environ.items() if not n.startswith(("MESH_", "PULUMI_"))}


def sampled(found: Sequence[str], count: int, seed: int) -> Sequence[str]:
    """As many of the mutants, nearly all of them the same for a seed when others come or go."""

    def place(name: str) -> bytes:
        return sha256(f"{seed} {name}".encode()).digest()

    return sorted(sorted(found, key=place)[:count])


def mutants(
    checkout: Path, folder: Path, say: Callable[[str], None], *, sample: int, seed: int
) -> tuple[Mutant, ...]:
    """What became of each mutant that was tried: of all, or of a sample where one is asked for."""
    workshop = Workshop(folder, checkout)
    workshop.prepare()
    say("changing the rules and seeing which tests reach what")
    found = workshop.make()
    chosen = sampled(found, sample, seed) if sample else ()
    say(f"trying {len(chosen) or len(found)} of {len(found)} mutants")
    return workshop.run(chosen)
