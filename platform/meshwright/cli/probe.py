"""What `mesh doctor --probe` prints: the question before it begins, a line an answer, a tally."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from meshwright.cli import output
from meshwright.errors import ExitCode
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.operations.probing.run_names import Run
    from meshwright.operations.probing.sandbox import Sandbox
    from meshwright.operations.probing.values import Outcome, Probe, Result
    from meshwright.specs.environment import Environment
    from meshwright.workspace import Workspace

WIDTH = 19
ASSUMED = "the local AWS answers as the mesh takes AWS to be: only an account tells how it is"


def probe(
    workspace: "Workspace", environment: "Environment", *, settings: bool, yes: bool, json: bool
) -> None:
    """Asks all probes in an environment's account, after a question."""
    from meshwright.cli.deployment import confirm
    from meshwright.cli.running import connected
    from meshwright.operations.probing import preflight
    from meshwright.operations.probing.inventory import inventory
    from meshwright.operations.probing.probing import NEEDED
    from meshwright.operations.probing.run_names import new_run
    from meshwright.operations.probing.sandbox import LOCALLY, ON_AWS, Sandbox
    from meshwright.operations.probing.table import PROBES
    from meshwright.runner.aws_answers import answered
    from meshwright.runner.shell import refuse_local_shell

    if not environment.is_local:
        refuse_local_shell()
    with connected(workspace, environment) as cloud:
        patience = LOCALLY if environment.is_local else ON_AWS
        run = new_run(environment.place_of(None))
        box = Sandbox(cloud, run, patience, may_change_settings=settings)
        with answered("the account could not be looked at", fix=NEEDED):
            preflight.examine(cloud)
            left = inventory(cloud)
        for line in announcement(environment, run, left, len(PROBES)):
            output.say(line)
        if settings:
            output.say("--settings: Lake Formation's settings are changed and put back")
        confirm(environment, "make this sandbox, ask, and take it away again", yes=yes)
        outcome = _asked(box, PROBES, json=json)
    report(environment, outcome, json=json)


def _asked(box: "Sandbox", probes: "Sequence[Probe]", *, json: bool) -> "Outcome":
    from meshwright.cli.status_line import StatusLine
    from meshwright.operations.probing.probing import Told, run_probes

    def answered(result: "Result") -> None:
        if not json:
            status.aside(lambda: output.print_text("\n".join(lines(result))))

    with StatusLine() as status:
        return run_probes(box, probes, Told(status.show, answered, left_behind))


def announcement(
    environment: "Environment", run: "Run", left: "Mapping[Run, Sequence[str]]", count: int
) -> Iterator[str]:
    """What will be made, where, what it may cost, and what goes first."""
    spec = environment.spec
    yield (
        f"{plural(count, 'probe')} make in account {spec.account}, {spec.region}, and take away "
        "again: a bucket, two databases with a few tables, a workgroup, roles, state machines, "
        f"Glue jobs, a registered location and grants, all named {run.name} or {run.database}"
    )
    if not environment.is_local:
        yield (
            "cost: some dozen queries over a few kilobytes, some runs of two state machines and "
            "two short Glue jobs, one with four workers for some minutes; up to half an hour"
        )
    for other, things in left.items():
        yield f"run {other.suffix} was killed and has left, which goes first: {', '.join(things)}"


def lines(result: "Result") -> Iterator[str]:
    """A line an answer; where it is not yes, what was seen, what rests on it and what to do."""
    from meshwright.operations.doctor.questions import one_line
    from meshwright.operations.probing.values import Verdict

    asked, said = result.probe, one_line(result.answer.evidence)
    yield f"{result.answer.verdict.value:<{WIDTH}}{asked.id}: {asked.question}"
    more = " " * WIDTH
    if result.answer.verdict is Verdict.NOT_ASKED:
        yield f"{more}{said}"
    if result.answer.verdict is Verdict.FAILS:
        yield f"{more}seen: {said}"
        yield f"{more}rests on it: {'; '.join(asked.rests)} (ADR {asked.adr})"
        yield f"{more}fix: {asked.fallback} (ADR 75)"


def left_behind(left: Sequence[str]) -> None:
    output.say(f"could not be taken away: {'; '.join(left)}")
    output.say("  fix: run mesh doctor --probe again, which takes it away first, or remove it")


def report(environment: "Environment", outcome: "Outcome", *, json: bool) -> None:
    """The document, or the last line; ends with 1 where not all hold."""
    if json:
        output.emit("doctor", document(environment, outcome))
    output.say(tally(outcome))
    if environment.is_local:
        output.say(ASSUMED)
    if not outcome.is_good:
        raise typer.Exit(ExitCode.FAILED)


def tally(outcome: "Outcome") -> str:
    from meshwright.operations.probing.values import Verdict

    count = {v: sum(r.answer.verdict is v for r in outcome.results) for v in Verdict}
    left = "something is left" if outcome.left else "nothing is left in the account"
    return (
        f"{count[Verdict.HOLDS]} hold, {count[Verdict.FAILS]} do not hold, "
        f"{count[Verdict.NOT_ASKED]} could not be asked; {left}"
    )


def document(environment: "Environment", outcome: "Outcome") -> dict[str, Any]:
    return {
        "environment": environment.name,
        "account": environment.spec.account,
        "region": environment.spec.region,
        "run": outcome.run,
        "probes": [
            {
                "id": result.probe.id,
                "question": result.probe.question,
                "verdict": result.answer.verdict.value,
                "evidence": result.answer.evidence,
                "restsOn": list(result.probe.rests),
                "adr": result.probe.adr,
                "fallback": result.probe.fallback,
            }
            for result in outcome.results
        ],
        "left": list(outcome.left),
    }
