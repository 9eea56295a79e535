"""A query that was analysed, in the words of duckdb: the one place where the two engines meet."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.generators.duckdb import DuckDBGenerator

from meshwright.athena.casts import cast
from meshwright.athena.coercion import is_integer
from meshwright.athena.column_type import ColumnType
from meshwright.athena.context import Context
from meshwright.athena.declared import cast_type
from meshwright.athena.literals import duckdb_format
from meshwright.athena.signatures import parts
from meshwright.athena.values import DATE, INTERVAL

DUCKDB: Mapping[str, str] = {
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "binary": "BLOB",
    "uuid": "VARCHAR",
}
"""A uuid is stored as its text: neither Glue nor Parquet readers know more of it."""
PARTS = {
    "DOW": "isodow", "DAY_OF_WEEK": "isodow", "DOY": "doy", "DAY_OF_YEAR": "doy",
    "YOW": "isoyear", "YEAR_OF_WEEK": "isoyear", "DAY_OF_MONTH": "day",
}  # fmt: skip


def duckdb_type(declared: ColumnType) -> str:
    """The type as duckdb's SQL says it, such as `STRUCT("city" VARCHAR)`."""
    inner = [duckdb_type(argument) for argument in declared.arguments]
    match declared.name:
        case "decimal":
            return f"DECIMAL({declared.precision},{declared.scale})"
        case "array":
            return f"{inner[0]}[]"
        case "map":
            return f"MAP({inner[0]}, {inner[1]})"
        case "struct":
            pairs = [f'"{name}" {text}' for name, text in zip(declared.fields, inner, strict=True)]
            return f"STRUCT({', '.join(pairs)})"
        case name:
            return DUCKDB[name]


def translated(ctx: Context, tree: exp.Query) -> str:
    """The query for duckdb. It has been analysed without a finding."""
    return _Generator(ctx).generate(tree, copy=False)


class _Generator(DuckDBGenerator):
    """Writes what the analysis knows: functions by their templates, divisions by their types."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(dialect=DuckDB(), comments=False)
        self.ctx = ctx

    def _type(self, node: exp.Expr) -> ColumnType:
        return self.ctx.value_of(node).type

    def anonymous_sql(self, expression: exp.Anonymous) -> str:
        return self._call(expression, "")

    def filter_sql(self, expression: exp.Filter) -> str:
        return self._called(expression, "")

    def withingroup_sql(self, expression: exp.WithinGroup) -> str:
        return self._called(expression, "")

    def window_sql(self, expression: exp.Window) -> str:
        order, spec = expression.args.get("order"), expression.args.get("spec")
        partition = ", ".join(map(self.sql, expression.args.get("partition_by") or ()))
        written = (
            f"partition by {partition}" if partition else "",
            self.sql(order).strip() if order else "",
            self.windowspec_sql(spec) if spec else "",
        )
        return self._called(expression.this, f" over ({' '.join(filter(None, written))})")

    def _called(self, node: exp.Expr, end: str) -> str:
        """An aggregate with its order inside, and its filter and window behind."""
        order = ""
        if isinstance(node, exp.Filter):
            end = f" filter (where {self.sql(node.expression.this)}){end}"
            node = node.this
        if isinstance(node, exp.WithinGroup):
            order, node = self.sql(node.expression), node.this
        assert isinstance(node, exp.Anonymous)
        return self._call(node, end, order)

    def _call(self, node: exp.Anonymous, end: str, order: str = "") -> str:
        call = self.ctx.calls.get(id(node))
        arguments = [self.sql(argument) for argument in node.expressions]
        if call is None or not call.signature.template:
            return f"{node.name.lower()}({', '.join(arguments)}{order}){end}"
        for index, argument in enumerate(node.expressions):
            if call.signature.parameter(index).name == "format":
                arguments[index] = self.sql(exp.Literal.string(duckdb_format(argument.name)))
        if order:
            arguments[-1] += order
        written = [
            self._piece(kind, text, node, arguments, call.bound, end)
            for kind, text in parts(call.signature.template)
        ]
        return "".join(written) + ("" if "$+" in call.signature.template else end)

    def _piece(
        self,
        kind: str,
        text: str,
        node: exp.Anonymous,
        arguments: Sequence[str],
        bound: Mapping[str, ColumnType],
        end: str,
    ) -> str:
        match kind:
            case "argument":
                return arguments[int(text) - 1]
            case "raw":
                return node.expressions[int(text) - 1].name.lower()
            case "list":
                return ", ".join(arguments)
            case "joined":
                return " || ".join(f"({argument})" for argument in arguments)
            case "type":
                return duckdb_type(bound[text])
            case "end":
                return end
            case _:
                return text

    def lambda_sql(self, expression: exp.Lambda, *_: Any, **__: Any) -> str:
        names = ", ".join(self.sql(name) for name in expression.expressions)
        return f"lambda {names}: {self.sql(expression.this)}"

    def identifier_sql(self, expression: exp.Identifier) -> str:
        name = expression.name.lower().replace('"', '""')
        return f'"{name}"'

    def div_sql(self, expression: exp.Div) -> str:
        whole = is_integer(self._type(expression.this)) and is_integer(
            self._type(expression.expression)
        )
        return self._binary(expression, "//" if whole else "/")

    def mod_sql(self, expression: exp.Mod) -> str:
        return self._binary(expression, "%")

    def _binary(self, node: exp.Binary, sign: str) -> str:
        return f"({self.sql(node.this)} {sign} {self.sql(node.expression)})"

    def add_sql(self, expression: exp.Add) -> str:
        return self._moved(expression, "+")

    def sub_sql(self, expression: exp.Sub) -> str:
        return self._moved(expression, "-")

    def _moved(self, node: exp.Binary, sign: str) -> str:
        """A day that is moved by an interval stays a day."""
        written = self._binary(node, sign)
        moved = self._type(node.expression) == INTERVAL and self._type(node.this) == DATE
        return f"cast({written} as date)" if moved else written

    def dpipe_sql(self, expression: exp.DPipe) -> str:
        return self._binary(expression, "||")

    def extract_sql(self, expression: exp.Extract) -> str:
        part = expression.name.upper()
        return f"extract({PARTS.get(part, part.lower())} from {self.sql(expression.expression)})"

    def cast_sql(self, expression: exp.Cast, safe_prefix: str | None = None) -> str:
        del safe_prefix
        return self._cast(expression, "cast")

    def trycast_sql(self, expression: exp.TryCast) -> str:
        return self._cast(expression, "try_cast")

    def _cast(self, node: exp.Cast, word: str) -> str:
        kind = cast_type(self.ctx, node)
        assert kind is not None
        given = self._type(node.this)
        is_checked = node.this.is_string and kind.name in ("date", "timestamp")
        guard = "" if is_checked else cast(given, kind).guard
        value = self.sql(node.this)
        if guard:
            value = f"regexp_extract({value}, '{guard}')"
        return f"{word}({value} as {duckdb_type(kind)})"

    def interval_sql(self, expression: exp.Interval) -> str:
        return f"interval {self.sql(expression.this)} {expression.args['unit'].name.lower()}"
