"""What a SELECT gives: its columns, what they are made of, and what decides about rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlglot import exp

from meshwright.athena import codes
from meshwright.athena.coercion import common
from meshwright.athena.context import MAX_READS, Context, TooLargeError
from meshwright.athena.expressions import Expressions
from meshwright.athena.grouping import check_grouping
from meshwright.athena.relations import Column, Relation, Scope
from meshwright.athena.sources import Sources
from meshwright.athena.values import BOOLEAN, UNKNOWN, How, Value, combined, said, whole
from meshwright.wording import shown


def analysed(
    ctx: Context, tree: exp.Query, given: Mapping[str, Relation] = MappingProxyType({})
) -> Relation:
    """The rows that a query gives, which may read what is given it by name without a database.

    Raises TooLargeError where it grows beyond what may be.
    """
    return _Queries(ctx).query(tree, Scope(ctes=given))


@dataclass(slots=True)
class _Queries:
    ctx: Context

    def query(self, node: exp.Expr, around: Scope) -> Relation:
        """A SELECT, a set operation, or either in brackets."""
        ctes = dict(around.ctes)
        for cte in node.args["with_"].expressions if node.args.get("with_") else ():
            ctes[cte.alias.lower()] = self._cte(cte, Scope(parent=around.parent, ctes=ctes))
        scope = Scope(parent=around.parent, ctes=ctes)
        if isinstance(node, exp.SetOperation):
            found = self._set(node, scope)
        elif isinstance(node, exp.Subquery):
            found = self.query(node.this, scope)
        else:
            assert isinstance(node, exp.Select)
            found = self._select(node, scope)
        self.ctx.count_columns(node, len(found.columns))
        if found.reads > MAX_READS:
            raise TooLargeError(node, f"the query reads more than {MAX_READS} tables")
        return found

    def scalar(self, node: exp.Expr, scope: Scope) -> Value:
        """A sub-query in an expression: one column, or whether there are rows."""
        inner = self.query(node.this, Scope(parent=scope, ctes=scope.ctes))
        made = frozenset((ref, max(how, How.COMPUTED)) for ref, how in inner.influences)
        if isinstance(node, exp.Exists):
            return Value(BOOLEAN, made)
        if len(inner.columns) != 1:
            self.ctx.report(codes.SYNTAX, node, "a sub-query in an expression gives one column")
            return Value(UNKNOWN, made)
        value = inner.columns[0].value
        return Value(value.type, combined([value]) | made)

    def _cte(self, cte: exp.CTE, scope: Scope) -> Relation:
        found = self.query(cte.this, scope)
        return self.renamed(found, cte.args["alias"], cte.alias.lower())

    def renamed(self, found: Relation, alias: exp.Expr | None, title: str) -> Relation:
        """A relation under an alias, its columns under those that are listed behind it."""
        listed = [name.name.lower() for name in alias.args.get("columns") or ()] if alias else []
        if not listed:
            return replace(found, title=title)
        if len(listed) != len(found.columns) and not found.is_opaque and alias is not None:
            message = (
                f"{title}: {len(listed)} names for columns, of {len(found.columns)} that there are"
            )
            self.ctx.report(codes.SYNTAX, alias, message)
        named = zip(listed, found.columns, strict=False)
        return replace(found, columns=tuple(replace(c, name=n) for n, c in named), title=title)

    def _set(self, node: exp.SetOperation, scope: Scope) -> Relation:
        left, right = self.query(node.this, scope), self.query(node.expression, scope)
        if len(left.columns) != len(right.columns):
            counts = f"{len(left.columns)} and {len(right.columns)}"
            self.ctx.report(codes.SYNTAX, node.expression, f"the two sides have {counts} columns")
        pairs = zip(left.columns, right.columns, strict=False)
        columns = tuple(self._both(node, one, other) for one, other in pairs)
        decides = left.influences | right.influences
        if not isinstance(node, exp.Union) or node.args.get("distinct"):
            decides |= combined(c.value for c in (*left.columns, *right.columns))
        found = Relation(columns, decides, left.reads + right.reads)
        self._ordered(node, Scope(parent=scope.parent, ctes=scope.ctes), found)
        return found

    def _both(self, node: exp.SetOperation, one: Column, other: Column) -> Column:
        kind = common(one.value.type, other.value.type)
        if kind is None:
            kinds = f"{said(one.value.type)} and {said(other.value.type)}"
            self.ctx.report(codes.WRONG_TYPE, node.expression, f"{shown(one.name)} is {kinds}")
        return Column(one.name, Value(kind or UNKNOWN, one.value.uses | other.value.uses))

    def _select(self, node: exp.Select, around: Scope) -> Relation:
        sources = Sources(self.ctx, self.query, self.scalar, self.renamed)
        scope, reads, decides = sources.scope(node, around)
        ex = Expressions(self.ctx, scope, self.scalar)
        if node.args.get("where"):
            where = node.args["where"].this
            decides |= self.ctx.decided(where, combined([ex.boolean(where)]))
        columns = tuple(self._listed(node, ex, scope))
        keys = self._keys(node, ex)
        if node.args.get("having"):
            having = node.args["having"].this
            decides |= self.ctx.decided(having, combined([ex.boolean(having)]))
        if node.args.get("distinct"):
            decides |= combined(c.value for c in columns)
        for key in keys:
            decides |= combined([self.ctx.value_of(key)])
        opaque = any(s.relation.is_opaque for s in scope.sources) and not columns
        found = Relation(columns, decides, reads, is_opaque=opaque)
        self._ordered(node, scope, found)
        check_grouping(self.ctx, node, keys, scope)
        return found

    def _listed(self, node: exp.Select, ex: Expressions, scope: Scope) -> Iterator[Column]:
        for entry in [*node.expressions]:
            is_star = isinstance(entry, exp.Star)
            if is_star or (isinstance(entry, exp.Column) and isinstance(entry.this, exp.Star)):
                yield from self._star(node, entry, scope)
                continue
            value = ex.value(entry)
            name = entry.output_name.lower()
            if isinstance(entry, exp.Alias):
                entry.set("alias", exp.to_identifier(name, quoted=True))
            yield Column(name, value)

    def _star(self, node: exp.Select, entry: exp.Expr, scope: Scope) -> Iterator[Column]:
        """The open columns of a star, which is written out in the tree."""
        table = entry.args["table"].name.lower() if isinstance(entry, exp.Column) else ""
        sources = [s for s in scope.sources if not table or s.alias == table]
        if not sources:
            message = f"there is no table {shown(table)} in reach" if table else "* without FROM"
            self.ctx.report(codes.NO_SUCH_TABLE, entry, message)
            return
        if scope.merged:
            self.ctx.report(codes.SYNTAX, entry, "* with USING is not tried", "name the columns")
            return
        written: list[exp.Expr] = []
        for source in sources:
            opened = [c for c in source.relation.columns if c.is_open and not c.is_hidden]
            self.ctx.count_columns(entry, len(opened))
            for column in opened:
                name = exp.column(
                    exp.to_identifier(column.name, quoted=True),
                    table=exp.to_identifier(source.alias, quoted=True) if source.alias else None,
                )
                name.meta.update(entry.meta)
                written.append(name)
                yield column
        listed = node.expressions
        at = next(index for index, part in enumerate(listed) if part is entry)
        node.set("expressions", [*listed[:at], *written, *listed[at + 1 :]])

    def _keys(self, node: exp.Select, ex: Expressions) -> list[exp.Expr]:
        """What rows are grouped by; a number means a column of the list."""
        group = node.args.get("group")
        found: list[exp.Expr] = []
        for key in [*group.expressions] if group else []:
            bare = key.unnest()
            if isinstance(bare, exp.Literal):
                at = whole(bare.name) or 0
                if 1 <= at <= len(node.expressions):
                    found.append(node.expressions[at - 1].unalias())
                else:
                    self.ctx.report(codes.SYNTAX, key, f"the list has no column {shown(bare.name)}")
                continue
            for part in bare.expressions if isinstance(bare, exp.Tuple) else [bare]:
                ex.value(part)
            found += bare.expressions if isinstance(bare, exp.Tuple) else [bare]
        return found

    def _ordered(self, node: exp.Query, scope: Scope, found: Relation) -> None:
        order, limited = node.args.get("order"), node.args.get("limit") or node.args.get("offset")
        if limited and not order:
            message = "which rows a LIMIT leaves is not defined without an order"
            self.ctx.report(codes.NOT_REPEATABLE, limited, message, "add ORDER BY, by a key")
        if not order:
            return
        outputs = {column.name: column for column in found.columns}
        ex = Expressions(self.ctx, scope, self.scalar)
        for entry in order.expressions:
            self._order_by(entry, outputs, ex, len(found.columns))

    def _order_by(
        self, entry: exp.Ordered, outputs: Mapping[str, Column], ex: Expressions, count: int
    ) -> None:
        key = entry.this
        if isinstance(key, exp.Literal):
            if not 1 <= (whole(key.name) or 0) <= count:
                self.ctx.report(codes.SYNTAX, entry, f"the list has no column {shown(key.name)}")
        elif isinstance(key, exp.Column) and not key.table and key.name.lower() in outputs:
            key.set("this", exp.to_identifier(key.name.lower(), quoted=True))
        else:
            ex.value(key)
