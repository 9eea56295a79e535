"""A run of probes: what is left of killed ones goes first, then each is asked, then all goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import sleep

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.errors import CancelledError, MeshError
from meshwright.operations.doctor.questions import one_line
from meshwright.operations.probing.inventory import inventory
from meshwright.operations.probing.local_limits import is_lacking
from meshwright.operations.probing.removal import take_away
from meshwright.operations.probing.run_names import Run
from meshwright.operations.probing.sandbox import Patience, Sandbox
from meshwright.operations.probing.values import Answer, Outcome, Probe, Result, Verdict
from meshwright.runner.aws_answers import answered
from meshwright.runner.cloud import Cloud

NOT_HERE = "not asked here: the local AWS does not"
NEEDED = "set an administrator's credentials in this shell: SECURITY.md names the rights"


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a run tells how it goes."""

    doing: Callable[[str], None]
    answered: Callable[[Result], None]
    left: Callable[[Sequence[str]], None]
    """Of what could not be taken away: also where the run itself ends with an error."""


def run_probes(box: Sandbox, probes: Sequence[Probe], told: Told) -> Outcome:
    """Asks all probes in a sandbox, which is gone when this ends, however it ends."""
    clear(box.cloud, told)
    results: list[Result] = []
    left: tuple[str, ...] = ()
    try:
        told.doing("making the sandbox")
        with answered("the sandbox cannot be made", fix=NEEDED):
            box.open()
        for probe in probes:
            told.doing(f"asking {probe.id}")
            results.append(Result(probe, answer(box, probe)))
            told.answered(results[-1])
    finally:
        told.doing("taking everything away again")
        left = gone(box.cloud, box.run, box.patience)
        if left:
            told.left(left)
    return Outcome(box.run.suffix, tuple(results), left)


def clear(cloud: Cloud, told: Told) -> None:
    """Takes away what killed runs have left. Raises MeshError where that cannot be done."""
    with answered("the account could not be looked through", fix=NEEDED):
        runs = inventory(cloud)
    for run in runs:
        told.doing(f"taking away what run {run.suffix} has left")
        if problems := take_away(cloud, run):
            raise MeshError(
                f"what run {run.suffix} has left cannot be taken away: {'; '.join(problems)}",
                fix="remove it, or let these credentials do so, then ask again",
            )


def gone(cloud: Cloud, run: Run, patience: Patience) -> tuple[str, ...]:
    """Takes away what a run has made; what is there still, and why."""
    problems: tuple[str, ...] = ()
    left: list[str] = []
    for attempt in range(patience.attempts):
        if attempt:
            # A state machine is deleted some time after it was asked for.
            sleep(patience.pause)
        problems = take_away(cloud, run)
        left = _left(cloud, run)
        if not problems and not left:
            return ()
    return (*left, *problems)


def _left(cloud: Cloud, run: Run) -> list[str]:
    try:
        return inventory(cloud).get(run, [])
    except (ClientError, BotoCoreError) as error:
        return [f"what is there could not be listed: {one_line(str(error))}"]


def answer(box: Sandbox, probe: Probe) -> Answer:
    """One probe's answer; whatever stands in its way is the reason why it could not be asked."""
    is_local = "endpoint_url" in box.cloud.options
    if is_local and probe.lacking:
        return Answer(Verdict.NOT_ASKED, f"{NOT_HERE} {probe.lacking}")
    if probe.is_account_wide and not box.may_change_settings:
        text = "it changes the account's Lake Formation settings for a moment: ask with --settings"
        return Answer(Verdict.NOT_ASKED, text)
    try:
        return probe.ask(box)
    except CancelledError:
        raise
    except (ClientError, BotoCoreError, MeshError) as error:
        said = one_line(str(error))
        if is_local and is_lacking(said):
            said = f"{NOT_HERE} do this: {said}"
        return Answer(Verdict.NOT_ASKED, said)
