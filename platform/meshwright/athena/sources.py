"""FROM and its joins: the relations that a SELECT reads, and the names they go by."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from meshwright.athena import codes
from meshwright.athena.coercion import common_of
from meshwright.athena.context import Context
from meshwright.athena.expressions import Expressions
from meshwright.athena.relations import Column, Relation, Scope, Source
from meshwright.athena.values import NOTHING, UNKNOWN, Uses, Value, combined
from meshwright.wording import did_you_mean, shown

JOINS = frozenset({("", ""), ("", "INNER"), ("", "CROSS"), ("LEFT", ""), ("LEFT", "OUTER"),
                   ("RIGHT", ""), ("RIGHT", "OUTER"), ("FULL", ""), ("FULL", "OUTER")})  # fmt: skip


@dataclass(slots=True)
class Sources:
    """Reads the FROM of one SELECT."""

    ctx: Context
    query: Callable[[exp.Expr, Scope], Relation]
    scalar: Callable[[exp.Expr, Scope], Value]
    renamed: Callable[[Relation, exp.Expr | None, str], Relation]

    def scope(self, node: exp.Select, around: Scope) -> tuple[Scope, int, Uses]:
        """The scope behind FROM, how many tables are read, and what decides about rows."""
        scope = Scope(parent=around.parent, ctes=around.ctes)
        decides: Uses = NOTHING
        if node.args.get("from_"):
            self._add(scope, node.args["from_"].this)
        for join in node.args.get("joins") or ():
            self._add(scope, join.this)
            decides |= self._joined(join, scope)
        for source in scope.sources:
            decides |= source.relation.influences
        return scope, sum(s.relation.reads for s in scope.sources), decides

    def _add(self, scope: Scope, node: exp.Expr) -> None:
        source = self._source(node, scope)
        if source.alias and any(s.alias == source.alias for s in scope.sources):
            message = f"two tables go by the name {shown(source.alias)}"
            self.ctx.report(codes.NO_SUCH_TABLE, node, message, "give one of them an alias")
        scope.sources.append(source)

    def _source(self, node: exp.Expr, scope: Scope) -> Source:
        if isinstance(node, exp.Table):
            return self._table(node, scope)
        alias = node.args.get("alias")
        name = node.alias.lower()
        if alias and not name:
            self.ctx.report(codes.SYNTAX, node, "an alias of columns alone", "write AS t (name)")
        if isinstance(node, exp.Unnest):
            found = self._unnest(node, scope)
        elif isinstance(node, exp.Values):
            found = self._values(node, scope)
        else:
            found = self.query(node.this, Scope(parent=scope.parent, ctes=scope.ctes))
        self._quote(alias)
        if not isinstance(node, exp.Unnest):
            found = self.renamed(found, alias, name)
        return Source(name, found)

    def _table(self, node: exp.Table, scope: Scope) -> Source:
        name, database = node.name.lower(), node.db.lower()
        alias, called = node.alias.lower() or name, "" if node.alias else database
        if not isinstance(node.this, exp.Identifier):
            self.ctx.report(codes.UNPROVEN, node, "a function gives no table here")
            return Source(alias, _opaque())
        if node.catalog and node.catalog.lower() == self.ctx.catalog:
            node.set("catalog", None)
        if node.catalog:
            message = f"a table is named without its catalog: {database}.{name}"
            self.ctx.report(codes.NO_SUCH_TABLE, node, message)
            return Source(alias, _opaque())
        if not database and name not in scope.ctes and self.ctx.database:
            database = self.ctx.database
            node.set("db", exp.to_identifier(database))
        if not database:
            found = scope.ctes.get(name) or self._unnamed(node, name, scope)
        else:
            found = self._opened(node, database, name)
        self._name(node, alias, database, name)
        found = self.renamed(found, node.args.get("alias"), found.title or name)
        return Source(alias, found, called)

    def _name(self, node: exp.Table, alias: str, database: str, name: str) -> None:
        """Write the table in quotes and in lower case, under its alias."""
        for key, named in (("this", name), ("db", database)):
            part = node.args.get(key)
            if part is not None:
                part.replace(exp.Identifier(this=named, quoted=True)).meta.update(part.meta)
        if not node.args.get("alias"):
            node.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        self._quote(node.args["alias"])

    def _quote(self, alias: exp.Expr | None) -> None:
        for name in (*(alias.args.get("columns") or ()), alias.this) if alias else ():
            if name is not None:
                name.set("this", name.name.lower())
                name.set("quoted", True)

    def _unnamed(self, node: exp.Table, name: str, scope: Scope) -> Relation:
        hint = did_you_mean(name, scope.ctes)
        message = f"{shown(name)} is no WITH of this query, and names no database{hint}"
        fix = "name a product's table as <domain>__<product>.<table>"
        self.ctx.report(codes.NO_SUCH_TABLE, node, message, fix)
        return _opaque()

    def _opened(self, node: exp.Table, database: str, name: str) -> Relation:
        self.ctx.tables.add((database, name))
        found = self.ctx.open_table(database, name)
        if isinstance(found, Relation):
            return found
        message, _, fix = found.partition("\n")
        self.ctx.report(codes.NO_SUCH_TABLE, node, message, fix)
        return _opaque()

    def _unnest(self, node: exp.Unnest, scope: Scope) -> Relation:
        ex = Expressions(self.ctx, scope, self.scalar)
        values = ex.values(node.expressions)
        alias = node.args.get("alias")
        listed = [c.name.lower() for c in alias.args.get("columns") or ()] if alias else []
        kind = values[0].type if len(values) == 1 else UNKNOWN
        if len(values) != 1 or kind.name not in ("array", "unknown", "null"):
            message = "UNNEST of anything but one array is not tried"
            self.ctx.report(codes.DIFFERS, node, message, "unnest one array of plain values")
        elif kind.arguments and kind.arguments[0].name == "struct":
            message = "UNNEST of rows makes a column a field in Athena, and one column in others"
            fix = "unnest an array of one field: transform(rows, r -> r.field)"
            self.ctx.report(codes.DIFFERS, node, message, fix)
        if not listed:
            self.ctx.report(codes.SYNTAX, node, "UNNEST's column has no name", "write AS t (name)")
        inner = kind.arguments[0] if kind.name == "array" else UNKNOWN
        columns = [Column(n, Value(inner, combined(values))) for n in listed[:1]]
        if node.args.get("offset"):
            # duckdb 2.0 knows it in an outermost SELECT alone.
            message = "WITH ORDINALITY does not stand the tests in the local AWS"
            fix = "unnest sequence(1, cardinality(values), 1), and take element_at(values, place)"
            self.ctx.report(codes.DIFFERS, node, message, fix)
        return Relation(tuple(columns), combined(values), 0, node.alias.lower())

    def _values(self, node: exp.Values, scope: Scope) -> Relation:
        ex = Expressions(self.ctx, Scope(parent=scope.parent, ctes=scope.ctes), self.scalar)
        rows = [
            ex.values(row.expressions if isinstance(row, exp.Tuple) else [row])
            for row in node.expressions
        ]
        if len({len(row) for row in rows}) > 1:
            self.ctx.report(codes.SYNTAX, node, "the rows of VALUES have one number of columns")
        columns = [self._value_column(node, [*cells]) for cells in zip(*rows, strict=False)]
        return Relation(tuple(columns), NOTHING, 0)

    def _value_column(self, node: exp.Values, cells: list[Value]) -> Column:
        kind = common_of(cell.type for cell in cells)
        if kind is None:
            self.ctx.report(codes.WRONG_TYPE, node, "a column of VALUES has one type")
        return Column("", Value(kind or UNKNOWN, combined(cells)))

    def _joined(self, join: exp.Join, scope: Scope) -> Uses:
        side, kind = (join.args.get("side") or "").upper(), (join.args.get("kind") or "").upper()
        if (side, kind) not in JOINS:
            self.ctx.report(codes.SYNTAX, join, f"a {f'{side} {kind}'.strip()} JOIN is not tried")
        if isinstance(join.this, exp.Unnest) and kind != "CROSS":
            self.ctx.report(codes.SYNTAX, join, "UNNEST follows CROSS JOIN")
        if join.args.get("using"):
            return self._using(join, scope)
        condition = join.args.get("on")
        if condition is None:
            return NOTHING
        asked = Expressions(self.ctx, scope, self.scalar).boolean(condition)
        return self.ctx.decided(condition, combined([asked]))

    def _using(self, join: exp.Join, scope: Scope) -> Uses:
        names = [name.name.lower() for name in join.args["using"]]
        made = frozenset(use for name in names for use in self._merged(join, scope, name))
        return self.ctx.decided(join.args["using"][0], made)

    def _merged(self, join: exp.Join, scope: Scope, name: str) -> Uses:
        holders = scope.holders(name)
        if len(holders) < 2 and not any(s.relation.is_opaque for s in scope.sources):
            message = f"USING names {shown(name)}, which not both sides have"
            self.ctx.report(codes.NO_SUCH_COLUMN, join, message)
            return NOTHING
        closed = [source for source, column in holders if not column.is_open]
        for source in closed:
            message = f"{source.relation.title}.{name} is not granted to this product"
            self.ctx.report(codes.NOT_GRANTED, join, message)
        kind = common_of(column.value.type for _, column in holders)
        if kind is None:
            self.ctx.report(codes.WRONG_TYPE, join, f"{shown(name)} has two types")
        made = combined(column.value for _, column in holders)
        scope.merged[name] = Column(name, Value(kind or UNKNOWN, made))
        return made


def _opaque() -> Relation:
    return Relation((), is_opaque=True)
