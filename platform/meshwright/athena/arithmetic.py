"""What is written out and what is calculated: literals, sums, casts, parts of dates."""

from typing import TYPE_CHECKING

from sqlglot import exp

from meshwright.athena import codes
from meshwright.athena.casts import ROUNDING, can_be_tried, cast, literal_problem
from meshwright.athena.coercion import (
    MAX_PRECISION,
    as_decimal,
    common,
    common_of,
    decimal,
    is_number,
)
from meshwright.athena.column_type import ColumnType
from meshwright.athena.declared import cast_type
from meshwright.athena.guarded import is_guarded
from meshwright.athena.values import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    NULL,
    STRING,
    TIMESTAMP,
    UNKNOWN,
    Value,
    combined,
    said,
)

if TYPE_CHECKING:
    from meshwright.athena.expressions import Expressions

EXTRACTED = frozenset(
    (
        *("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DAY_OF_MONTH", "DAY_OF_WEEK", "DOW"),
        *("DAY_OF_YEAR", "DOY", "YEAR_OF_WEEK", "YOW", "HOUR", "MINUTE", "SECOND"),
    )
)
DAYS_AND_MORE = frozenset(("DAY", "WEEK", "MONTH", "YEAR"))


def written(ex: "Expressions", node: exp.Expr) -> Value:
    """A literal."""
    if isinstance(node, exp.Literal):
        return Value(literal(ex, node))
    return Value(BOOLEAN if isinstance(node, exp.Boolean) else NULL)


def interval(ex: "Expressions", node: exp.Interval) -> Value:
    if not isinstance(node.this, exp.Literal) or not isinstance(node.args["unit"], exp.Var):
        ex.ctx.report(codes.SYNTAX, node, "an interval is written as INTERVAL '3' DAY")
    return Value(INTERVAL)


def literal(ex: "Expressions", node: exp.Literal) -> ColumnType:
    text = node.name.lower()
    if node.is_string:
        return STRING
    if "e" in text:
        return DOUBLE
    if "." in text:
        digits = len(text.replace(".", "").lstrip("0")) or 1
        scale = len(text.rpartition(".")[2])
        if max(digits, scale) > MAX_PRECISION:
            ex.wrong(node, f"a decimal has at most {MAX_PRECISION} digits")
        return decimal(max(digits, scale, 1), scale)
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > 2**63 - 1:
        ex.wrong(node, "a whole number is at most 9223372036854775807")
    elif int(text) > 2**31 - 1:
        return BIGINT
    return INT


def extract(ex: "Expressions", node: exp.Extract) -> Value:
    value = ex.value(node.expression)
    part = node.name.upper()
    if part not in EXTRACTED:
        ex.ctx.report(codes.UNPROVEN, node, f"EXTRACT({part} FROM …) is not tried")
    if value.type.name not in ("date", "timestamp", "timestamptz", "unknown", "null"):
        ex.wrong(node, f"EXTRACT takes a date or a timestamp, not {said(value.type)}")
    return Value(BIGINT, combined([value]))


def joined(ex: "Expressions", node: exp.DPipe) -> Value:
    values = ex.values([node.this, node.expression])
    kind = common_of(v.type for v in values)
    if kind is None or kind.name not in ("string", "array", "null", "unknown"):
        ex.wrong(node, "|| joins texts, or arrays of one type", "cast what is no text")
    return Value(kind or UNKNOWN, combined(values))


def negative(ex: "Expressions", node: exp.Neg) -> Value:
    value = ex.value(node.this)
    if not (is_number(value.type) or value.type in (NULL, UNKNOWN)):
        ex.wrong(node, f"- takes a number, not {said(value.type)}")
    return Value(value.type, combined([value]))


def cast_(ex: "Expressions", node: exp.Cast) -> Value:
    value = ex.value(node.this)
    kind = cast_type(ex.ctx, node)
    if kind is None:
        return Value(UNKNOWN, combined([value]))
    if node.this.is_string and kind.name in ("date", "timestamp"):
        problem = literal_problem(node.this.name, kind)
        if problem:
            ex.wrong(node, problem)
        return Value(kind)
    rounded = isinstance(node.this, exp.Anonymous) and node.this.name.lower() in ROUNDING
    found = cast(value.type, kind, is_rounded=rounded)
    if value.type == STRING and is_guarded(node):
        return Value(kind, combined([value]))
    if found.problem:
        ex.ctx.report(codes.DIFFERS, node, found.problem, found.instead)
    elif isinstance(node, exp.TryCast) and not can_be_tried(value.type, kind):
        message = "TRY_CAST gives null for other values in each engine"
        fix = "write CAST, or regexp_like in a CASE around it"
        ex.ctx.report(codes.DIFFERS, node, message, fix)
    return Value(kind, combined([value]))


def arithmetic(ex: "Expressions", node: exp.Expr) -> Value:
    values = ex.values([node.this, node.expression])
    left, right = (v.type for v in values)
    kind = _calculated(node, left, right)
    if isinstance(kind, str):
        decimals = "decimal" in (left.name, right.name) and is_number(left)
        code = codes.DIFFERS if decimals else codes.WRONG_TYPE
        fix = "write CAST(value AS double) on one side" if decimals else ""
        ex.ctx.report(code, node, kind, fix)
        return Value(UNKNOWN, combined(values))
    return Value(kind, combined(values))


def _calculated(node: exp.Expr, left: ColumnType, right: ColumnType) -> ColumnType | str:
    """The type of a sum, a product and so on; or why there is none."""
    if UNKNOWN in (left, right):
        return UNKNOWN
    if "interval" in (left.name, right.name):
        return _moved(node, left)
    kind = common(left, right)
    if kind is None or not (is_number(kind) or kind == NULL):
        return f"{said(left)} and {said(right)} cannot be calculated with"
    if kind.name != "decimal":
        return kind
    if isinstance(node, (exp.Div, exp.Mod)):
        return "a division of decimals has another number of digits in each engine"
    return _decimal(node, as_decimal(left), as_decimal(right))


def _decimal(node: exp.Expr, left: ColumnType, right: ColumnType) -> ColumnType:
    """Source: Trino documentation, "Decimal functions and operators", "Binary arithmetic"."""
    scale = max(left.scale, right.scale)
    if isinstance(node, exp.Mul):
        return decimal(left.precision + right.precision, left.scale + right.scale)
    whole = max(left.precision - left.scale, right.precision - right.scale)
    return decimal(whole + scale + 1, scale)


def _moved(node: exp.Expr, left: ColumnType) -> ColumnType | str:
    """A date or a timestamp, moved by an interval."""
    if left.name == "interval" or not isinstance(node, (exp.Add, exp.Sub)):
        return "an interval is added to or taken from a date or a timestamp before it"
    unit = node.expression.args.get("unit")
    is_long = isinstance(unit, exp.Var) and unit.name.upper() in DAYS_AND_MORE
    if left == DATE and not is_long:
        return "a date is moved by days, weeks, months or years"
    if left not in (DATE, TIMESTAMP, ColumnType("timestamptz")):
        return f"an interval cannot be added to {said(left)}"
    return left
