"""The one SELECT that says of staged rows how many there are, what they change and what they break.

Its answer is one row with one column, a JSON object: `staged` rows, `before` ones that they stand
for, `rows` that the table holds once they are published, `changed` ones, in `parts` of a hundred
partitions, the `window` of days (null for the whole table), the `rules` with what each measured,
and in `failed` one line that names the rules of severity error that are not met; it is empty where
there are none. Of a table with a source also: `files` and `lines` that were taken, `rejected` rows
among them, and whether they are `tooMany`.
"""

from meshwright.jobs import sql
from meshwright.jobs.afterwards import row_count
from meshwright.jobs.difference import difference, is_added, placed
from meshwright.jobs.intake import counts
from meshwright.jobs.rules import Rule, rules
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import described, within


def measures(job: TableJob) -> tuple[str, ...]:
    """The fields of the answer."""
    always = ("staged", "before", "rows", "changed", "parts", "window", "failed", "rules")
    return (*always, "files", "lines", "rejected", "tooMany") if job.has_files else always


def audit(job: TableJob) -> str:
    """The SELECT over the staged rows and the published ones."""
    found = rules(job)
    replaces = job.has_files and not job.is_appended
    changed = "CASE WHEN f.files = 0 THEN 0 ELSE d.n END" if replaces else "d.n"
    fields = {
        "staged": sql.number("m.n"),
        "before": sql.number("p.n"),
        "rows": sql.number(row_count(job)),
        "changed": sql.number(changed),
        "parts": sql.number("d.parts"),
        "window": described(job),
        "failed": _failed(job, found),
        "rules": _results(job, found),
        **(_of_files() if job.has_files else {}),
    }
    before = f"SELECT count(*) AS total, {sql.rows(within(job))} AS n FROM {job.published}"
    files = f" CROSS JOIN ({counts(job)}) f" if job.has_files else ""
    return (
        f"SELECT {sql.json_object(fields)} AS audit"
        f" FROM (SELECT count(*) AS n{_aggregates(found)} FROM {job.staged} n) m"
        f" CROSS JOIN ({before}) p CROSS JOIN ({_changed(job)}) d{files}{_relations(found)}"
    )


def _of_files() -> dict[str, str]:
    return {
        "files": sql.number("f.files"),
        "lines": sql.number("f.lines"),
        "rejected": sql.number("f.refused"),
        "tooMany": "CASE WHEN f.too_many THEN 'true' ELSE 'false' END",
    }


def _changed(job: TableJob) -> str:
    rows = f"count(*) AS n, {sql.rows(is_added(job, 'c'))} AS added"
    if not job.partitions:
        return f"SELECT {rows}, 1 AS parts FROM ({difference(job)}) c"
    parts = "coalesce(CAST(ceil(max(c.place) / 1e2) AS bigint), 0)"
    return f"SELECT {rows}, {parts} AS parts FROM ({placed(job)}) c"


def _aggregates(found: tuple[Rule, ...]) -> str:
    return "".join(f", {r.measure} AS m{index}" for index, r in enumerate(found) if r.measure)


def _relations(found: tuple[Rule, ...]) -> str:
    return "".join(
        f" CROSS JOIN ({_relation(rule)}) r{index}"
        for index, rule in enumerate(found)
        if not (rule.measure or rule.told)
    )


def _relation(rule: Rule) -> str:
    return rule.counted or f"SELECT count(*) AS n FROM ({rule.distinct or rule.broken}) r"


def _measure(job: TableJob, index: int, rule: Rule) -> str:
    """What a rule measured: rows, or the percentage of them."""
    rows = (rule.told and f"({rule.told})") or (f"m.m{index}" if rule.measure else f"r{index}.n")
    rows = f"(m.n - {rows})" if rule.distinct else rows
    if not rule.in_percent:
        return rows
    all_rows = f"({row_count(job)})" if rule.counted else "m.n"
    return f"(CASE WHEN {all_rows} = 0 THEN 0e0 ELSE 1e2 * {rows} / {all_rows} END)"


def _shown(job: TableJob, index: int, rule: Rule) -> str:
    measure = _measure(job, index, rule)
    # As a floating-point number Athena would write 3.3333E1.
    return sql.number(f"CAST({measure} AS decimal(18,3))" if rule.in_percent else measure)


def _met(job: TableJob, index: int, rule: Rule) -> str:
    return rule.met.format(_measure(job, index, rule))


def _results(job: TableJob, found: tuple[Rule, ...]) -> str:
    """The JSON array of what each rule measured."""
    parts: list[str] = [sql.literal("[")]
    for index, rule in enumerate(found):
        said = {
            "rule": sql.literal(sql.json_text(rule.name)),
            "severity": sql.literal(sql.json_text(rule.severity)),
            "measured": _shown(job, index, rule),
            "passed": f"CASE WHEN {_met(job, index, rule)} THEN 'true' ELSE 'false' END",
        }
        parts += [sql.literal(",")] * bool(index) + [sql.json_object(said)]
    return sql.concatenated([*parts, sql.literal("]")])


def _failed(job: TableJob, found: tuple[Rule, ...]) -> str:
    """The JSON text that names each broken rule of severity error with its measure."""
    errors = ((index, rule) for index, rule in enumerate(found) if rule.severity == "error")
    broken = [
        f"CASE WHEN NOT ({_met(job, index, rule)}) THEN {_broken(job, index, rule)} END"
        for index, rule in errors
    ]
    joined = f"concat_ws('; ', {', '.join(broken)})" if broken else "''"
    return f"""'"' || {joined} || '"'"""


def _broken(job: TableJob, index: int, rule: Rule) -> str:
    """The rule and its measure, as they stand inside of a JSON text."""
    unit = " percent" if rule.in_percent else ""
    name = sql.json_text(f"{rule.name}: measured ")[1:-1]
    return f"{sql.literal(name)} || {_shown(job, index, rule)} || {sql.literal(unit)}"
