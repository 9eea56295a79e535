"""Which column a name means, with the table's alias written to it, so that no engine guesses."""

from collections.abc import Sequence

from sqlglot import exp

from meshwright.athena import codes
from meshwright.athena.context import Context
from meshwright.athena.relations import Column, Scope, Source
from meshwright.athena.values import UNKNOWN, Value
from meshwright.wording import did_you_mean, shown

LOST = Value(UNKNOWN)
"""Of a name that is reported already: nothing more is said of what it is part of."""


def column(ctx: Context, scope: Scope, node: exp.Column) -> Value:
    """The value of a column, and of a field in it; the node is written anew with its table."""
    parts = [part.name.lower() for part in node.parts]
    for around in scope.outwards():
        found = _in_locals(ctx, around, node, parts) or _in_scope(ctx, around, node, parts)
        if found is not None:
            return found
    ctx.report(codes.NO_SUCH_COLUMN, node, _unknown(scope, parts))
    return LOST


def field(ctx: Context, node: exp.Expr, value: Value, names: Sequence[str]) -> Value:
    """A field of a struct, as deep as names go."""
    kind = value.type
    for name in names:
        if kind == UNKNOWN:
            return Value(UNKNOWN, value.uses)
        if name not in kind.fields:
            hint = did_you_mean(name, kind.fields)
            ctx.report(codes.NO_SUCH_COLUMN, node, f"there is no field {shown(name)} in it{hint}")
            return Value(UNKNOWN, value.uses)
        kind = kind.arguments[kind.fields.index(name)]
    return Value(kind, value.uses)


def _in_locals(ctx: Context, scope: Scope, node: exp.Column, parts: Sequence[str]) -> Value | None:
    value = scope.locals.get(parts[0])
    return None if value is None else field(ctx, node, value, parts[1:])


def _in_scope(ctx: Context, scope: Scope, node: exp.Column, parts: Sequence[str]) -> Value | None:
    # A table's name goes before a column of that name with a field.
    for length in (2, 1):
        source = scope.source(parts[:length]) if len(parts) > length else None
        if source is not None:
            found = source.relation.named(parts[length])
            if found or source.relation.is_opaque:
                return _of_source(ctx, node, source, parts, length)
            if length == 2 or not scope.holders(parts[0]):
                hint = did_you_mean(parts[length], [c.name for c in source.relation.columns])
                title = source.relation.title or source.alias
                message = f"{title} has no column {shown(parts[length])}{hint}"
                ctx.report(codes.NO_SUCH_COLUMN, node, message)
                return LOST
    return _unqualified(ctx, scope, node, parts)


def _unqualified(
    ctx: Context, scope: Scope, node: exp.Column, parts: Sequence[str]
) -> Value | None:
    if parts[0] in scope.merged:
        return field(ctx, node, scope.merged[parts[0]].value, parts[1:])
    holders = scope.holders(parts[0])
    if len(holders) > 1:
        tables = " and ".join(source.alias or "a sub-query" for source, _ in holders[:3])
        message = f"{shown(parts[0])} is a column of {tables}: say of which"
        ctx.report(codes.NO_SUCH_COLUMN, node, message)
        return LOST
    if holders:
        return _of_source(ctx, node, holders[0][0], parts, 0)
    return LOST if any(s.relation.is_opaque for s in scope.sources) else None


def _of_source(
    ctx: Context, node: exp.Column, source: Source, parts: Sequence[str], at: int
) -> Value:
    found = source.relation.named(parts[at])
    if not found:
        return LOST
    if len(found) > 1:
        message = f"{source.alias} has several columns {shown(parts[at])}: name them apart"
        ctx.report(codes.NO_SUCH_COLUMN, node, message)
        return LOST
    _check_open(ctx, node, source, found[0])
    value = field(ctx, node, found[0].value, parts[at + 1 :])
    _qualify(node, source.alias, parts[at:])
    return value


def _check_open(ctx: Context, node: exp.Column, source: Source, found: Column) -> None:
    if not found.is_open:
        message = f"{source.relation.title}.{found.name} is not granted to this product"
        ctx.report(codes.NOT_GRANTED, node, message)


def _qualify(node: exp.Column, alias: str, names: Sequence[str]) -> None:
    """Write the column as alias.column.field…, each in quotes and in lower case."""
    named = [alias, *names] if alias else [*names]
    nothing: dict[str, object] = {}
    meta = next((part.meta for part in node.parts if part.meta), nothing)
    written = [exp.to_identifier(name, quoted=True) for name in named[:4]]
    for key, part in zip(("this", "table", "db", "catalog"), reversed(written), strict=False):
        node.set(key, part)
    for part in written:
        part.meta.update(meta)
    if len(named) > 4:
        rest = [exp.to_identifier(name, quoted=True) for name in named[4:]]
        node.replace(exp.Dot.build([node.copy(), *rest]))


def _unknown(scope: Scope, parts: Sequence[str]) -> str:
    if len(parts) > 1:
        aliases = [source.alias for around in scope.outwards() for source in around.sources]
        hint = did_you_mean(parts[0], filter(None, aliases))
        return f"there is no table {shown(parts[0])} in reach{hint}"
    names = [name for around in scope.outwards() for name in around.names]
    return f"there is no column {shown(parts[0])}{did_you_mean(parts[0], names)}"
