"""`mesh check`: the offline gate of a pull request."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output, owners
from meshwright.cli.options import AsOf, Formats, Json, Outputs
from meshwright.errors import ExitCode, Finding, Severity, UsageError

if TYPE_CHECKING:
    from meshwright.cli.scope import Scope
    from meshwright.deploy.assessment import Assessment
    from meshwright.workspace import Workspace


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Report only what lies here; all is read."),
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="Report only what changed since a git ref, and what refers to it."
        ),
    ] = None,
    env: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this environment; else every one.")
    ] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Ask rules that are not in force yet too: notes only.")
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
    formats: Formats = None,
    files: Outputs = None,
) -> None:
    """Check specs, references, plan and rules: offline, no engine, no credentials."""
    from meshwright.cli.check_reports import (
        Checked,
        check_report,
        deliver,
        deliveries,
        teller,
    )
    from meshwright.cli.scope import scope_of
    from meshwright.deploy.offline_state import orphaned
    from meshwright.spec.load import environment_names
    from meshwright.workspace import find_workspace

    wanted = deliveries(formats, files, json=json)
    workspace, day = find_workspace(), as_of or options.today()
    names = [env] if env else sorted(environment_names(workspace.root))
    if not names:
        raise UsageError("there is no environment", fix="write platform/environments/local.yaml")
    assessments = _assess_all(workspace, names, day, drafts)
    scope = scope_of(workspace, assessments[0].mesh, paths or (), changed_since)
    said = [a.findings for a in assessments]
    own = owners.findings(workspace, assessments[0].mesh)
    findings = tuple(f for f in unrepeated((*said, own)) if scope.covers(f))
    orphans = [stack for a in assessments for stack in orphaned(workspace, a)]
    places = _places(names, assessments, scope)
    checked = Checked(workspace, assessments, scope, findings, orphans, places, changed_since, day)
    deliver(wanted, findings, lambda: check_report(wanted, checked, unrepeated))
    if json:
        documents = [output.finding_document(f) for f in findings]
        document = {"environments": names, "findings": documents, "orphans": orphans}
        output.emit("check", document)
    else:
        _print(findings, places, teller(wanted))
        print_orphans(orphans)
    if output.has_errors(findings):
        raise typer.Exit(ExitCode.FINDINGS)


def _assess_all(
    workspace: "Workspace", names: Sequence[str], as_of: date, drafts: bool
) -> "list[Assessment]":
    from meshwright.deploy.assessment import assess_mesh
    from meshwright.spec.load import load_mesh

    loaded = load_mesh(workspace.root)
    return [assess_mesh(workspace, loaded, name, as_of=as_of, drafts=drafts) for name in names]


def unrepeated(environments: Iterable[Iterable[Finding]]) -> tuple[Finding, ...]:
    """The findings of several environments; what is said alike of them is reported once.

    Where a rule weighs more in one of them, it is the weightiest that is reported.
    """
    found: list[Finding] = []
    known: dict[object, int] = {}
    for findings in environments:
        new = [f for f in findings if _weight(f) > known.get(_place(f), 0)]
        places = {_place(f) for f in new}
        found = [*(f for f in found if _place(f) not in places), *new]
        known |= {_place(f): _weight(f) for f in new}
    return tuple(sorted(found))


def _weight(finding: Finding) -> int:
    return {Severity.ERROR: 3, Severity.WARNING: 2, Severity.NOTE: 1}[finding.severity]


def _place(finding: Finding) -> tuple[object, ...]:
    # Without the message, which may hold a name that has the environment in it.
    return (finding.position, finding.code, finding.where, finding.resource)


def _print(findings: Sequence[Finding], places: str, tell: Callable[[str], None] | None) -> None:
    if tell is not None:
        for finding in findings:
            tell(output.finding_text(finding))
    output.say(f"{output.tally(findings)}: {places}")


def _places(names: Sequence[str], assessments: "Sequence[Assessment]", scope: "Scope") -> str:
    """What was looked at."""
    mesh = assessments[0].mesh
    products = output.plural(len(mesh.products), "product")
    domains = output.plural(len(mesh.domains), "domain")
    return f"{products} in {domains}, for {', '.join(names)}{scope.described}"


def print_orphans(orphans: Sequence[str]) -> None:
    """What to do about stacks that no spec stands for."""
    for stack in orphans:
        output.say(f"{stack} is deployed, and no spec stands for it")
        environment, _, identity = stack.partition(".")
        output.say(f"  fix: mesh destroy {identity} --env {environment}, or bring its spec back")
