"""CREATE TABLE statements as a contract, a table for each; nothing else of a file counts.

What follows a definition counts with it: COMMENT ON, and constraints that ALTER TABLE adds, as
pg_dump writes them. Sources: sqlglot's trees; ODCS v3.1.0, `relationships`, `quality`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlglot import exp

from meshwright.errors import Position
from meshwright.ids import joined
from meshwright.specs.source import Path
from meshwright.standards.odcs.quality import enum_rule
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import Draft, UnusableError, drafted
from meshwright.standards.readers.keys import KeyedTable, put_key, put_reference, put_unique
from meshwright.standards.readers.sql_statements import MAX_BYTES, Statement, statements
from meshwright.standards.readers.sql_types import put_read, read_type
from meshwright.standards.readers.text import text_of
from meshwright.wording import shown

DEFAULT_DIALECT = "athena"
Names = tuple[str, ...]


def reader(dialect: str) -> Callable[[bytes, str], Draft]:
    """Reads files of one dialect."""
    return partial(read, dialect=dialect)


def read(content: bytes, path: str, dialect: str = DEFAULT_DIALECT) -> Draft:
    """The contract that the statements of a file come to."""
    found = text_of(content, path, MAX_BYTES)
    return drafted(path, found, lambda text, draft: _Reader(draft, dialect).read(text))


class _Reader:
    """Reads one file."""

    def __init__(self, draft: Draft, dialect: str) -> None:
        self._draft = draft
        self._dialect = dialect
        self._tables: dict[str, KeyedTable] = {}
        self._references: list[tuple[KeyedTable, Names, exp.Expr, Position]] = []

    def read(self, text: str) -> None:
        for statement in statements(text, self._draft.path, self._dialect):
            self._statement(statement)
        if not self._tables:
            message = "there is no CREATE TABLE with columns in it"
            raise UnusableError(codes.NO_TABLE, Position(self._draft.path), message)
        for each in self._references:
            self._refer(*each)

    def _statement(self, statement: Statement) -> None:
        match statement.tree:
            case exp.Create(this=exp.Schema() as schema, kind="TABLE"):
                self._create(statement, schema)
            case exp.Comment(this=exp.Table() | exp.Column() as named):
                self._comment(statement, named)
            case exp.Alter(this=exp.Table() as named) if table := self._table_of(named):
                self._alter(statement, table)
            case _:
                self._leave_out_statement(statement)

    def _leave_out_statement(self, statement: Statement) -> None:
        words = " ".join(statement.words[: 2 if statement.words[0] in ("CREATE", "ALTER") else 1])
        self._draft.leave_out(
            f"a statement {shown(words)}, which is not run,", statement.position()
        )

    def _table_of(self, named: exp.Expr) -> KeyedTable | None:
        return self._tables.get(named.name.lower())

    def _create(self, statement: Statement, schema: exp.Schema) -> None:
        named = schema.this
        path: Path = ("schema", len(self._tables))
        at = statement.position(named)
        if named.name.lower() in self._tables:
            message = f"the table {shown(named.name)} is created twice"
            raise UnusableError(codes.UNREADABLE, at, message)
        table = KeyedTable(path, named.name)
        self._tables[named.name.lower()] = table
        self._draft.put((*path, "name"), as_id(table.name) or table.name, at)
        full = joined(part.name for part in named.parts)
        if full != as_id(table.name):
            self._draft.put((*path, "physicalName"), full, at)
        rest: list[exp.Expr] = []
        for each in schema.expressions:
            if isinstance(each, exp.ColumnDef):
                self._column(statement, table, each)
            elif isinstance(each, exp.Identifier):
                self._column(statement, table, exp.ColumnDef(this=each))
            else:
                rest.append(each)
        for each in rest:
            self._constraint(statement, table, each)
        for each in statement.tree.find_all(exp.Properties) if statement.tree else ():
            self._properties(statement, table, each)
        if statement.tree and statement.tree.args.get("expression"):
            self._draft.leave_out("the query of a table", at)

    def _column(self, statement: Statement, table: KeyedTable, said: exp.ColumnDef) -> Path:
        path = (*table.path, "properties", len(table.columns))
        at = statement.position(said.this)
        table.columns.setdefault(said.name.lower(), path)
        if table.columns[said.name.lower()] != path:
            message = f"the column {shown(said.name)} is defined twice"
            raise UnusableError(codes.UNREADABLE, at, message)
        self._draft.put((*path, "name"), said.name, at)
        read = read_type(said.args.get("kind"), self._dialect)
        if read.is_wider:
            kind = said.args.get("kind")
            text = kind.sql(dialect=self._dialect) if kind else "what has no type"
            self._draft.note(codes.READ_AS, at, f"{shown(text)} is read as {read.kind.text}")
        put_read(self._draft, path, read, at)
        if read.values:
            self._draft.add((*path, "quality"), enum_rule(read.values), at)
        for each in said.constraints:
            self._of_column(table, said.name, each.args["kind"])
        return path

    def _of_column(self, table: KeyedTable, name: str, said: exp.Expr) -> None:
        """What a column's own definition says beside its type."""
        path = table.columns[name.lower()]
        at = self._draft.source.at(*path)
        match said:
            case exp.NotNullColumnConstraint():
                if not said.args.get("allow_null"):
                    self._draft.put((*path, "required"), True, at)
            case exp.CommentColumnConstraint():
                self._draft.put((*path, "description"), said.name, at)
            case exp.PrimaryKeyColumnConstraint():
                self._key(table, (name,), at)
            case exp.UniqueColumnConstraint(this=None):
                self._draft.put((*path, "unique"), True, at)
            case exp.Reference():
                self._references.append((table, (name,), said, at))
            case exp.CheckColumnConstraint():
                self._check(table, said, at)
            case _:
                self._draft.leave_out(_words(said), at)

    def _constraint(self, statement: Statement, table: KeyedTable, said: exp.Expr) -> None:
        """A constraint that stands beside the columns."""
        at = statement.position(said)
        match said:
            case exp.Constraint():
                for each in said.expressions:
                    self._constraint(statement, table, each)
            case exp.PrimaryKey():
                self._key(table, _names(said.expressions), at)
            case exp.ForeignKey(args={"reference": exp.Reference() as reference}):
                self._references.append((table, _names(said.expressions), reference, at))
            case exp.UniqueColumnConstraint(this=exp.Schema() as schema):
                self._unique(table, _names(schema.expressions), at)
            case exp.CheckColumnConstraint():
                self._check(table, said, at)
            case _:
                self._draft.leave_out(_words(said), at)

    def _key(self, table: KeyedTable, names: Names, at: Position) -> None:
        if not put_key(self._draft, table, names, at):
            self._draft.leave_out("a key of columns that the table lacks", at)

    def _unique(self, table: KeyedTable, names: Names, at: Position) -> None:
        if not put_unique(self._draft, table, names, at):
            self._draft.leave_out("a unique key of columns that the table lacks", at)

    def _check(self, table: KeyedTable, said: exp.Expr, at: Position) -> None:
        """The only values of a column, where a check says no more."""
        asked = said.this
        column = asked.this if isinstance(asked, exp.In) else None
        path = table.columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
        values = tuple(each.name for each in asked.expressions if each.is_string)
        if path and values and len(values) == len(asked.expressions):
            self._draft.add((*path, "quality"), enum_rule(values), at)
        else:
            self._draft.leave_out(_words(said), at)

    def _refer(self, table: KeyedTable, names: Names, said: exp.Expr, at: Position) -> None:
        """A foreign key; of several columns it stands beside the table's columns."""
        target = said.this
        columns = _names(target.expressions) if isinstance(target, exp.Schema) else ()
        other = self._table_of(target.this if columns else target)
        name = other.name if other else (target.this if columns else target).name
        columns = columns or (other.key if other else ())
        if not put_reference(self._draft, table, names, (name, columns), at):
            self._draft.leave_out("a reference to a table without its columns", at)

    def _properties(self, statement: Statement, table: KeyedTable, said: exp.Properties) -> None:
        at = self._draft.source.at(*table.path)
        for each in said.expressions:
            match each:
                case exp.SchemaCommentProperty():
                    self._draft.put((*table.path, "description"), each.name, at)
                case exp.PartitionedByProperty():
                    self._partitions(statement, table, each.this)
                case exp.ExternalProperty():
                    pass
                case _:
                    self._draft.leave_out(_words(each), at)

    def _partitions(self, statement: Statement, table: KeyedTable, said: exp.Expr) -> None:
        """Hive's partitions are columns of their own, Iceberg's are columns that there are."""
        for number, each in enumerate(said.expressions, start=1):
            at = statement.position(each)
            if isinstance(each, exp.ColumnDef):
                path = self._column(statement, table, each)
            elif isinstance(each, exp.Identifier | exp.Column | exp.Literal):
                path = table.columns.get(each.name.lower())
            else:
                path = None
            if path is None:
                self._draft.leave_out("a partition by what is no column", at)
            else:
                self._draft.put((*path, "partitioned"), True, at)
                self._draft.put((*path, "partitionKeyPosition"), number, at)

    def _comment(self, statement: Statement, named: exp.Expr) -> None:
        at = statement.position()
        text = statement.tree.args["expression"].name if statement.tree else ""
        is_column = isinstance(named, exp.Column)
        table = self._tables.get((named.table if is_column else named.name).lower())
        path = table and (table.columns.get(named.name.lower()) if is_column else table.path)
        if path and text:
            self._draft.put((*path, "description"), text, at)
        else:
            self._leave_out_statement(statement)

    def _alter(self, statement: Statement, table: KeyedTable) -> None:
        for action in statement.tree.args["actions"] if statement.tree else ():
            if isinstance(action, exp.AddConstraint):
                for each in action.expressions:
                    self._constraint(statement, table, each)
            else:
                self._leave_out_statement(statement)


def _names(listed: list[Any]) -> Names:
    """Names of columns in a list, whatever is said of their order."""
    return tuple(each.name or (each.this.name if each.this else "") for each in listed)


_WORDS: Mapping[str, str] = {
    "DefaultColumnConstraint": "a default",
    "CheckColumnConstraint": "a check",
    "Property": "a table property",
}


def _words(node: exp.Expr) -> str:
    """What a part of a definition is called: `row format delimited`, for example."""
    kind = type(node).__name__
    plain = kind.removesuffix("Property").removesuffix("ColumnConstraint")
    spaced = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in plain)
    return _WORDS.get(kind, f"'{spaced.strip()}'")
