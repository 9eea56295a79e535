"""What an INSERT, DELETE or MERGE changes: its rows by queries over the tables, then one commit."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false
# pyarrow carries no types; others see its values as `Any`.

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

import pyarrow as pa
from sqlglot import exp

from localaws.athena import faults, merging, rows, statements, writing
from localaws.athena.analysis import Prepared, error_of, queried
from localaws.athena.faults import QueryError, unsupported
from localaws.athena.merging import Clause
from localaws.athena.queries import Run
from localaws.athena.statements import Name
from localaws.athena.tables import FILE, ROW, Table
from meshwright.athena.coercion import fits
from meshwright.athena.column_type import ColumnType
from meshwright.athena.reading import Text, statement

INSERT, DELETE, SELECT = "INSERT", "DELETE", "SELECT"
Written = TypeVar("Written", bound=exp.Expr)


def insert(run: Run, sql: str) -> int:
    """Adds rows, and says how many."""
    asked = statements.insert(sql)
    table = _writable(run, asked.into, SELECT, INSERT)
    columns = _listed(table, asked.columns)
    query = run.analysis.prepared(_selected(asked.query, len(columns)))
    _check_types(table, columns, query)
    (found,) = run.answers([query])
    ice = rows.opened(table)
    schema = writing.arrow_schema(ice)
    writing.appended(ice, writing.fitted(_named(found, columns, schema), schema))
    return found.num_rows


def _selected(query: str, count: int) -> str:
    """Written rows as a SELECT."""
    if statements.first_word(query) != "VALUES":
        return query
    names = ", ".join(f"c{number}" for number in range(count))
    return f"SELECT * FROM ({query}) AS v ({names})"  # noqa: S608 - it is analysed as a whole


def delete(run: Run, sql: str) -> int:
    """Takes rows away, and says how many."""
    text = Text("", sql)
    tree = _read(text, exp.Delete)
    table = _writable(run, _target(tree), SELECT, DELETE)
    where = tree.args.get("where")
    if where is None:
        ice = writing.bound_to_snapshot(rows.opened(table))
        tasks = list(ice.scan().plan_files())
        writing.emptied(ice, tasks)
        return sum(task.file.record_count for task in tasks)
    key = (table.database, table.name)
    run.analysis.writers.add(key)
    listed = [exp.column(exp.to_identifier(name, quoted=True)) for name in (FILE, ROW)]
    query = exp.Select(expressions=listed, from_=exp.From(this=tree.this), where=where)
    scan = _scan(run, table)
    (found,) = run.answers([run.analysis.of_tree(query, text)], {key: scan})
    writing.replaced(scan, _places(found), writing.arrow_schema(scan.table).empty_table())
    return found.num_rows


def update(run: Run, sql: str) -> int:
    """Changes rows in their places, and says how many."""
    text = Text("", sql)
    tree = _read(text, exp.Update)
    table = _writable(run, _target(tree), SELECT, INSERT, DELETE)
    key = (table.database, table.name)
    run.analysis.writers.add(key)
    columns = tuple(table.columns)
    clause = Clause(merging.updated(tree, columns), columns, is_matched=True)
    query = run.analysis.of_tree(clause.query, text)
    _check_types(table, columns, query, hidden=2)
    scan = _scan(run, table)
    found = run.answers([query], {key: scan})
    return _merged(scan, [clause], found)


def merge(run: Run, sql: str) -> int:
    """Changes, adds and takes away rows in one commit, and says how many."""
    text = Text("", sql)
    tree = _read(text, exp.Merge)
    table = _writable(run, _target(tree), SELECT, INSERT, DELETE)
    key = (table.database, table.name)
    run.analysis.writers.add(key)
    clauses = merging.clauses(tree, list(table.columns))
    queries = [run.analysis.of_tree(clause.query, text) for clause in clauses]
    for clause, query in zip(clauses, queries, strict=True):
        _check_types(table, clause.columns, query, hidden=2 if clause.is_matched else 0)
    scan = _scan(run, table)
    found = run.answers(queries, {key: scan})
    return _merged(scan, clauses, found)


def _merged(scan: rows.Scan, clauses: Sequence[Clause], found: Sequence[Any]) -> int:
    schema = writing.arrow_schema(scan.table)
    added: list[Any] = [schema.empty_table()]
    matched: list[Any] = []
    for clause, answer in zip(clauses, found, strict=True):
        if clause.is_matched:
            matched.append(answer.select([0, 1]).rename_columns([FILE, ROW]))
        if clause.columns:
            first = 2 if clause.is_matched else 0
            values = answer.select(list(range(first, answer.num_columns)))
            added.append(writing.fitted(_named(values, clause.columns, schema), schema))
    gone = _places(pa.concat_tables(matched)) if matched else {}
    if sum(map(len, gone.values())) < sum(part.num_rows for part in matched):
        said = "One MERGE target table row matched more than one source row"
        raise QueryError(f"MERGE_TARGET_ROW_MULTIPLE_MATCHES: {said}", number=faults.GENERIC_USER)
    new = pa.concat_tables(added)
    writing.replaced(scan, gone, new)
    return sum(answer.num_rows for answer in found)


def _read(text: Text, kind: type[Written]) -> Written:
    tree = statement(text)
    if isinstance(tree, tuple):
        raise error_of(tree)
    if not isinstance(tree, kind):
        raise unsupported(f"this form of {kind.__name__.upper()}")
    return tree


def _target(tree: exp.Expr) -> Name:
    named = tree.this
    if not isinstance(named, exp.Table):
        raise unsupported(f"this form of {type(tree).__name__.upper()}")
    return statements.named(named.catalog, named.db, named.name)


def _scan(run: Run, table: Table) -> rows.Scan:
    scan = rows.scanned(table, list(table.columns))
    run.scanned += scan.bytes
    writing.bound_to_snapshot(scan.table)
    return scan


def _writable(run: Run, name: Name, *needed: str) -> Table:
    database = name.database or run.analysis.database
    if not database:
        said = "SYNTAX_ERROR: Schema must be specified when session schema is not set"
        raise QueryError(said, number=faults.SYNTAX)
    found = run.analysis.catalog.writable(database, name.table, *needed)
    run.analysis.tables[database, name.table] = found
    return found


def _listed(table: Table, columns: Sequence[str]) -> Sequence[str]:
    """The columns that rows are given for; all where none are named."""
    for column in columns:
        if column not in table.columns:
            said = f"COLUMN_NOT_FOUND: Insert column name does not exist in target table: {column}"
            raise QueryError(said, number=faults.NOT_FOUND)
    return columns or list(table.columns)


def _check_types(table: Table, columns: Sequence[str], query: Prepared, *, hidden: int = 0) -> None:
    given = [kind for _, kind in query.columns[hidden:]]
    declared = [queried(table.columns[column]) for column in columns]
    is_right = len(given) == len(declared) and all(
        fits(one, other) for one, other in zip(given, declared, strict=True)
    )
    if not is_right:
        said = f"Table: [{_said(declared)}], Query: [{_said(given)}]"
        message = f"TYPE_MISMATCH: Insert query has mismatched column types: {said}"
        raise QueryError(message, number=faults.SYNTAX)


def _said(kinds: Sequence[ColumnType]) -> str:
    return ", ".join(kind.name for kind in kinds)


def _named(found: Any, columns: Sequence[str], schema: Any) -> Any:
    """The given columns in the table's order, and nulls for all others."""
    given = dict(zip(columns, found.columns, strict=True))
    arrays = [
        given[field.name] if field.name in given else pa.nulls(found.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, names=schema.names)


def _places(found: Any) -> dict[int, list[int]]:
    """The places of rows, each once, by the number of their file."""
    gone: defaultdict[int, set[int]] = defaultdict(set)
    pairs = zip(found.column(0).to_pylist(), found.column(1).to_pylist(), strict=True)
    for file, row in pairs:
        gone[file].add(row)
    return {file: sorted(places) for file, places in gone.items()}
