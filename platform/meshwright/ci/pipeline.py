"""What a code host has to do for a mesh: the environments that it deploys, and in which order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from meshwright.errors import UsageError
from meshwright.ids import LOCAL
from meshwright.specs.environment import BRANCH_PATTERN, Environment
from meshwright.specs.load import environment_names, load_environment

MAIN = "main"
USUAL_ORDER = ("dev", "test", "staging", "prod")
"""The order in which environments are deployed where nobody says another."""


@dataclass(frozen=True, slots=True)
class Stage:
    """An environment that is deployed after the one before it."""

    environment: str
    role: str
    region: str
    planner: str = ""
    """The role that only reads; none where the environment file names none."""
    called: str = ""
    """What the environment is called at the code host, if not by its own name."""
    auditor: str = ""
    """The role that asks the trail who used what; none where there is no trail, or no such role."""

    @property
    def host_environment(self) -> str:
        return self.called or self.environment


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What the workflows of a repository are made of."""

    stages: tuple[Stage, ...]
    """In order: the first follows the merge, each later one an approval."""
    branch: str = MAIN
    """The branch that is deployed."""
    previewed: Stage | None = None
    """The environment against which the engine previews pull requests, if any."""
    shards: int = 1
    """Over how many jobs at most the products of an environment are brought up."""


def pipeline_of(
    root: Path, names: Sequence[str], *, branch: str | None, preview: str | None, shards: int = 1
) -> tuple[Pipeline, tuple[str, ...]]:
    """A pipeline over some environments, or over all but the local one; and what to know of it.

    Raises UsageError where there is none to deploy, or one is not there.
    """
    chosen = list(names) or sorted({*environment_names(root)} - {LOCAL}, key=_place)
    if not chosen or LOCAL in (*chosen, preview):
        raise UsageError(
            f"{LOCAL} is this machine's own, and there is nothing else to deploy",
            fix="write platform/environments/dev.yaml, or name another environment",
        )
    environments = {name: load_environment(root, name) for name in (*chosen, *_named(preview))}
    stages = {name: stage_of(environment) for name, environment in environments.items()}
    previewed = _previewed(stages[preview]) if preview else None
    notes = tuple(note for name in chosen for note in _notes(environments[name]))
    ordered = tuple(stages[name] for name in chosen)
    deployed = _valid(branch) if branch else _branch(environments[chosen[0]])
    return Pipeline(ordered, deployed, previewed, shards), notes


def stage_of(environment: Environment) -> Stage:
    spec, known = environment.spec, environment.spec.bootstrap
    planner, called = (known.planner, known.host_environment) if known else ("", None)
    auditor = planner if spec.audit.is_asked and planner in spec.auditors else ""
    return Stage(environment.name, spec.deployer, spec.region, planner, called or "", auditor)


def _previewed(stage: Stage) -> Stage:
    if not stage.planner:
        raise UsageError(
            f"environment {stage.environment} names no role for previews",
            fix="write `bootstrap:` with a `planner` into its file",
        )
    return stage


def _valid(branch: str) -> str:
    if re.fullmatch(BRANCH_PATTERN, branch) is None:
        raise UsageError(
            f"'{branch}' cannot stand in a workflow as a branch",
            fix="name one of letters, digits, and . _ / -",
        )
    return branch


def _branch(environment: Environment) -> str:
    bootstrap = environment.spec.bootstrap
    return bootstrap.branch if bootstrap else MAIN


def _named(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _place(name: str) -> tuple[int, str]:
    """Unknown ones come before production."""
    is_usual = name in USUAL_ORDER
    return (USUAL_ORDER.index(name) if is_usual else len(USUAL_ORDER) - 2, name)


def _notes(environment: Environment) -> tuple[str, ...]:
    # The template of `mesh bootstrap` lets the deployer assume itself.
    if not environment.spec.assume_deployer or environment.is_bootstrapped:
        return ()
    return (
        f"{environment.name}: its jobs sign in as the deployer itself, so that its file should say"
        " `assumeDeployer: false`",
    )
