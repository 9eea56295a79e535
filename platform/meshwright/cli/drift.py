"""`mesh drift`: what in AWS is no longer as the mesh left it, and how to put it right."""

import json as text_of
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.access_prove import revoking
from meshwright.cli.options import AsOf, Env, Json, Select
from meshwright.errors import ExitCode
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.operations.drift.scan import DriftReport
    from meshwright.operations.drift.values import Difference, Drift
    from meshwright.workspace import Workspace

WORDS = {"update": "changed", "delete": "gone", "create": "extra"}
MARKS = {"changed": "~", "gone": "-", "extra": "+", "orphan": "?"}
LENGTH = 100
"""Characters of a value that a person is shown; --json has all."""


def drift(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Compare what was deployed with what is in AWS; exits 7 where they differ. Changes nothing."""
    from meshwright.gate.assessment import assess
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    report = _compare(workspace, assessment, select or [])
    if json:
        output.emit("drift", document(report, env))
    else:
        _print(report, workspace, env)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _compare(workspace: "Workspace", assessment: "Assessment", words: list[str]) -> "DriftReport":
    from meshwright.cli.progress import Progress
    from meshwright.operations.drift.scan import find_drift
    from meshwright.runner.cloud import connect
    from meshwright.runner.session import open_session

    environment, as_of = assessment.environment, assessment.plan.as_of
    with open_session(
        workspace, environment, command="drift", as_of=as_of, say=output.say
    ) as session:
        cloud = connect(environment, session.endpoint)
        with Progress("comparing", words=WORDS) as progress:
            return find_drift(session.context, cloud, assessment, words, progress)


def document(report: "DriftReport", environment: str) -> dict[str, Any]:
    """A comparison for machines."""
    from meshwright.cli.report import result_document

    return {
        "environment": environment,
        "stacks": len(report.results),
        "drifts": [drift_document(drift, environment) for drift in report.drifts],
        "keysPendingDeletion": list(report.dying_keys),
        "notDeployed": list(report.absent),
        "results": [result_document(result) for result in report.results],
        "exitCode": int(report.exit_code),
    }


def drift_document(drift: "Drift", environment: str) -> dict[str, Any]:
    return {
        "stack": drift.stack,
        "subject": drift.subject,
        "kind": drift.kind.value,
        "what": drift.what,
        "resource": drift.resource or None,
        "differences": [
            {"path": d.path, "before": d.before, "after": d.after} for d in drift.differences
        ],
        "spec": str(drift.spec) if drift.spec else None,
        "opensAccess": drift.opens,
        "command": command(drift),
        "fix": fix(drift, environment),
    }


def fix(drift: "Drift", environment: str) -> str:
    """What puts one thing right."""
    from meshwright.operations.drift.values import Kind

    at = options.of_environment(environment)
    if drift.kind is Kind.ORPHAN:
        return f"mesh destroy {drift.subject}{at}, or bring its spec back"
    if drift.is_others and drift.who:
        return revoking(drift.who, environment)
    if drift.kind is not Kind.EXTRA or (drift.opens and drift.remedy and not drift.is_others):
        return f"mesh up --refresh {drift.subject or environment}{at}"
    return command(drift) or "find out who made it, and remove it by hand"


def command(drift: "Drift") -> str | None:
    """What takes an extra thing away from a shell; it is not the mesh's, so a person decides."""
    from meshwright.operations.drift.values import Kind

    return drift.remedy.command if drift.remedy and drift.kind is Kind.EXTRA else None


def _print(report: "DriftReport", workspace: "Workspace", environment: str) -> None:
    from meshwright.cli.report import failure_lines
    from meshwright.runner.run import Run

    for line in (
        *failure_lines(Run(report.results), workspace.root),
        *lines(report.drifts, environment),
        *_remarks(report),
    ):
        output.print_text(line)
    output.print_out(_headline(report, environment))


def lines(drifts: "Iterable[Drift]", environment: str) -> Iterator[str]:
    """Every drift, in order, under its product, each product with what puts it right."""
    for subject, group in groupby(drifts, key=lambda d: d.subject):
        own = list(group)
        yield subject or "foundation"
        for drift in own:
            yield from _drift_lines(drift)
        for way in dict.fromkeys(fix(drift, environment) for drift in own):
            yield f"  fix: {way}"


def _drift_lines(drift: "Drift") -> Iterator[str]:
    from meshwright.operations.drift.values import Kind

    said = {
        Kind.GONE: "is gone",
        Kind.CHANGED: "is not as it was",
        Kind.EXTRA: "and no spec grants that" if drift.opens else "is not part of the mesh",
        Kind.ORPHAN: "but is deployed",
    }[drift.kind]
    comma = "," if said.startswith(("and", "but")) else ""
    place = f"  <- {drift.spec}" if drift.spec else ""
    yield f"  {MARKS[drift.kind]} {drift.what}{comma} {said}{place}"
    yield from (f"      {_difference(difference)}" for difference in drift.differences)


def _difference(difference: "Difference") -> str:
    if difference.before is None and difference.after is None:
        return difference.path
    return f"{difference.path}: {_value(difference.before)} -> {_value(difference.after)}"


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    shown = text_of.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= LENGTH else f"{shown[: LENGTH - 1]}…"


def _remarks(report: "DriftReport") -> Iterator[str]:
    if report.absent:
        yield f"never deployed: {', '.join(report.absent)}"
    for arn in report.dying_keys:
        yield f"scheduled for deletion, as expected: {arn}"


def _headline(report: "DriftReport", environment: str) -> str:
    compared = plural(len(report.results), "stack")
    if not report.results:
        return f"{environment}: nothing is deployed"
    if report.exit_code in (ExitCode.FAILED, ExitCode.CANCELLED):
        return f"{environment}: {compared}, not all of them could be compared"
    found = f"{len(report.drifts)} things have drifted" if report.drifts else "no drift"
    return (
        f"{environment}: {compared}, {'1 thing has drifted' if len(report.drifts) == 1 else found}"
    )
