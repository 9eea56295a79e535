"""The states that make one table: stage, audit, and publish where nothing speaks against it."""

from collections.abc import Mapping

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.audit import MEASURES, audit
from meshwright.jobs.conditions import every, is_number
from meshwright.jobs.judgement import judged
from meshwright.jobs.naming import state_name, tables_path
from meshwright.jobs.statements import clear, look, publish, publish_part, stage
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import ALL_DAYS


def first_state(job: TableJob) -> str:
    """The state that a table's refresh begins with."""
    return state_name(job, "look" if job.day else "stage")


def refresh(job: TableJob, workgroup: str, following: str) -> dict[str, State]:
    """The states of one table, and the state after them where it is done."""
    return {
        **(_looked(job, workgroup) if job.day else {}),
        **_staged(job, workgroup),
        **judged(job, following),
        **_published(job, workgroup, following),
        **(_published_in_parts(job, workgroup) if job.partitions else {}),
    }


def _looked(job: TableJob, workgroup: str) -> Mapping[str, State]:
    """A window of a table that has no rows yet is the whole of it."""
    counting = asl.query(look(job), workgroup, job.database)
    steps = {
        state_name(job, "count"): {**counting, "ResultPath": "$.counted"},
        state_name(job, "read count"): asl.answer("$.counted.QueryExecution.QueryExecutionId"),
    }
    is_empty = every([is_number("$.look.output.rows", 0), is_number("$.days.back", 1)])
    whole, window = state_name(job, "take all"), state_name(job, "take window")
    return {
        state_name(job, "look"): {
            **asl.attempted(steps, "$.look"),
            "Catch": [asl.CAUGHT],
            "Next": state_name(job, "choose"),
        },
        state_name(job, "choose"): asl.choice([(is_empty, whole)], window),
        whole: asl.constant(ALL_DAYS, "$.span", state_name(job, "stage")),
        window: asl.copied("$.days", "$.span", state_name(job, "stage")),
    }


def _staged(job: TableJob, workgroup: str) -> Mapping[str, State]:
    """One branch, so that a failure in it repeats all of it and doubles nothing."""
    auditing = asl.query(audit(job), workgroup, job.database)
    steps = {
        state_name(job, "clear"): asl.query(clear(job), workgroup, job.database),
        **_prepared(job, "prepare fill", stage(job)),
        state_name(job, "fill"): asl.query(stage(job), workgroup, job.database),
        **_prepared(job, "prepare audit", audit(job)),
        state_name(job, "audit"): {**auditing, "ResultPath": "$.audited"},
        state_name(job, "read audit"): asl.answer("$.audited.QueryExecution.QueryExecutionId"),
    }
    measured = {f"{name}.$": f"$.staged.output.{name}" for name in MEASURES}
    noted = {"table": job.name, "state": "audited", **measured}
    states = {
        state_name(job, "stage"): {**asl.attempted(steps, "$.staged"), "Catch": [asl.CAUGHT]},
        state_name(job, "note"): asl.passing(noted, tables_path(job)),
    }
    return asl.chained(states, state_name(job, "judge"))


def _prepared(job: TableJob, what: str, statement: str) -> Mapping[str, State]:
    """Nothing where the statement has no blanks."""
    return {state_name(job, what): asl.prepared(statement)} if job.day else {}


def _published(job: TableJob, workgroup: str, following: str) -> Mapping[str, State]:
    states = {
        state_name(job, "publish"): asl.constant("publishing", f"{tables_path(job)}.state"),
        **_prepared(job, "prepare merge", publish(job)),
        state_name(job, "merge"): _merged(job, publish(job), workgroup),
        state_name(job, "published"): asl.constant("published", f"{tables_path(job)}.state"),
    }
    return asl.chained(states, following)


def _merged(job: TableJob, statement: str, workgroup: str) -> State:
    """A merge may run twice: the second changes what the first has left."""
    return {
        **asl.query(statement, workgroup, job.database),
        "Retry": [asl.THROTTLED, asl.AGAIN],
        "Catch": [asl.CAUGHT],
    }


def _published_in_parts(job: TableJob, workgroup: str) -> Mapping[str, State]:
    """More partitions than Athena writes at once: a merge for each hundred, one at a time."""
    merged = {n: s for n, s in _merged(job, publish_part(job), workgroup).items() if n != "Catch"}
    merging = state_name(job, "merge part")
    numbers = {"numbers.$": f"States.ArrayRange(1, {tables_path(job)}.parts, 1)"}
    given = {"sql.$": "$.sql", "span.$": "$.span"} if job.day else {}
    item = {"part.$": "$$.Map.Item.Value", **given}
    states = {
        state_name(job, "publish parts"): asl.passing(numbers, "$.parts"),
        **_prepared(job, "prepare parts", publish_part(job)),
        state_name(job, "merge parts"): {
            **asl.each("$.parts.numbers", item, merging, merged),
            "Catch": [asl.CAUGHT],
        },
    }
    return asl.chained(states, state_name(job, "published"))
