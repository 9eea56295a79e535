"""`mesh check`: the offline gate of a pull request."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Formats, Json, Outputs
from meshwright.errors import ExitCode, Finding, UsageError
from meshwright.ids import StackId
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.changes.scope import Scope
    from meshwright.changes.since import Change
    from meshwright.gate.assessment import Assessment
    from meshwright.workspace import Workspace


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help="Report only findings in these files and folders; all are read."
        ),
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="Compare with a git ref: report what the change brings or is about."
        ),
    ] = None,
    env: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this environment; else every one.")
    ] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Evaluate draft rules too, which give notes only.")
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
    formats: Formats = None,
    files: Outputs = None,
) -> None:
    """Check specs, references, plan and rules: offline, no engine, no credentials."""
    from meshwright.changes.base_commit import assessed, nearly_alike
    from meshwright.changes.scope import scope_of
    from meshwright.changes.since import effects_of, judged, narrowed
    from meshwright.cli.check_reports import deliver, deliveries, needs_effects, teller
    from meshwright.gate.merging import merged
    from meshwright.gate.repository import repository_findings
    from meshwright.operations.offline_state import orphaned
    from meshwright.reports.checked import Checked, check_document, check_report
    from meshwright.specs.load import environment_names
    from meshwright.workspace import find_workspace

    wanted = deliveries(formats, files, json=json)
    workspace, day = find_workspace(), as_of or options.today()
    names = [env] if env else sorted(environment_names(workspace.root))
    if not names:
        raise UsageError("there is no environment", fix="write platform/environments/local.yaml")
    scope = scope_of(workspace, paths or ())
    with nearly_alike() if changed_since else nullcontext():
        verdicts = assessed(workspace, names, as_of=day, drafts=drafts)
        change = _change(workspace, changed_since, names, day, drafts)
    assessments = [*verdicts.values()]
    own = repository_findings(workspace.root, assessments[0].mesh)
    said = merged(judged(assessments, own, change))
    scope = narrowed(scope, change, assessments[0].mesh, said.new)
    findings = tuple(filter(scope.covers, said.findings))
    orphans = [stack for a in assessments for stack in orphaned(workspace, a)]
    places = _places(names, assessments, scope)
    wants = change is not None and (json or needs_effects(wanted))
    done = effects_of(workspace, change, assessments, as_of=day) if change and wants else None
    checked = Checked(workspace, assessments, scope, findings, orphans, places, said, change, done)
    deliver(wanted, findings, lambda: check_report(checked))
    if json:
        documents = [output.finding_document(f) for f in findings]
        document = {"environments": names, "findings": documents, "orphans": orphans}
        output.emit("check", {**document, **check_document(checked)})
    else:
        _print(findings, places, teller(wanted))
        print_orphans(orphans)
    if output.has_errors(findings):
        raise typer.Exit(ExitCode.FINDINGS)


def _change(
    workspace: "Workspace", since: str | None, names: Sequence[str], as_of: date, drafts: bool
) -> "Change | None":
    """What is known of the change since a ref; that it cannot be compared is told at once."""
    from meshwright.changes.since import change_since

    if since is None:
        return None
    change = change_since(workspace, since, names, as_of=as_of, drafts=drafts)
    if change.fault:
        output.say(f"not compared with {since}: {change.fault}; so everything is reported")
    return change


def _print(findings: Sequence[Finding], places: str, tell: Callable[[str], None] | None) -> None:
    if tell is not None:
        for finding in findings:
            tell(output.finding_text(finding))
    output.say(f"{output.tally(findings)}: {places}")


def _places(names: Sequence[str], assessments: "Sequence[Assessment]", scope: "Scope") -> str:
    """What was looked at."""
    mesh = assessments[0].mesh
    products = plural(len(mesh.products), "product")
    domains = plural(len(mesh.domains), "domain")
    return f"{products} in {domains}, for {', '.join(names)}{scope.described}"


def print_orphans(orphans: Sequence[str]) -> None:
    """What to do about stacks that no spec stands for."""
    for stack in orphans:
        output.say(f"{stack} is deployed without a spec")
        found = StackId.parse(stack)
        output.say(
            f"  fix: mesh destroy {found.subject} --env {found.environment}, or bring its spec back"
        )
