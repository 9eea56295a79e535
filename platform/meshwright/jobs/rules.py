"""What the staged rows of a table have to hold, each a rule with its measure in SQL.

The metrics are those of ODCS. Source: ODCS v3.1.0, "Data quality", library metrics.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meshwright.jobs import sql
from meshwright.jobs.measures import bound, measured, quality_name
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import within


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise of the spec: how it is called, measured and met."""

    name: str
    """What people read, such as `required order_id`."""
    measure: str = ""
    """An aggregate over the staged rows, which are called `n`."""
    distinct: str = ""
    """Instead: a SELECT whose rows are as many as the staged ones where the promise holds."""
    broken: str = ""
    """Instead: a SELECT of the rows that break it."""
    severity: str = "error"
    in_percent: bool = False
    met: str = "{} = 0"
    """When the measure meets the promise; the braces stand for it."""


def rules(job: TableJob) -> tuple[Rule, ...]:
    """All rules of a table, in the order of its spec."""
    return tuple(_rules(job))


def _rules(job: TableJob) -> Iterator[Rule]:
    yield from _keys(job)
    for name, column in job.spec.columns.items():
        value = sql.column(name, "n")
        if column.required or name in job.key:
            yield Rule(f"required {name}", sql.rows(f"{value} IS NULL"))
        if column.unique:
            yield from _unique(job, name)
        if column.enum:
            yield Rule(f"enum {name}", sql.rows(f"{value} NOT IN ({sql.listed(column.enum)})"))
        yield from _quality(job, name)
    yield from _quality(job, "")


def _keys(job: TableJob) -> Iterator[Rule]:
    name = f"primaryKey {', '.join(job.key)}"
    yield Rule(name, distinct=f"SELECT DISTINCT {sql.named(job.key)} FROM {job.staged}")
    if job.day and job.day not in job.key:
        yield Rule(f"{name}, outside of the window", broken=_outside(job, job.key))


def _unique(job: TableJob, name: str) -> Iterator[Rule]:
    value = sql.column(name, "n")
    yield Rule(f"unique {name}", f"count({value}) - count(DISTINCT {value})")
    if job.is_appended:
        yield Rule(f"unique {name}, in other rows", broken=_in_others(job, name))
    if job.day and name != job.day:
        yield Rule(f"unique {name}, outside of the window", broken=_outside(job, (name,)))


def _outside(job: TableJob, names: tuple[str, ...]) -> str:
    """The staged rows whose values stand in a row that this run does not make anew."""
    kept = f"(SELECT {sql.named(names)} FROM {job.published} WHERE NOT {within(job)})"
    return f"SELECT 1 AS one FROM {job.staged} n JOIN {kept} o ON {sql.equal(names, 'n', 'o')}"


def _in_others(job: TableJob, name: str) -> str:
    """The staged rows whose value another row of the table has."""
    is_other = f"{sql.equal((name,), 'n', 'o')} AND NOT ({sql.equal(job.key, 'n', 'o')})"
    return f"SELECT 1 AS one FROM {job.staged} n JOIN {job.published} o ON {is_other}"


def _quality(job: TableJob, column: str) -> Iterator[Rule]:
    """The rules of ODCS of a column, or of the table where none is named."""
    asked = job.spec.columns[column].quality if column else job.spec.quality
    for rule in asked:
        name, met = quality_name(rule, column), bound(rule)
        in_percent, severity = rule.unit == "percent", rule.severity
        names = tuple(map(str, rule.arguments.get("properties", ())))
        if rule.metric == "duplicateValues" and not column:
            distinct = f"SELECT DISTINCT {sql.named(names)} FROM {job.staged}"
            yield Rule(name, distinct=distinct, severity=severity, in_percent=in_percent, met=met)
        else:
            measure = measured(rule, column, job.columns.get(column))
            yield Rule(name, measure, severity=severity, in_percent=in_percent, met=met)
