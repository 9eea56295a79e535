"""Whether the values of a grouped SELECT come from its groups, and nothing aggregates too early."""

from collections.abc import Collection, Iterator, Sequence

from sqlglot import exp

from meshwright.athena import codes
from meshwright.athena.context import Context
from meshwright.athena.relations import Scope
from meshwright.wording import shown

_TOO_EARLY = {
    "where": "write HAVING, or filter an outer SELECT",
    "group": "aggregate in a sub-query first",
}


def check_grouping(ctx: Context, node: exp.Select, keys: Sequence[exp.Expr], scope: Scope) -> None:
    """Reports what is neither grouped nor aggregated, and aggregates where rows are not grouped."""
    for clause, fix in _TOO_EARLY.items():
        for inner in _own(node.args.get(clause)):
            if id(inner) in ctx.aggregates or isinstance(inner, exp.Window):
                message = f"{clause.upper()} comes before rows are grouped and counted"
                ctx.report(codes.GROUPING, inner, message, fix)
    having, order = node.args.get("having"), node.args.get("order")
    parts = [*node.expressions, *filter(None, (having, order))]
    aggregated = any(id(inner) in ctx.aggregates for part in parts for inner in _own(part))
    if not (aggregated or having or node.args.get("group")):
        return
    own = {source.alias for source in scope.sources}
    known = frozenset(keys)
    for part in parts:
        for column in _ungrouped(ctx, part, known, own):
            message = f"{shown(column.name)} is neither grouped nor aggregated"
            ctx.report(codes.GROUPING, column, message)


def _own(part: exp.Expr | None) -> Iterator[exp.Expr]:
    """The nodes of a clause, but for those of sub-queries."""
    if part is not None:
        yield from part.walk(prune=lambda inner: isinstance(inner, exp.Query))


def _ungrouped(
    ctx: Context, part: exp.Expr, keys: Collection[exp.Expr], own: Collection[str]
) -> Iterator[exp.Column]:
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if _is_aggregate(ctx, node) or isinstance(node, exp.Query) or node in keys:
            continue
        if isinstance(node, exp.Column) and any(p.name in own for p in node.parts[:-1]):
            yield node
            continue
        waiting += node.iter_expressions()


def _is_aggregate(ctx: Context, node: exp.Expr) -> bool:
    """Whether it aggregates, with its order and its filter around it."""
    while isinstance(node, (exp.Filter, exp.WithinGroup)):
        node = node.this
    return id(node) in ctx.aggregates
