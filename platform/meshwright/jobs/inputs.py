"""The states by which a table that never had rows waits for the inputs that it reads.

The news of one input starts a run before the others have rows. What such a run would publish is
nothing, or breaks rules; that is no failure as long as an input is empty. So where a table without
rows gets none, or rules refuse them, it is asked whether a row is in each table that its query
reads. A table that has rows never waits: no rows in their place are `mesh.EmptyResult`. One that
may be empty (`allowEmpty`) does not wait for want of rows.
"""

from collections.abc import Mapping

from meshwright.jobs import asl, sql, steps
from meshwright.jobs.asl import Condition, State
from meshwright.jobs.conditions import every, is_number, is_text, is_true, no, one_of
from meshwright.jobs.naming import state_name, tables_path
from meshwright.jobs.request import ALLOW_EMPTY
from meshwright.jobs.table import TableJob

MISSING = "$.inputs.output.missing"
"""The inputs without rows, with commas between."""


def is_waiting(job: TableJob) -> Condition:
    """Whether a table has no rows, and the run brings none that may be published."""
    answer = tables_path(job)
    rows = "$.look.output.rows" if job.day else f"{answer}.before"
    nothing: list[Condition] = [no(is_text(f"{answer}.failed", ""))]
    if not job.spec.allow_empty:
        is_empty = is_number(f"{answer}.staged", 0)
        nothing.append(every([is_empty, no(is_true(ALLOW_EMPTY))]))
    return every([is_number(rows, 0), one_of(nothing)])


def asked(job: TableJob, workgroup: str, waiting: str, otherwise: str) -> Mapping[str, State]:
    """Whether inputs are empty: then the table and the run wait, else the audit is judged."""
    first, choose, wait = (
        state_name(job, what) for what in ("ask inputs", "are inputs there", "wait for inputs")
    )
    counted = steps.answered(job, workgroup, "count inputs", missing(job))
    anyhow = {"ErrorEquals": asl.EVERYTHING, "ResultPath": None, "Next": otherwise}
    return {
        first: {**asl.attempted(counted, "$.inputs"), "Catch": [anyhow], "Next": choose},
        choose: asl.choice([(is_text(MISSING, ""), otherwise)], wait),
        wait: asl.constant("waiting", f"{tables_path(job)}.state", waiting),
    }


def missing(job: TableJob) -> str:
    """The inputs without rows, as the one field of a JSON object."""
    found = [
        f"(SELECT count(*) AS n FROM (SELECT 1 AS one FROM {table.sql_name} LIMIT 1) r) r{index}"
        for index, table in enumerate(job.inputs)
    ]
    names = (
        f"CASE WHEN r{index}.n = 0 THEN {sql.literal(table.name)} END"
        for index, table in enumerate(job.inputs)
    )
    text = f"""'"' || concat_ws(', ', {", ".join(names)}) || '"'"""
    return (
        f"SELECT {sql.json_object({'missing': text})} AS inputs FROM {' CROSS JOIN '.join(found)}"
    )
