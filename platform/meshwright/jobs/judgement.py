"""The states that decide whether staged rows are published, by what their audit says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meshwright.jobs import asl
from meshwright.jobs.asl import Condition, State
from meshwright.jobs.conditions import every, is_above, is_number, is_text, is_true, no
from meshwright.jobs.inputs import is_waiting
from meshwright.jobs.intake import allowed
from meshwright.jobs.naming import state_name, tables_path
from meshwright.jobs.request import ALLOW_EMPTY
from meshwright.jobs.table import TableJob

QUALITY_FAILED, EMPTY_RESULT = "mesh.QualityFailed", "mesh.EmptyResult"
TOO_MANY_REJECTS = "mesh.TooManyRejects"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason for which nothing is published."""

    word: str
    """What its states are called after."""
    condition: Condition
    error: str
    cause: Mapping[str, str]


def judged(job: TableJob, done: str, following: str) -> Mapping[str, State]:
    """From `judge` on: to `publish` or `publish parts`, where nothing changes to what is `done`
    then, without any file to the state that follows, to the question after its inputs where it may
    have to wait for them, or to the failure.
    """
    judge, refuse = state_name(job, "judge"), state_name(job, "look for refusals")
    states = _decided(job, refuse if job.inputs else judge, done, following)
    if not job.inputs:
        return states
    ways = [(is_waiting(job), state_name(job, "ask inputs"))]
    if job.has_files:
        ways.insert(0, (is_number(f"{tables_path(job)}.files", 0), refuse))
    return {judge: asl.choice(ways, refuse), **states}


def _decided(job: TableJob, first: str, done: str, following: str) -> Mapping[str, State]:
    answer = tables_path(job)
    unchanged, nothing = state_name(job, "unchanged"), state_name(job, "no files")
    found = [*_refusals(job)]
    ways = [(refusal.condition, state_name(job, refusal.word)) for refusal in found]
    if job.has_files:
        ways.insert(0, (is_number(f"{answer}.files", 0), nothing))
    ways.append((is_number(f"{answer}.changed", 0), unchanged))
    if job.partitions:
        ways.append((is_above(f"{answer}.parts", 1), state_name(job, "publish parts")))
    states: dict[str, State] = {
        first: asl.choice(ways, state_name(job, "publish")),
        unchanged: asl.constant("unchanged", f"{answer}.state", done),
    }
    if job.has_files:
        states[nothing] = asl.constant("unchanged", f"{answer}.state", following)
    for refusal in found:
        states |= _refused(job, refusal)
    return states


def _refusals(job: TableJob) -> Iterator[Refusal]:
    answer = tables_path(job)
    if job.has_files:
        text = (
            f"States.Format('{job.name}: {{}} of {{}} rows do not fit, {allowed(job)} may',"
            f" {answer}.rejected, {answer}.lines)"
        )
        too_many = is_true(f"{answer}.tooMany")
        yield Refusal("too many rejects", too_many, TOO_MANY_REJECTS, {"Cause.$": text})
    text = f"States.Format('{job.name}: {{}}', {answer}.failed)"
    is_broken = no(is_text(f"{answer}.failed", ""))
    yield Refusal("broken rules", is_broken, QUALITY_FAILED, {"Cause.$": text})
    if not (job.spec.allow_empty or job.is_appended):
        emptied = [is_number(f"{answer}.staged", 0), is_above(f"{answer}.before", 0)]
        is_refused = every([*emptied, no(is_true(ALLOW_EMPTY))])
        text = f"{job.name}: no rows came where there are some; allowEmpty lets that pass"
        yield Refusal("no rows", is_refused, EMPTY_RESULT, {"Cause": text})


def _refused(job: TableJob, refusal: Refusal) -> Mapping[str, State]:
    name = state_name(job, refusal.word)
    states = {
        name: asl.constant("refused", f"{tables_path(job)}.state"),
        f"{name}, say so": asl.passing({"Error": refusal.error, **refusal.cause}, "$.error"),
    }
    return asl.chained(states, asl.FAILED)
