"""The states that show some rows of a table to who reads the catalog, once it has been refreshed.

Only of a table whose owner says so, and of the columns that a `TableJob` names: protected ones are
none of them. They are the first rows by the key and not any, so that equal tables give equal
samples. The object, at `<prefix><table>.sample`: `{"version": 1, "product", "table", "execution",
"taken", "columns": [names], "rows"}`; each run writes it over, so that a row that is gone from the
table goes from there. `rows` are Athena's own: the first holds the names of the columns. Behind an
equals sign stands a value, and an empty text is none: which of the two Athena answers for a value
that is none is documented nowhere.

A sample that fails does not fail the run, whose rows are published by then: the table's part of
the result says in `sample` what was wrong.
Sources: Athena API reference, "GetQueryResults" and "Datum"; Trino documentation, "SELECT", ORDER
BY, where a name of the result comes before one of the table.
"""

from collections.abc import Mapping
from typing import Any

from meshwright.jobs import asl, sql
from meshwright.jobs.asl import State
from meshwright.jobs.naming import state_name, tables_path
from meshwright.jobs.table import TableJob

VERSION = 1
ROWS = 5
CHARACTERS = 80
"""Of a value: what is longer is cut."""
VALUE = "="
"""What stands before a value."""
SUFFIX = ".sample"
"""Of the object's name, behind the table's."""


def sample_name(table: str) -> str:
    """What the object of a table's sample is called, behind the prefix of the results."""
    return f"{table}{SUFFIX}"


def statement(job: TableJob) -> str:
    """The SELECT of the rows, each value as a text."""
    shown = (
        f"coalesce('{VALUE}' || substr(CAST({sql.column(name, 'o')} AS varchar), 1, {CHARACTERS}),"
        f" '') AS {sql.column(name)}"
        for name in job.sampled
    )
    order = sql.named(job.key, "o")
    return f"SELECT {', '.join(shown)} FROM {job.published} o ORDER BY {order} LIMIT {ROWS}"


def first_state(job: TableJob) -> str:
    """The state that a table's sample begins with."""
    return state_name(job, "sample")


def sampled(
    job: TableJob, workgroup: str, product: str, bucket: str, prefix: str, following: str
) -> Mapping[str, State]:
    """From `first_state` on, and the state after them however they end."""
    without = state_name(job, "no sample")
    asked = asl.query(statement(job), workgroup, job.database)
    branch = {
        state_name(job, "ask for sample"): {**asked, "ResultPath": "$.asked"},
        state_name(job, "read sample"): _read(),
        state_name(job, "write sample"): _written(job, product, bucket, prefix),
    }
    caught = {"ErrorEquals": asl.EVERYTHING, "ResultPath": "$.unsampled", "Next": without}
    failed = {"error.$": "$.unsampled.Error"}
    return {
        first_state(job): {
            **asl.attempted(branch, "$"),
            "ResultPath": None,
            "Catch": [caught],
            "Next": following,
        },
        without: asl.passing(failed, f"{tables_path(job)}.sample", following),
    }


def _read() -> State:
    """The rows and the one before them; what Athena says of the columns is let go."""
    execution = "$.asked.QueryExecution.QueryExecutionId"
    asked = {"QueryExecutionId.$": execution, "MaxResults": ROWS + 1}
    return {
        **asl.task("athena:getQueryResults", asked),
        "ResultSelector": {"rows.$": "$.ResultSet.Rows"},
        "ResultPath": "$",
    }


def _written(job: TableJob, product: str, bucket: str, prefix: str) -> State:
    body: Mapping[str, Any] = {
        "version": VERSION,
        "product": product,
        "table": job.name,
        "execution.$": "$$.Execution.Name",
        "taken.$": "$$.State.EnteredTime",
        "columns": [*job.sampled],
        "rows.$": "$.rows",
    }
    return asl.task(
        "aws-sdk:s3:putObject",
        {
            "Bucket": bucket,
            "Key": f"{prefix}{sample_name(job.name)}",
            "Body": body,
            "ContentType": "application/json",
        },
    )
