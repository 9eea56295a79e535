"""What a run did, in the shape of a pull request's comment: for the summary of a job."""

from collections.abc import Iterator, Sequence

from meshwright.changes.effects import Effects
from meshwright.changes.products import EnvironmentChange
from meshwright.errors import ExitCode
from meshwright.gate.reasons import Reason
from meshwright.reports.change_markdown import change_sections, loss_section
from meshwright.reports.machine_part import START, VERSION, environment_part, harmless
from meshwright.reports.spans import code
from meshwright.runner.interruptions import interruptions
from meshwright.runner.results import StackResult, Status
from meshwright.runner.run import Run
from meshwright.runner.run_changes import run_change
from meshwright.specs.environment import Environment
from meshwright.visible import plural

BAD = {Status.FAILED: "failed", Status.HELD: "held back", Status.CANCELLED: "cancelled"}
MAX_BAD = 30
MAX_REASONS = 5
MAX_TEXT = 600
MAX_NAMED = 20


def render(run: Run, environment: Environment, *, command: str) -> str:
    """The whole document; `command` is the one that ran, such as `mesh up`."""
    change = run_change(environment.name, run.results, environment.spec.readers, run.paths)
    lines = (
        f"{verdict(run, environment)}\n",
        *loss_section((change,)),
        *_bad(run.results),
        *change_sections(Effects((change,)), happened=True),
        *_interrupted(run),
        *_orphans(run.orphans),
        _machine(run, change, command),
        f"<!-- meshwright: {command} -->",
    )
    return "\n".join(lines) + "\n"


def verdict(run: Run, environment: Environment) -> str:
    """The whole in one line."""
    counts = {word: run.count(status) for status, word in BAD.items()}
    counts["up to date"] = run.count(Status.SKIPPED)
    said = [f"{count:,} {word}" for word, count in counts.items() if count]
    words = ", ".join((plural(len(run.results), "stack"), *said, plural(run.changes, "change")))
    where = f"{code(environment.name)} (account {code(environment.spec.account)})"
    if run.exit_code is ExitCode.DONE:
        return f"✅ **Done** in {where}: {words}"
    return f"❌ **Not done** in {where}: {words}"


def _bad(results: Sequence[StackResult]) -> Iterator[str]:
    """What did not come up, and why."""
    bad = [result for result in results if result.status in BAD]
    if not bad:
        return
    yield f"### Not done: {len(bad):,}\n"
    for result in bad[:MAX_BAD]:
        why = "".join(f"<br>{_reason(reason)}" for reason in result.reasons[:MAX_REASONS])
        yield f"- {code(result.stack)} {BAD[result.status]}{why}"
    if len(bad) > MAX_BAD:
        yield f"- and {len(bad) - MAX_BAD:,} more"
    yield ""


def _reason(reason: Reason) -> str:
    place = f" ({code(str(reason.spec), MAX_TEXT)})" if reason.spec else ""
    fix = f"<br>fix: {code(reason.fix, MAX_TEXT)}" if reason.fix else ""
    return f"{code(reason.message, MAX_TEXT)}{place}{fix}"


def _interrupted(run: Run) -> Iterator[str]:
    """Who could not read a table while its grant was replaced."""
    found = [
        f"- {code(each.reader)} could not read {code(each.table)} of {code(each.product)} for a"
        " while: its grant was revoked before the new one was made"
        for result in run.results
        for each in interruptions(result, run.paths)
    ]
    yield from found[:MAX_NAMED]
    if len(found) > MAX_NAMED:
        yield f"- and {plural(len(found) - MAX_NAMED, 'more reader')}"
    if found:
        yield ""


def _orphans(orphans: Sequence[str]) -> Iterator[str]:
    if orphans:
        more = len(orphans) - MAX_NAMED
        named = ", ".join(map(code, orphans[:MAX_NAMED]))
        yield f"Deployed without a spec: {named}{f' and {more:,} more' if more > 0 else ''}.\n"


def _machine(run: Run, change: EnvironmentChange, command: str) -> str:
    document = {
        "version": VERSION,
        "command": command,
        "exitCode": int(run.exit_code),
        "environments": [environment_part(change)],
    }
    return f"{START}{harmless(document)} -->"
