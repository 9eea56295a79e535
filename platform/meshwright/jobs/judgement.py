"""The states that decide whether staged rows are published, by what their audit says."""

from collections.abc import Mapping

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.conditions import every, is_above, is_number, is_text, is_true, no
from meshwright.jobs.naming import state_name, tables_path
from meshwright.jobs.request import ALLOW_EMPTY
from meshwright.jobs.table import TableJob

QUALITY_FAILED, EMPTY_RESULT = "mesh.QualityFailed", "mesh.EmptyResult"


def judged(job: TableJob, following: str) -> Mapping[str, State]:
    """From `judge` on: to `publish` or `publish parts`, to the next table, or to the failure."""
    answer = tables_path(job)
    refuse, refuse_empty = state_name(job, "refuse"), state_name(job, "refuse empty")
    emptied = every([is_number(f"{answer}.rows", 0), is_above(f"{answer}.published", 0)])
    ways: list[tuple[asl.Condition, str]] = [(no(is_text(f"{answer}.failed", "")), refuse)]
    if not job.spec.allow_empty:
        ways.append((every([emptied, no(is_true(ALLOW_EMPTY))]), refuse_empty))
    ways.append((is_number(f"{answer}.changed", 0), state_name(job, "unchanged")))
    if job.partitions:
        ways.append((is_above(f"{answer}.parts", 1), state_name(job, "publish parts")))
    states: dict[str, State] = {
        state_name(job, "judge"): asl.choice(ways, state_name(job, "publish")),
        state_name(job, "unchanged"): asl.constant("unchanged", f"{answer}.state", following),
        **_refused(job, refuse, _broken(job)),
    }
    if not job.spec.allow_empty:
        states |= _refused(job, refuse_empty, _empty(job))
    return states


def _refused(job: TableJob, name: str, error: Mapping[str, str]) -> Mapping[str, State]:
    said = asl.constant("refused", f"{tables_path(job)}.state")
    return asl.chained({name: said, f"{name}, say why": asl.passing(error, "$.error")}, asl.FAILED)


def _broken(job: TableJob) -> Mapping[str, str]:
    text = f"States.Format('{job.name}: {{}}', {tables_path(job)}.failed)"
    return {"Error": QUALITY_FAILED, "Cause.$": text}


def _empty(job: TableJob) -> Mapping[str, str]:
    text = f"{job.name}: no rows came where there are some; allowEmpty lets that pass"
    return {"Error": EMPTY_RESULT, "Cause": text}
