"""The rules of one table as a ruleset of AWS Glue Data Quality.

Each is the rule type that means the same, and where none does, the SQL by which a run measures it:
`CustomSql` compares the one number that a query over `primary` gives. What has no rule at all
stands above the ruleset as a comment.

Sources: AWS Glue user guide, "Data Quality Definition Language (DQDL) reference" (syntax,
expressions, comments, and that a NULL fails `ColumnValues` unless it is listed), "CustomSQL",
"IsPrimaryKey", "Completeness", "ReferentialIntegrity"; github.com/awslabs/dqdl, whose
grammar reads a quote inside of a text as `\\"`, and leaves any other backslash as it is.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from meshwright.jobs import sql
from meshwright.jobs.forms import forms
from meshwright.jobs.measures import measured
from meshwright.specs.models import Column, DataProduct, QualityRule, Table
from meshwright.visible import one_line

SIGNS = {
    "must_be": "=",
    "must_not_be": "!=",
    "must_be_greater_than": ">",
    "must_be_greater_or_equal_to": ">=",
    "must_be_less_than": "<",
    "must_be_less_or_equal_to": "<=",
}
MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
"""A share of values that are there, where a rule bounds the share of those that are not."""
Number = Decimal
Same = Callable[[Number], Number]


def ruleset(product: DataProduct, name: str) -> str:
    """The ruleset of a table of a product, and in comments what it lacks."""
    table = product.spec.tables[name]
    found = [*_rules(table)]
    rules = ",\n".join(f"    {rule}" for rule, _ in found if rule)
    lacking = [*(said for _, said in found if said), *_levels(product)]
    head = (
        f"# {product.id}, table {name}: {one_line(table.description or product.spec.description)}"
    )
    notes = "".join(f"# Not carried: {each}\n" for each in lacking)
    return f"{head}\n{notes}Rules = [\n{rules}\n]\n"


Found = tuple[str, str]
"""A rule, and what of it is not carried; either may be empty."""


def _rules(table: Table) -> Iterator[Found]:
    for name in table.columns:
        yield f'ColumnExists "{name}"', ""
    if table.primary_key:
        yield f"IsPrimaryKey {_names(table.primary_key)}", ""
    for name, column in table.columns.items():
        yield from _column(name, column, is_filled=column.required or name in table.primary_key)
        for rule in column.quality:
            yield _quality(rule, name, column)
        if column.references:
            yield "", _reference(name, column)
    for rule in table.quality:
        yield _quality(rule, "", None)


def _column(name: str, column: Column, *, is_filled: bool) -> Iterator[Found]:
    if column.required:
        yield f'IsComplete "{name}"', ""
    if column.unique and is_filled:
        yield f'IsUnique "{name}"', ""
    elif column.unique:
        # Several rows without a value are unique in a spec; whether in DQDL, AWS does not say.
        value = sql.column(name, "n")
        yield _custom(f"count({value}) - count(DISTINCT {value})", "= 0"), ""
    if column.enum:
        values = [_quoted(each) if isinstance(each, str) else str(each) for each in column.enum]
        listed = [*(each for each in values if each), *([] if is_filled else ["NULL"])]
        if None in values:
            yield "", f"the values of {name}, one of which a text of DQDL cannot say"
        else:
            yield f'ColumnValues "{name}" in [{", ".join(listed)}]', ""
    for form in forms(column, sql.column(name, "n")):
        quoted = _quoted(_query(sql.rows(form.broken)))
        if quoted is None:
            yield "", f"the {form.field} of {name}, which a text of DQDL cannot say"
        else:
            yield f"CustomSql {quoted} = 0", ""


def _reference(name: str, column: Column) -> str:
    """Why a reference is no rule: a spec does not promise that each value is found (ADR 112)."""
    to = ", ".join(column.references)
    return (
        f"that {name} refers to {to}: no run is held to it, and ReferentialIntegrity would ask it"
        " of every row, with the other table as a second data source"
    )


def _quality(rule: QualityRule, name: str, column: Column | None) -> Found:
    subject = " ".join(filter(None, (rule.metric, name)))
    weight = rule.severity
    lost = f"that {subject} is only of severity {weight}" if weight != "error" else ""
    if rule.metric == "rowCount" and rule.unit == "rows":
        return _compared(rule, "RowCount"), lost
    if rule.metric == "nullValues" and rule.unit == "percent":
        return _compared(rule, f'Completeness "{name}"', is_mirrored=True), lost
    if rule.metric == "nullValues" and rule.must_be == 0:
        return f'IsComplete "{name}"', lost
    measure = _measure(rule, name, column)
    query = _query(f"100.0 * ({measure}) / count(*)" if rule.unit == "percent" else measure)
    quoted = _quoted(query)
    if quoted is None:
        return "", f"the rule {subject}, whose words a text of DQDL cannot say"
    return _compared(rule, f"CustomSql {quoted}"), lost


def _measure(rule: QualityRule, name: str, column: Column | None) -> str:
    """What a run measures, over a relation that is called `n`."""
    if column is None and rule.metric == "duplicateValues":
        columns = sql.named(map(str, rule.arguments.get("properties", ())), "n")
        return f"count(*) - count(DISTINCT ROW({columns}))"
    return measured(rule, name, column.type if column else None)


def _query(measure: str) -> str:
    """In Spark's SQL, which Glue Data Quality runs."""
    import sqlglot

    athena = f"SELECT {measure} FROM primary AS n"  # noqa: S608 - of quoted names and texts
    return sqlglot.transpile(athena, read="athena", write="spark")[0]


def _custom(measure: str, condition: str) -> str:
    return f"CustomSql {_quoted(_query(measure))} {condition}"


def _compared(rule: QualityRule, measure: str, *, is_mirrored: bool = False) -> str:
    """A measure with the one bound that the rule sets.

    DQDL leaves the ends of `between` out, a spec has them in: two comparisons stand for it.
    """
    share: Same = (lambda said: 1 - said / 100) if is_mirrored else (lambda said: said)
    for field, sign in SIGNS.items():
        if (value := getattr(rule, field)) is not None:
            written = MIRRORED.get(sign, sign) if is_mirrored else sign
            return f"{measure} {written} {_number(value, share)}"
    inside = rule.must_be_between
    ends = sorted(share(Decimal(str(end))) for end in inside or rule.must_not_be_between or ())
    low, high = (f"{end:f}" for end in ends)
    if inside:
        return f"({measure} >= {low}) AND ({measure} <= {high})"
    return f"({measure} < {low}) OR ({measure} > {high})"


def _number(value: Any, share: Same) -> str:
    return f"{share(Decimal(str(value))):f}"


def _names(names: tuple[str, ...]) -> str:
    return " ".join(f'"{name}"' for name in names)


def _quoted(text: str) -> str | None:
    """A text of DQDL; None where it has none for it, or where a log would obey it."""
    if one_line(text) != text or '\\"' in text or text.endswith("\\"):
        return None
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def _levels(product: DataProduct) -> Iterator[str]:
    """Levels of service, which a ruleset of one table's values knows nothing of."""
    sla = product.spec.sla
    for name in ("freshness", "availability", "retention"):
        if getattr(sla, name) is not None:
            yield f"sla.{name}, which is no rule about values"
