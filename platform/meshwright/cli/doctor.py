"""`mesh doctor`: what is installed, reachable, writable and pinned."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import Env, Json, Yes
from meshwright.errors import ExitCode, UsageError
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.operations.doctor.questions import Verdict

Probe = Annotated[
    bool,
    typer.Option(
        "--probe",
        help="Ask AWS what only an account can answer, in a sandbox that is taken away again.",
    ),
]
Settings = Annotated[
    bool,
    typer.Option(
        "--settings",
        help="With --probe: also what needs Lake Formation's settings changed for a moment.",
    ),
]


def doctor(
    env: Env = options.DEFAULT_ENVIRONMENT,
    probe: Probe = False,
    settings: Settings = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Say what is installed, reachable, writable and pinned, and change nothing."""
    if probe:
        _probe(env, settings=settings, yes=yes, json=json)
        return
    if settings or yes:
        raise UsageError("without --probe nothing is asked or changed", fix="leave it out")
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


def _probe(env: str, *, settings: bool, yes: bool, json: bool) -> None:
    from meshwright.cli.probe import probe
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    environment = load_environment(workspace.root, env)
    probe(workspace, environment, settings=settings, yes=yes, json=json)


def line(verdict: "Verdict") -> str:
    """One question's answer, and what to do about it."""
    text = f"{verdict.health.value:<8} {verdict.subject}: {verdict.finding}"
    return f"{text}\n         fix: {verdict.fix}" if verdict.fix else text


def tally(verdicts: "Sequence[Verdict]") -> str:
    from meshwright.operations.doctor.questions import Health

    count = {health: sum(v.health is health for v in verdicts) for health in Health}
    warnings = plural(count[Health.WARNING], "warning")
    return f"{count[Health.OK]} in order, {warnings}, {count[Health.FAILS]} failing"
