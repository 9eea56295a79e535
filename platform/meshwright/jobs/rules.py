"""What a table has to hold, each a rule with its measure in SQL over the staged rows.

What concerns each row by itself is asked of the staged ones, since the others were asked before.
What concerns the table (how many rows it has, which values come twice) is asked of it as it will be
once they are published (`afterwards`), of which they may be a part.
The metrics are those of ODCS. Source: ODCS v3.1.0, "Data quality", library metrics.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meshwright.jobs import afterwards, sql
from meshwright.jobs.askable import problems
from meshwright.jobs.forms import forms
from meshwright.jobs.measures import bound, measured, quality_name
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import within
from meshwright.specs.models import QualityRule


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
    told: str = ""
    """Instead: what the audit counts anyhow, of the table as it will be."""
    counted: str = ""
    """Instead: a SELECT of one number `n`, over the table as it will be."""
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
        for form in forms(column, value):
            yield Rule(f"{form.field} {name}", sql.rows(form.broken))
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
    """The rules of ODCS of a column, or of the table where none is named.

    What cannot be asked has a finding of its own, and no statement.
    """
    columns = job.spec.columns
    kind = columns[column].type if column else None
    asked = columns[column].quality if column else job.spec.quality
    for rule in asked:
        if any(problems(rule, kind, columns)):
            continue
        found = _of_table(job, rule, column) if afterwards.is_staged_in_part(job) else None
        yield replace(
            found or _of_staged(job, rule, column),
            severity=rule.severity,
            in_percent=rule.unit == "percent",
            met=bound(rule),
        )


def _of_staged(job: TableJob, rule: QualityRule, column: str) -> Rule:
    name = quality_name(rule, column)
    if rule.metric == "duplicateValues" and not column:
        return Rule(name, distinct=f"SELECT DISTINCT {sql.named(_names(rule))} FROM {job.staged}")
    return Rule(name, measured(rule, column, job.columns.get(column)))


def _of_table(job: TableJob, rule: QualityRule, column: str) -> Rule | None:
    """A rule that the staged rows alone do not answer; None for one about each row by itself."""
    name = quality_name(rule, column)
    if rule.metric == "rowCount":
        return Rule(name, told=afterwards.row_count(job))
    if rule.metric != "duplicateValues":
        return None
    if column:
        values = f"({afterwards.rows(job, (column,))}) n"
        measure = measured(rule, column, job.columns[column])
        return Rule(name, counted=f"SELECT {measure} AS n FROM {values}")
    names = _names(rule)
    groups = f"SELECT count(*) AS n FROM ({afterwards.rows(job, names)}) a GROUP BY"
    groups = f"{groups} {sql.named(names, 'a')}"
    return Rule(name, counted=f"SELECT coalesce(sum(g.n - 1), 0) AS n FROM ({groups}) g")


def _names(rule: QualityRule) -> tuple[str, ...]:
    return tuple(map(str, rule.arguments.get("properties", ())))
