"""A SELECT as Athena understands it for one caller, and its text for duckdb.

What the analysis of queries does not know to mean the same in duckdb is refused by its name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from localaws.athena import faults, functions, projection
from localaws.athena.faults import QueryError
from localaws.athena.tables import FILE, MODIFIED, PATH, ROW, SIZE, Catalog, Table
from meshwright.athena import codes
from meshwright.athena.column_type import ColumnType
from meshwright.athena.context import Context, TooLargeError
from meshwright.athena.queries import analysed
from meshwright.athena.reading import FOR_MACHINES, Text, checked, read
from meshwright.athena.relations import Column, Relation
from meshwright.athena.translation import translated
from meshwright.athena.values import INT, NOTHING, STRING, Value
from meshwright.errors import Finding

CATALOG = "awsdatacatalog"
BIGINT = ColumnType("bigint")
HARMLESS = (codes.NOT_REPEATABLE,)
"""What a query of its own may do, though no derived table may rest on it."""
KINDS: Mapping[str, tuple[str, int]] = {
    codes.SYNTAX.id: ("SYNTAX_ERROR", faults.SYNTAX),
    codes.STATEMENTS.id: ("SYNTAX_ERROR", faults.SYNTAX),
    codes.NOT_A_SELECT.id: ("SYNTAX_ERROR", faults.SYNTAX),
    codes.GROUPING.id: ("EXPRESSION_NOT_AGGREGATE", faults.SYNTAX),
    codes.NO_SUCH_TABLE.id: ("TABLE_NOT_FOUND", faults.NOT_FOUND),
    codes.NO_SUCH_COLUMN.id: ("COLUMN_NOT_FOUND", faults.NOT_FOUND),
    codes.WRONG_TYPE.id: ("TYPE_MISMATCH", faults.SYNTAX),
    codes.TOO_DEEP.id: ("STACK_OVERFLOW", faults.EXHAUSTED),
}
UNAUTHORISED = " or requester is not authorized to access requested resources"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that can be run."""

    sql: str
    """For duckdb."""
    columns: tuple[tuple[str, ColumnType], ...]
    tables: Mapping[tuple[str, str], Table]
    names: frozenset[str]
    """Every name in the query, if it has no star: a column that is not among them is not read."""


@dataclass(slots=True)
class Analysis:
    """The statements of one caller in one database."""

    catalog: Catalog
    database: str = ""
    tables: dict[tuple[str, str], Table] = field(default_factory=dict[tuple[str, str], Table])
    writers: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Tables whose rows are told apart by file and place."""

    def prepared(self, sql: str) -> Prepared:
        """A SELECT that can be run. Raises QueryError where Athena would fail, or this cannot."""
        text = Text("", sql)
        tree = read(text, FOR_MACHINES)
        if isinstance(tree, tuple):
            raise error_of(tree)
        return self.of_tree(tree, text)

    def of_tree(self, tree: exp.Query, text: Text) -> Prepared:
        """A SELECT that was read already."""
        faulty = checked(text, tree)
        if faulty:
            raise error_of(faulty)
        context = Context(
            text, self._opened, functions.called(), database=self.database, catalog=CATALOG
        )
        names = _names(tree)
        try:
            relation = analysed(context, tree)
            _check(context)
            written = translated(context, tree)
        except TooLargeError as error:
            raise QueryError(f"STACK_OVERFLOW: {error}", number=faults.EXHAUSTED) from error
        except RecursionError as error:
            said = "STACK_OVERFLOW: the query nests too deep"
            raise QueryError(said, number=faults.EXHAUSTED) from error
        columns = tuple(
            (column.name or f"_col{index}", column.value.type)
            for index, column in enumerate(relation.columns)
        )
        read_ = {key: self.tables[key] for key in context.tables}
        for table in read_.values():
            projection.check(table.said, tree)
        return Prepared(written, columns, read_, names)

    def _opened(self, database: str, name: str) -> Relation:
        key = (database, name)
        if key not in self.tables:
            self.tables[key] = self.catalog.table(database, name)
        table = self.tables[key]
        columns = [
            Column(column, Value(queried(kind), NOTHING)) for column, kind in table.columns.items()
        ]
        columns.append(Column(PATH, Value(STRING), is_hidden=True))
        if not table.is_iceberg:
            columns.append(Column(MODIFIED, Value(STRING), is_hidden=True))
            columns.append(Column(SIZE, Value(BIGINT), is_hidden=True))
        if key in self.writers:
            columns.append(Column(FILE, Value(INT), is_hidden=True))
            columns.append(Column(ROW, Value(BIGINT), is_hidden=True))
        return Relation(tuple(columns), title=table.title)


def queried(kind: ColumnType) -> ColumnType:
    """A column's type in a query: a moment is its time in UTC."""
    if kind.name == "timestamptz":
        return ColumnType("timestamp")
    return kind


def wanted(prepared: Prepared, table: Table) -> Collection[str]:
    """The columns of a table that a query may read."""
    hidden = (PATH, FILE, ROW) if table.is_iceberg else (PATH, MODIFIED, SIZE)
    if not prepared.names:
        return (*table.columns, *hidden)
    return [name for name in (*table.columns, *hidden) if name in prepared.names]


def _names(tree: exp.Query) -> frozenset[str]:
    """Every name in a query; none where a star stands for names."""
    stars = (star.parent for star in tree.find_all(exp.Star))
    if any(isinstance(parent, exp.Select | exp.Column) for parent in stars):
        return frozenset()
    return frozenset(part.name.lower() for part in tree.find_all(exp.Identifier))


def _check(context: Context) -> None:
    found = [f for f in context.findings if f.code not in {code.id for code in HARMLESS}]
    if found:
        raise error_of(found)


def error_of(found: Sequence[Finding]) -> QueryError:
    """The first finding as Athena says it."""
    first = found[0]
    place = f"line {first.position.line}:{first.position.column}"
    if first.code not in KINDS:
        said = f"NOT_SUPPORTED: {place}: the local Athena cannot answer this: {first.message}"
        return QueryError(f"{said} ({first.fix})", number=faults.UNSUPPORTED)
    kind, number = KINDS[first.code]
    message = first.message
    if first.code == codes.NO_SUCH_COLUMN.id:
        message = f"{message}: it cannot be resolved{UNAUTHORISED}"
    return QueryError(f"{kind}: {place}: {message}", number=number)
