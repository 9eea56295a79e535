"""What the staged rows of a table have to hold, each a rule with its measure in SQL."""

from collections.abc import Iterator
from dataclasses import dataclass

from meshwright.jobs import sql
from meshwright.jobs.table import TableJob


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise of the spec: how it is called, measured and met."""

    name: str
    """What people read, such as `required order_id`."""
    severity: str
    measure: str = ""
    """An aggregate over the staged rows, which are called `n`."""
    distinct: str = ""
    """Instead: a SELECT whose rows are as many as the staged ones where the promise holds."""
    met: str = "{} = 0"
    """When the measure meets the promise; the braces stand for it."""


def rules(job: TableJob) -> tuple[Rule, ...]:
    """All rules of a table, in the order of its spec."""
    return tuple(_rules(job))


def _rules(job: TableJob) -> Iterator[Rule]:
    if job.key:
        yield _key(job)
    for name, column in job.spec.columns.items():
        value = sql.column(name, "n")
        if column.required or name in job.key:
            yield Rule(f"required {name}", "error", _rows(f"{value} IS NULL"))
        if column.unique:
            yield Rule(f"unique {name}", "error", f"count({value}) - count(DISTINCT {value})")
        if column.enum:
            allowed = ", ".join(
                sql.literal(v) if isinstance(v, str) else str(v) for v in column.enum
            )
            yield Rule(f"enum {name}", "error", _rows(f"{value} NOT IN ({allowed})"))


def _key(job: TableJob) -> Rule:
    distinct = f"SELECT DISTINCT {sql.named(job.key)} FROM {job.staged}"
    return Rule(f"primaryKey {', '.join(job.key)}", "error", distinct=distinct)


def _rows(condition: str) -> str:
    return f"count(CASE WHEN {condition} THEN 1 END)"
