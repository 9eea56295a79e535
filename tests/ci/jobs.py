"""Runs the jobs of a workflow: each step's lines as they are written, in the order of the file.

Stand-ins are there for what needs GitHub: a runner with `bash` and `python3`, and four actions. A
checkout is a clone of a bare repository; what is uploaded lies in a folder.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ci.expressions import FUNCTIONS, Contexts, holds, text

SECONDS = 600
SUCCESS = "success()"
"""When a step runs that says nothing else."""
SHELLS = {None: ["bash", "-e"], "python3 -I {0}": [sys.executable, "-I"]}


@dataclass
class Runner:
    """A machine that runs jobs: an origin to check out from, a workplace, what a job has left."""

    origin: Path
    """A bare repository."""
    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    uploaded: Path | None = None
    log: str = ""

    @property
    def place(self) -> Path:
        """Where a job's checkout lies."""
        return self.folder / "work"

    @property
    def summary(self) -> str:
        return (self.folder / "summary").read_text()

    def run(self, workflow: str, job: str, contexts: Contexts) -> int:
        """Runs one job to its end, or to its first failure but for steps that run regardless."""
        self.folder.mkdir(parents=True, exist_ok=True)
        steps = yaml.safe_load(workflow)["jobs"][job]["steps"]
        known = {"runner": {"os": "Linux"}, "steps": {}, **contexts}
        failed = 0
        for name in ("summary", "output"):
            (self.folder / name).write_text("")
        for step in steps:
            condition = step.get("if", SUCCESS)
            # A condition that asks for no status asks for success.
            is_regardless = any(function in str(condition) for function in FUNCTIONS)
            is_due = is_regardless or not failed
            is_due = is_due and (condition == SUCCESS or holds(condition, known))
            outcome = "skipped"
            if is_due:
                code = self._step(step, known)
                outcome, failed = "failure" if code else "success", failed or code
            if "id" in step:
                known["steps"][step["id"]] = {"outcome": outcome, "outputs": self.outputs()}
        return failed

    def _step(self, step: Mapping[str, Any], known: Contexts) -> int:
        if "uses" in step:
            options = {k: text(str(v), known) for k, v in step.get("with", {}).items()}
            return self._action(step["uses"].partition("@")[0], options, known)
        script = self.folder / "step"
        script.write_text(text(step["run"], known))
        given = {name: text(str(value), known) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            [*SHELLS[step.get("shell")], str(script)],
            cwd=self.place,
            env=self._variables(known) | given,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        self.log += done.stdout + done.stderr
        return done.returncode

    def outputs(self) -> dict[str, str]:
        lines = (self.folder / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def _action(self, action: str, options: Mapping[str, str], known: Contexts) -> int:
        match action:
            case "actions/checkout":
                self.check_out(options.get("ref") or known["github"]["sha"])
            case "actions/upload-artifact":
                left = self.place / options["path"]
                self.uploaded = left if left.is_file() else None
            case "actions/cache" | "actions/cache/restore":
                pass
            case "aws-actions/configure-aws-credentials":
                self.log += f"signed in as {options['role-to-assume']}\n"
            case _:
                raise NotImplementedError(action)
        return 0

    def check_out(self, commit: str) -> None:
        """The commit in a clone, with packages for the launcher."""
        if not self.place.exists():
            git(self.folder, "clone", "-q", "--no-checkout", str(self.origin), str(self.place))
            equip(self.place)
        git(self.place, "fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*", commit)
        git(self.place, "checkout", "-qf", "--detach", commit)
        git(self.place, "clean", "-qfd")
        stamp(self.place)

    def _variables(self, known: Contexts) -> dict[str, str]:
        """A runner's own, and those that GitHub sets."""
        kept = {k: os.environ[k] for k in ("PATH", "HOME", "XDG_CACHE_HOME") if k in os.environ}
        github = known["github"]
        own = {
            "GITHUB_SHA": github["sha"],
            "GITHUB_REPOSITORY": github.get("repository", "acme/mesh"),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_BASE_REF": "main",
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_OUTPUT": str(self.folder / "output"),
        }
        return kept | own | dict(self.variables)


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@acme.example")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def equip(clone: Path) -> None:
    """Gives a clone a .venv as the launcher makes it: this suite's packages, the clone's code."""
    installed = Path(sys.prefix)
    (packages,) = installed.glob("lib/python*/site-packages")
    own = clone / ".venv" / packages.relative_to(installed)
    own.mkdir(parents=True)
    for entry in packages.iterdir():
        if entry.name != "meshwright.pth":
            (own / entry.name).symlink_to(entry)
    roots = (clone / "platform", clone / "policies", clone)
    (own / "meshwright.pth").write_text("".join(f"{root}\n" for root in roots))
    (clone / ".venv/bin").symlink_to(installed / "bin")
    shutil.copy(installed / "pyvenv.cfg", clone / ".venv/pyvenv.cfg")


def stamp(clone: Path) -> None:
    """Says that a .venv is what the clone's locks ask for, in the launcher's own words."""
    names = ("requirements-check", "requirements", "requirements-dev")
    files = [str(clone / f"{name}.lock") for name in names]
    done = subprocess.run(["cksum", *files], capture_output=True, text=True, check=True)
    (clone / ".venv/mesh-stamp").write_text(f"dev {done.stdout.strip()}")
