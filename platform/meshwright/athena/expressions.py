"""The type of each expression, and the columns that it is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from meshwright.athena import arithmetic, calls, codes, operations
from meshwright.athena.coercion import common
from meshwright.athena.column_type import ColumnType
from meshwright.athena.context import Context
from meshwright.athena.relations import Scope
from meshwright.athena.values import BOOLEAN, Value, said

SubQuery = Callable[[exp.Expr, Scope], Value]
"""The value of a scalar sub-query, with all that decides about it."""


@dataclass(slots=True)
class Expressions:
    """Types expressions of one query at one place."""

    ctx: Context
    scope: Scope
    ask: SubQuery

    def value(self, node: exp.Expr) -> Value:
        """The value of an expression; noted under its node."""
        return self.ctx.note(node, KINDS.get(type(node), operations.misplaced)(self, node))

    def values(self, nodes: Iterable[exp.Expr]) -> list[Value]:
        return [self.value(node) for node in [*nodes]]

    def inside(self, parameters: Mapping[str, Value]) -> "Expressions":
        """Types what stands inside of a lambda."""
        return Expressions(self.ctx, self.scope.within(parameters), self.ask)

    def boolean(self, node: exp.Expr) -> Value:
        """A condition."""
        return self.wanted(node, BOOLEAN, "a condition is true or false")

    def wanted(self, node: exp.Expr, kind: ColumnType, why: str) -> Value:
        value = self.value(node)
        if common(value.type, kind) != kind:
            self.wrong(node, f"{why}, and this is {said(value.type)}")
        return value

    def wrong(self, node: exp.Expr, message: str, fix: str = "") -> None:
        self.ctx.report(codes.WRONG_TYPE, node, message, fix)


_COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ)
_CALCULATED = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_CLOCKS = (
    *(exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp),
    *(exp.Localtime, exp.Localtimestamp),
)
KINDS: Mapping[type[exp.Expr], Callable[[Expressions, Any], Value]] = {
    **dict.fromkeys(_COMPARED, operations.sides),
    **dict.fromkeys(_CALCULATED, arithmetic.arithmetic),
    **dict.fromkeys(_CLOCKS, operations.clock),
    **dict.fromkeys((exp.And, exp.Or), operations.both),
    **dict.fromkeys((exp.Paren, exp.Alias), operations.inner),
    **dict.fromkeys((exp.Subquery, exp.Exists, exp.In), operations.sub_query),
    **dict.fromkeys((exp.Literal, exp.Boolean, exp.Null), arithmetic.written),
    **dict.fromkeys((exp.Cast, exp.TryCast), arithmetic.cast_),
    **dict.fromkeys((exp.Filter, exp.WithinGroup), calls.aggregate),
    exp.Anonymous: calls.function,
    exp.Array: operations.array,
    exp.Between: operations.between,
    exp.Bracket: operations.bracket,
    exp.Case: operations.case,
    exp.Column: operations.column,
    exp.DPipe: arithmetic.joined,
    exp.Dot: operations.dot,
    exp.Escape: operations.escape,
    exp.Extract: arithmetic.extract,
    exp.Identifier: operations.parameter,
    exp.If: operations.if_,
    exp.Interval: arithmetic.interval,
    exp.Is: operations.is_null,
    exp.Like: operations.like,
    exp.Neg: arithmetic.negative,
    exp.Not: operations.negated,
    exp.Window: calls.window,
}
