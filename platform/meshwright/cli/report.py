"""The end of a run in words and as a document: failures first, then what is there."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from meshwright.cli import planned
from meshwright.cli.output import finding_document, finding_text, tally
from meshwright.errors import Severity
from meshwright.gate.reasons import Reason
from meshwright.ids import StackId, subject_of
from meshwright.plan.declaration import Plan
from meshwright.plan.paths import AT_HOME, Paths
from meshwright.reports.change_document import change_document
from meshwright.reports.change_lines import product_lines
from meshwright.runner.interruptions import Interruption, interruptions
from meshwright.runner.results import Change, StackResult, Status
from meshwright.runner.run import Run
from meshwright.runner.run_changes import run_change
from meshwright.runner.summary import holdings, total
from meshwright.specs.environment import Environment
from meshwright.visible import plural

BAD = (Status.FAILED, Status.CANCELLED, Status.HELD)
REVOKED_FIRST = "its grant is revoked before the new one is made"
MARKS = {"create": "+", "update": "~", "replace": "±", "delete": "-", "keep": "="}
WORDS_OF_STATUS = {
    Status.FAILED: "failed",
    Status.HELD: "held back",
    Status.CANCELLED: "cancelled",
    Status.SKIPPED: "up to date",
}


def document(run: Run, environment: Environment, *, endpoint: str | None) -> dict[str, Any]:
    """A run for machines."""
    return {
        "environment": environment.name,
        "account": environment.spec.account,
        "region": environment.spec.region,
        "endpoint": endpoint,
        "stacks": len(run.results),
        "skipped": run.count(Status.SKIPPED),
        "changes": run.changes,
        "results": [result_document(result, run.paths) for result in run.results],
        "change": change_document(
            run_change(environment.name, run.results, environment.spec.readers, run.paths)
        ),
        "findings": [finding_document(finding) for finding in run.findings],
        "orphans": list(run.orphans),
        **(planned.document(run.plan) if run.plan else {}),
        **({"access": run.proved.document} if run.proved else {}),
        "exitCode": int(run.exit_code),
    }


def result_document(result: StackResult, paths: Paths = AT_HOME) -> dict[str, Any]:
    changes = result.changes
    return {
        "stack": result.stack,
        "status": result.status.value,
        "changes": {
            "create": changes.create,
            "update": changes.update,
            "delete": changes.delete,
            "replace": changes.replace,
            "same": changes.same,
            "keep": changes.keep,
        },
        "changed": [
            {"operation": c.operation, "resource": c.resource, "properties": list(c.properties)}
            for c in result.changed
        ],
        "seconds": result.seconds,
        "message": result.message,
        "reasons": [reason_document(reason) for reason in result.reasons],
        "log": str(result.log) if result.log else None,
        "recovered": list(result.notes),
        "partitions": list(result.partitions),
        "account": list(result.account),
        "takenOver": list(result.taken_over),
        "interrupted": [
            {"table": i.table, "reader": i.reader, "properties": list(i.properties)}
            for i in interruptions(result, paths)
        ],
    }


def reason_document(reason: Reason) -> dict[str, Any]:
    return {
        "message": reason.message,
        "resource": reason.resource,
        "spec": str(reason.spec) if reason.spec else None,
        "refusal": reason.refusal,
        "fix": reason.fix,
    }


def findings_lines(run: Run) -> Iterator[str]:
    """The errors in full; warnings are counted, since `mesh check` lists them."""
    for finding in run.findings:
        if finding.severity is Severity.ERROR:
            yield finding_text(finding)
    warnings = [f for f in run.findings if f.severity is Severity.WARNING]
    if warnings:
        yield f"{tally(warnings)}: `mesh check` lists them"


def failure_lines(run: Run, root: Path) -> Iterator[str]:
    """Why each stack is not what it should be; those never begun are named together."""
    bad = [result for result in run.results if result.status in BAD]
    begun = [r for r in bad if r.is_begun or r.status is Status.FAILED]
    for result in begun:
        yield from _failure(result, root)
    never: dict[str, list[str]] = {}
    for result in bad:
        if result not in begun:
            why = f"{WORDS_OF_STATUS[result.status]}, {result.message}"
            never.setdefault(why, []).append(result.stack)
    yield from (f"{why}: {', '.join(stacks)}" for why, stacks in never.items())


def _failure(result: StackResult, root: Path) -> Iterator[str]:
    yield f"{WORDS_OF_STATUS[result.status]}: {result.stack}"
    for reason in result.reasons:
        yield from _reason_lines(reason)
    if result.log is not None:
        yield f"  log: {_shown(result.log, root)}"


def _reason_lines(reason: Reason) -> Iterator[str]:
    first, *rest = reason.message.splitlines() or [""]
    yield f"  {first}"
    yield from (f"    {line}" for line in rest)
    if reason.resource:
        yield f"    resource: {reason.resource}"
    if reason.spec is not None:
        yield f"    from: {reason.spec}"
    if reason.fix:
        yield f"    fix: {reason.fix}"


def change_lines(run: Run, environment: Environment) -> Iterator[str]:
    """What each stack would become: its tables and readers, then its resources."""
    change = run_change(environment.name, run.results, environment.spec.readers, run.paths)
    products = {product.id: product for product in change.products}
    for result in run.results:
        if not result.changed:
            continue
        yield result.stack
        if (product := products.get(subject_of(result.stack))) is not None:
            yield from (f"  {line}" for line in product_lines(product))
        yield from (f"  {_resource_line(changed)}" for changed in result.changed)


def _resource_line(change: Change) -> str:
    differs = f" ({', '.join(change.properties)})" if change.properties else ""
    called = f"  {change.identity}" if change.identity else ""
    return f"{MARKS[change.operation]} {change.resource}{differs}{called}"


def interruption_lines(run: Run, *, planned: bool) -> Iterator[str]:
    """Who is without a table while its grant is replaced, or was."""
    for result in run.results:
        for found in interruptions(result, run.paths):
            yield f"{result.stack}: {_interruption(found, result.status, planned=planned)}"


def _interruption(found: Interruption, status: Status, *, planned: bool) -> str:
    reader, table = found.reader, f"table {found.table}"
    if planned:
        return f"{reader} cannot read {table} for a while: {REVOKED_FIRST}"
    if status is Status.DONE:
        return f"{reader} could not read {table} for a while: {REVOKED_FIRST}"
    return f"{reader} may be unable to read {table} until the next `mesh up`: {REVOKED_FIRST}"


def headline(run: Run, environment: Environment) -> str:
    """The run in one line."""
    counts = ((run.count(status), word) for status, word in WORDS_OF_STATUS.items())
    parts = [
        plural(len(run.results), "stack"),
        *(f"{count} {word}" for count, word in counts if count),
        plural(run.changes, "change"),
        *((f"{run.kept} kept in AWS",) if run.kept else ()),
    ]
    spec = environment.spec
    return f"{environment.name} (account {spec.account}, {spec.region}): {', '.join(parts)}"


def holdings_lines(run: Run, plan: Plan) -> Iterator[str]:
    """What exists now, by domain."""
    there = {r.stack for r in run.results if r.status in (Status.DONE, Status.SKIPPED)}
    counted = holdings(stack for name, stack in plan.stacks.items() if name in there)
    if not counted:
        return
    words = [word for word, count in total(counted).items() if count]
    width = max(len("foundation"), *map(len, counted))
    yield f"{'':<{width}}  {'  '.join(f'{word:>9}' for word in words)}"
    for domain, of in counted.items():
        yield f"{domain or 'foundation':<{width}}  {_row(of, words)}"
    yield f"{'all':<{width}}  {_row(total(counted), words)}"


def _row(of: Mapping[str, int], words: Sequence[str]) -> str:
    return "  ".join(f"{of.get(word, 0):>9}" for word in words)


def orphan_lines(run: Run) -> Iterator[str]:
    if run.orphans:
        yield f"without a spec, but deployed: {', '.join(run.orphans)}"
        yield f"  fix: mesh destroy {run.orphans[0]}, or bring its spec back"


def next_lines(
    run: Run, environment: Environment, endpoint: str | None, portal: str | None = None
) -> Iterator[str]:
    """Where to look, and what to do now."""
    if endpoint is not None:
        yield f"AWS:   {endpoint} (this checkout's own; `mesh local stop` ends it)"
        yield 'look:  eval "$(mesh env)"; then aws s3 ls, aws glue get-tables, boto3, pulumi'
        yield "next:  mesh sample load"
    else:
        yield f'look:  eval "$(mesh env --env {environment.name})"; then pulumi stack ls'
    if portal is not None:
        yield f"find:  {portal} (`mesh catalog publish --env {environment.name}` renews it)"
    else:
        yield f"find:  mesh catalog build --env {environment.name}"
    product = next((r.stack for r in run.results if StackId.parse(r.stack).product), None)
    if product is not None:
        name = subject_of(product)
        yield f"why:   mesh plan {name} --env {environment.name}"


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
