"""`mesh policy sweep`: what the rules find in what is deployed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Formats, Json, Outputs, Select
from meshwright.ids import subject_of
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.operations.sweep_run import SweepReport
    from meshwright.reports.model import Report
    from meshwright.workspace import Workspace


def sweep(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
    formats: Formats = None,
    files: Outputs = None,
) -> None:
    """Ask the rules about what is deployed, as its state has it: no engine. Changes nothing."""
    from meshwright.cli.check_reports import deliver, deliveries, teller
    from meshwright.gate.assessment import assess
    from meshwright.operations.sweep_run import sweep_states
    from meshwright.workspace import find_workspace

    wanted = deliveries(formats, files, json=json)
    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    swept = sweep_states(workspace, assessment, select or ())
    deliver(wanted, swept.findings, lambda: report(workspace, assessment, swept))
    if json:
        output.emit("policy sweep", document(swept, env))
    else:
        _print(swept, env, teller(wanted))
    if swept.exit_code:
        raise typer.Exit(swept.exit_code)


def report(workspace: "Workspace", assessment: "Assessment", swept: "SweepReport") -> "Report":
    """A sweep as what every format is written from."""
    from meshwright.reports.catalogue import cards
    from meshwright.reports.checked import surroundings, web_address
    from meshwright.reports.model import Report
    from meshwright.reports.reported import report_of

    bare = Report(
        "mesh policy sweep",
        (),
        tuple(subject_of(stack) for stack in swept.stacks),
        looked_at(swept, assessment.environment.name),
        web=web_address(),
        cards=cards(),
        orphans=swept.orphans,
    )
    return report_of(bare, swept.findings, surroundings(workspace, assessment.mesh))


def looked_at(swept: "SweepReport", environment: str) -> str:
    """What was judged, in words."""
    stacks = plural(len(swept.stacks), "deployed stack")
    return f"{plural(swept.resources, 'resource')} in {stacks}, for {environment}"


def document(swept: "SweepReport", environment: str) -> dict[str, Any]:
    """A sweep for machines."""
    return {
        "environment": environment,
        "stacks": list(swept.stacks),
        "resources": swept.resources,
        "findings": [output.finding_document(finding) for finding in swept.findings],
        "orphans": list(swept.orphans),
        "doubts": dict(swept.doubts),
        "exitCode": int(swept.exit_code),
    }


def _print(swept: "SweepReport", environment: str, tell: "Callable[[str], None] | None") -> None:
    from meshwright.cli.check import print_orphans

    if tell is not None:
        for finding in swept.findings:
            tell(output.finding_text(finding))
    for stack, doubt in swept.doubts.items():
        output.say(f"{stack}: {doubt}")
    print_orphans(swept.orphans)
    if not swept.stacks and not swept.doubts:
        output.say(f"{environment}: nothing of it is deployed, so no rule was asked")
        return
    output.say(f"{output.tally(swept.findings)}: {looked_at(swept, environment)}")
