"""`mesh doctor`: what is installed, reachable, writable and pinned."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from meshwright.cli import options, output
from meshwright.cli.options import Env, Json
from meshwright.errors import ExitCode
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.operations.doctor.questions import Verdict


def doctor(env: Env = options.DEFAULT_ENVIRONMENT, json: Json = False) -> None:
    """Say what is installed, reachable, writable and pinned, and change nothing."""
    from meshwright.operations.doctor.examination import examine
    from meshwright.operations.doctor.questions import Health
    from meshwright.workspace import find_workspace

    verdicts: list[Verdict] = []
    for verdict in examine(find_workspace(), env):
        verdicts.append(verdict)
        if not json:
            output.print_text(line(verdict))
    if json:
        output.emit("doctor", {"environment": env, "verdicts": [asdict(v) for v in verdicts]})
    output.say(tally(verdicts))
    if any(verdict.health is Health.FAILS for verdict in verdicts):
        raise typer.Exit(ExitCode.FAILED)


def line(verdict: "Verdict") -> str:
    """One question's answer, and what to do about it."""
    text = f"{verdict.health.value:<8} {verdict.subject}: {verdict.finding}"
    return f"{text}\n         fix: {verdict.fix}" if verdict.fix else text


def tally(verdicts: "Sequence[Verdict]") -> str:
    from meshwright.operations.doctor.questions import Health

    count = {health: sum(v.health is health for v in verdicts) for health in Health}
    warnings = plural(count[Health.WARNING], "warning")
    return f"{count[Health.OK]} in order, {warnings}, {count[Health.FAILS]} failing"
