"""Reads the states of deployed stacks, and has the rules asked about them."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from meshwright.errors import ExitCode, Finding, Severity
from meshwright.gate.assessment import Assessment
from meshwright.gate.selection import named, orphans
from meshwright.governance import load_organisation
from meshwright.governance.resolver import of_mesh
from meshwright.governance.sweeping.sweep import sweep
from meshwright.ids import stack_name
from meshwright.runner.existing import existing
from meshwright.runner.state.checkpoint import Checkpoint, parse_checkpoint
from meshwright.runner.state.store import StateStore
from meshwright.runner.states import open_states
from meshwright.workspace import Workspace

READERS = 16
"""An object store answers slowly, and many at a time."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep came to."""

    stacks: tuple[str, ...] = ()
    """Those that were judged."""
    resources: int = 0
    findings: tuple[Finding, ...] = ()
    orphans: tuple[str, ...] = ()
    """Of the selected stacks those that no spec stands for."""
    doubts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why a stack could not be judged, or not all of it, by its name."""

    @property
    def exit_code(self) -> ExitCode:
        if self.doubts:
            return ExitCode.FAILED
        errors = any(finding.severity is Severity.ERROR for finding in self.findings)
        return ExitCode.FINDINGS if errors else ExitCode.DONE


def sweep_states(workspace: Workspace, assessment: Assessment, words: Sequence[str]) -> SweepReport:
    """Judges the selected stacks of the backend, all if nothing is selected."""
    plan, mesh = assessment.plan, assessment.mesh
    store = open_states(workspace, assessment.environment)
    if store is None:
        named(words, plan, mesh)
        return SweepReport()
    selected = existing(store, assessment, words)
    states = _read(store, sorted(selected))
    resolution = of_mesh(
        mesh,
        assessment.environment,
        plan.as_of,
        organisation=load_organisation(workspace.root),
    )
    readable = {name: state.resources for name, state in states.items() if state}
    swept = sweep(readable, plan, mesh, resolution)
    unplanned = {stack_name(i, plan.environment) for i in orphans(selected, plan, mesh)}
    doubts = {name: doubt for name, state in states.items() if (doubt := _doubt(name, state))}
    return SweepReport(
        tuple(readable), swept.resources, swept.findings, tuple(sorted(unplanned)), doubts
    )


def _read(store: StateStore, stacks: Iterable[str]) -> dict[str, Checkpoint | None]:
    """The states by stack, None for what cannot be read; without those that went meanwhile."""

    def content(stack: str) -> tuple[str, bytes | None]:
        return stack, store.read_checkpoint(stack)

    with ThreadPoolExecutor(READERS) as pool:
        contents = list(pool.map(content, stacks))
    return {name: parse_checkpoint(text) for name, text in contents if text is not None}


def _doubt(stack: str, state: Checkpoint | None) -> str:
    if state is None:
        return f"its state cannot be read: mesh recover {stack}, then sweep again"
    if state.pending:
        return f"a run has left it unfinished: mesh recover {stack}, then sweep again"
    return ""
