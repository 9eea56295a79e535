"""The one SELECT that says of staged rows how many there are, what they change and what they break.

Its answer is one row with one column, a JSON object:
`{"rows", "published", "changed", "failed", "rules": [{"rule", "severity", "measured", "passed"}]}`,
where `failed` names in one line the rules of severity error that are not met, and is empty where
there are none.
"""

from meshwright.jobs import sql
from meshwright.jobs.difference import difference
from meshwright.jobs.rules import Rule, rules
from meshwright.jobs.table import TableJob

MEASURES = ("rows", "published", "changed", "failed", "rules")
"""The fields of the answer."""


def audit(job: TableJob) -> str:
    """The SELECT over the staged rows and the published ones."""
    found = rules(job)
    fields = {
        "rows": sql.number("m.n"),
        "published": sql.number("p.n"),
        "changed": sql.number("d.n"),
        "failed": _failed(found),
        "rules": _results(found),
    }
    return (
        f"SELECT {sql.json_object(fields)} AS audit"
        f" FROM (SELECT count(*) AS n{_aggregates(found)} FROM {job.staged} n) m"
        f" CROSS JOIN (SELECT count(*) AS n FROM {job.published}) p"
        f" CROSS JOIN (SELECT count(*) AS n FROM ({difference(job)}) c) d"
        f"{_distinct(found)}"
    )


def _aggregates(found: tuple[Rule, ...]) -> str:
    return "".join(f", {r.measure} AS m{index}" for index, r in enumerate(found) if r.measure)


def _distinct(found: tuple[Rule, ...]) -> str:
    return "".join(
        f" CROSS JOIN (SELECT count(*) AS n FROM ({rule.distinct}) r) r{index}"
        for index, rule in enumerate(found)
        if rule.distinct
    )


def _measure(index: int, rule: Rule) -> str:
    return f"m.n - r{index}.n" if rule.distinct else f"m.m{index}"


def _met(index: int, rule: Rule) -> str:
    return rule.met.format(f"({_measure(index, rule)})")


def _results(found: tuple[Rule, ...]) -> str:
    """The JSON array of what each rule measured."""
    parts: list[str] = [sql.literal("[")]
    for index, rule in enumerate(found):
        said = {
            "rule": sql.literal(sql.json_text(rule.name)),
            "severity": sql.literal(sql.json_text(rule.severity)),
            "measured": sql.number(_measure(index, rule)),
            "passed": f"CASE WHEN {_met(index, rule)} THEN 'true' ELSE 'false' END",
        }
        parts += [sql.literal(",")] * bool(index) + [sql.json_object(said)]
    return sql.concatenated([*parts, sql.literal("]")])


def _failed(found: tuple[Rule, ...]) -> str:
    """The JSON text that names each broken rule of severity error with its measure."""
    errors = ((index, rule) for index, rule in enumerate(found) if rule.severity == "error")
    broken = [
        f"CASE WHEN NOT ({_met(index, rule)}) THEN {_broken(index, rule)} END"
        for index, rule in errors
    ]
    joined = f"concat_ws('; ', {', '.join(broken)})" if broken else "''"
    return f"""'"' || {joined} || '"'"""


def _broken(index: int, rule: Rule) -> str:
    """The rule and its measure, as they stand inside of a JSON text."""
    name = sql.json_text(f"{rule.name}: ")[1:-1]
    return f"{sql.literal(name)} || {sql.number(_measure(index, rule))}"
