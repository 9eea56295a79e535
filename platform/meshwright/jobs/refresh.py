"""The states that make one table: stage, audit, and publish where nothing speaks against it."""

from collections.abc import Mapping

from meshwright.jobs import asl, inputs, intake, steps
from meshwright.jobs.asl import State
from meshwright.jobs.audit import audit, measures
from meshwright.jobs.conditions import every, is_above, is_number, one_of
from meshwright.jobs.judgement import judged
from meshwright.jobs.naming import state_name, tables_path
from meshwright.jobs.outcome import WAITING
from meshwright.jobs.statements import clear, look, publish, publish_part, stage
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import ALL_DAYS


def first_state(job: TableJob) -> str:
    """The state that a table's refresh begins with."""
    return state_name(job, "take window" if job.day else "stage")


def refresh(job: TableJob, workgroup: str, following: str) -> dict[str, State]:
    """The states of one table, and the state after them where it is done."""
    done = state_name(job, "load") if job.has_files else following
    return {
        **(_looked(job, workgroup) if job.day else {}),
        **_staged(job, workgroup),
        **judged(job, done, following),
        **(_asked(job, workgroup) if job.inputs else {}),
        **_published(job, workgroup, done),
        **(_published_in_parts(job, workgroup) if job.partitions else {}),
        **(_loaded(job, workgroup, following) if job.has_files else {}),
    }


def _looked(job: TableJob, workgroup: str) -> Mapping[str, State]:
    """A window of a table without rows is the whole of it; so it is where days before the window
    were staged and are not there. A run that publishes a hundred partitions after the other may end
    in between, and no later window would hold the rest.
    """
    is_whole = one_of([is_number("$.look.output.rows", 0), is_above("$.look.output.missing", 0)])
    stage, whole = state_name(job, "stage"), state_name(job, "take all")
    asks_for_window = is_number("$.days.back", 1)
    return {
        first_state(job): asl.copied("$.days", "$.span", state_name(job, "look")),
        state_name(job, "look"): {
            **asl.attempted(steps.answered(job, workgroup, "count", look(job)), "$.look"),
            "Catch": [asl.CAUGHT],
            "Next": state_name(job, "choose"),
        },
        state_name(job, "choose"): asl.choice([(every([is_whole, asks_for_window]), whole)], stage),
        whole: asl.constant(ALL_DAYS, "$.span", stage),
    }


def _staged(job: TableJob, workgroup: str) -> Mapping[str, State]:
    """One branch, so that a failure in it repeats all of it and doubles nothing."""
    taken: Mapping[str, str] = intake.take(job) if job.has_files else {}
    branch: dict[str, State] = {}
    for what, text in {**taken, "clear": clear(job), "fill": stage(job)}.items():
        branch |= steps.run(job, workgroup, what, text)
    branch |= steps.answered(job, workgroup, "audit", audit(job))
    measured = {f"{name}.$": f"$.staged.output.{name}" for name in measures(job)}
    noted = {"table": job.name, "state": "audited", **measured}
    states = {
        state_name(job, "stage"): {**asl.attempted(branch, "$.staged"), "Catch": [asl.CAUGHT]},
        state_name(job, "note"): asl.passing(noted, tables_path(job)),
    }
    return asl.chained(states, state_name(job, "judge"))


def _asked(job: TableJob, workgroup: str) -> Mapping[str, State]:
    return inputs.asked(job, workgroup, WAITING, state_name(job, "look for refusals"))


def _published(job: TableJob, workgroup: str, following: str) -> Mapping[str, State]:
    states = {
        state_name(job, "publish"): asl.constant("publishing", f"{tables_path(job)}.state"),
        **steps.repeatable(job, workgroup, "merge", publish(job)),
        state_name(job, "published"): asl.constant("published", f"{tables_path(job)}.state"),
    }
    return asl.chained(states, following)


def _published_in_parts(job: TableJob, workgroup: str) -> Mapping[str, State]:
    """More partitions than Athena writes at once: a merge for each hundred, one at a time."""
    *prepared, merged = steps.repeatable(job, workgroup, "merge part", publish_part(job)).items()
    merging = {key: value for key, value in merged[1].items() if key != "Catch"}
    numbers = {"numbers.$": f"States.ArrayRange(1, {tables_path(job)}.parts, 1)"}
    given = {"sql.$": "$.sql", "span.$": "$.span"} if prepared else {}
    item = {"part.$": "$$.Map.Item.Value", **given}
    states = {
        state_name(job, "publish parts"): asl.passing(numbers, "$.parts"),
        **dict(prepared),
        state_name(job, "merge parts"): {
            **asl.each("$.parts.numbers", item, merged[0], merging),
            "Catch": [asl.CAUGHT],
        },
    }
    return asl.chained(states, state_name(job, "published"))


def _loaded(job: TableJob, workgroup: str, following: str) -> Mapping[str, State]:
    """The files are done with once their rows are published."""
    return asl.chained(steps.repeatable(job, workgroup, "load", intake.load(job)), following)
