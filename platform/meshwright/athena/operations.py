"""Conditions, branches and sub-queries, and the elements of arrays and structs."""

from typing import TYPE_CHECKING

from sqlglot import exp

from meshwright.athena import codes, names
from meshwright.athena.coercion import common, common_of
from meshwright.athena.column_type import ColumnType
from meshwright.athena.values import BOOLEAN, STRING, UNKNOWN, Value, combined, said

if TYPE_CHECKING:
    from meshwright.athena.expressions import Expressions


def column(ex: "Expressions", node: exp.Column) -> Value:
    if isinstance(node.this, exp.Star):
        ex.ctx.report(codes.SYNTAX, node, "* stands in a SELECT's list, or in count(*)")
        return names.LOST
    return names.column(ex.ctx, ex.scope, node)


def parameter(ex: "Expressions", node: exp.Identifier) -> Value:
    """A lambda's parameter."""
    return names.column(ex.ctx, ex.scope, exp.column(node.copy()))


def inner(ex: "Expressions", node: exp.Expr) -> Value:
    """What stands in brackets or under another name."""
    return ex.value(node.this)


def both(ex: "Expressions", node: exp.Binary) -> Value:
    """AND, OR."""
    return Value(BOOLEAN, combined([ex.boolean(node.this), ex.boolean(node.expression)]))


def negated(ex: "Expressions", node: exp.Not) -> Value:
    return Value(BOOLEAN, combined([ex.boolean(node.this)]))


def sides(ex: "Expressions", node: exp.Binary) -> Value:
    """A comparison of two."""
    return compared(ex, node, [node.this, node.expression])


def clock(ex: "Expressions", node: exp.Expr) -> Value:
    ex.ctx.report(codes.NOT_REPEATABLE, node, "what the clock says is another value with each run")
    return names.LOST


def misplaced(ex: "Expressions", node: exp.Expr) -> Value:
    """A part of SQL where it cannot stand."""
    is_list = isinstance(node, exp.Tuple)
    name, fix = ("a list of values", "write ROW(…)") if is_list else ("this", "")
    ex.ctx.report(codes.SYNTAX, node, f"{name} has no place here", fix)
    return names.LOST


def compared(ex: "Expressions", node: exp.Expr, sides: list[exp.Expr]) -> Value:
    values = ex.values(sides)
    if common_of(v.type for v in values) is None:
        kinds = " and ".join(dict.fromkeys(said(v.type) for v in values))
        ex.wrong(node, f"{kinds} cannot be compared")
    return Value(BOOLEAN, combined(values))


def between(ex: "Expressions", node: exp.Between) -> Value:
    return compared(ex, node, [node.this, node.args["low"], node.args["high"]])


def is_null(ex: "Expressions", node: exp.Is) -> Value:
    if not isinstance(node.expression, exp.Null):
        ex.ctx.report(codes.SYNTAX, node, "IS is followed by NULL, NOT NULL or DISTINCT FROM")
    return Value(BOOLEAN, combined([ex.value(node.this)]))


def like(ex: "Expressions", node: exp.Expr) -> Value:
    why = "LIKE compares texts"
    both = [ex.wanted(node.this, STRING, why), ex.wanted(node.expression, STRING, why)]
    return Value(BOOLEAN, combined(both))


def escape(ex: "Expressions", node: exp.Escape) -> Value:
    ex.wanted(node.expression, STRING, "ESCAPE names a character")
    return ex.value(node.this)


def sub_query(ex: "Expressions", node: exp.Expr) -> Value:
    if isinstance(node, exp.In) and node.args.get("query") is None:
        return compared(ex, node, [node.this, *node.expressions])
    if not isinstance(node, exp.In):
        return ex.ask(node, ex.scope)
    asked = ex.ask(node.args["query"], ex.scope)
    value = ex.value(node.this)
    if common(asked.type, value.type) is None:
        kinds = f"{said(value.type)} and {said(asked.type)}"
        ex.wrong(node, f"{kinds} cannot be compared")
    return Value(BOOLEAN, combined([value, asked]))


def case(ex: "Expressions", node: exp.Case) -> Value:
    branches: list[exp.If] = node.args["ifs"]
    subject = ex.value(node.this) if node.this else None
    asked: list[Value] = []
    for branch in branches:
        found = ex.boolean(branch.this) if subject is None else ex.value(branch.this)
        if subject is not None and common(subject.type, found.type) is None:
            kinds = f"{said(subject.type)} and {said(found.type)}"
            ex.wrong(branch, f"{kinds} cannot be compared")
        asked.append(found)
    results = [branch.args["true"] for branch in branches]
    default = node.args.get("default")
    return one_of(ex, node, [*results, *([default] if default else [])], asked)


def if_(ex: "Expressions", node: exp.If) -> Value:
    asked = ex.boolean(node.this)
    results = [node.args["true"], *filter(None, [node.args.get("false")])]
    return one_of(ex, node, results, [asked])


def one_of(ex: "Expressions", node: exp.Expr, results: list[exp.Expr], asked: list[Value]) -> Value:
    values = ex.values(results)
    kind = common_of(v.type for v in values)
    if kind is None:
        kinds = ", ".join(dict.fromkeys(said(v.type) for v in values))
        ex.wrong(node, f"the results have no type in common: {kinds}")
    return Value(kind or UNKNOWN, combined([*values, *asked]))


def array(ex: "Expressions", node: exp.Array) -> Value:
    values = ex.values(node.expressions)
    kind = common_of(v.type for v in values)
    if kind is None:
        ex.wrong(node, "the elements of an array have one type")
    return Value(ColumnType("array", arguments=(kind or UNKNOWN,)), combined(values))


def bracket(ex: "Expressions", node: exp.Bracket) -> Value:
    message = "where there is no such element, Athena fails and others give null"
    ex.ctx.report(codes.DIFFERS, node, message, "write element_at(values, index or key)")
    ex.values([node.this, *node.expressions])
    return names.LOST


def dot(ex: "Expressions", node: exp.Dot) -> Value:
    return names.field(ex.ctx, node, ex.value(node.this), [node.expression.name.lower()])
