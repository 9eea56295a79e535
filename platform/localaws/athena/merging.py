"""A MERGE as queries: for each of its clauses the rows that it is about, and their new values.

https://docs.aws.amazon.com/athena/latest/ug/merge-into-statement.html
https://trino.io/docs/current/sql/merge.html
A row is dealt with by the first clause whose condition it meets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from localaws.athena import faults
from localaws.athena.faults import QueryError, unsupported
from localaws.athena.tables import FILE, ROW


@dataclass(frozen=True, slots=True)
class Clause:
    """One WHEN."""

    query: exp.Query
    """File and place of matched rows, then the values of the columns."""
    columns: tuple[str, ...]
    """Those that get values; none where rows are deleted."""
    is_matched: bool


def clauses(tree: exp.Merge, columns: Sequence[str]) -> list[Clause]:
    """The clauses of a MERGE into a table with these columns."""
    before: dict[bool, list[exp.Expr]] = {True: [], False: []}
    found: list[Clause] = []
    for when in tree.args["whens"].expressions:
        if when.args.get("source"):
            raise unsupported("WHEN NOT MATCHED BY SOURCE")
        is_matched = bool(when.args["matched"])
        condition = when.args.get("condition")
        where = [_is_not(earlier) for earlier in before[is_matched]]
        where += [condition.copy()] if condition is not None else []
        found.append(_clause(tree, when.args["then"], where, columns, is_matched=is_matched))
        before[is_matched].append(condition if condition is not None else exp.true())
    return found


def updated(tree: exp.Update, columns: Sequence[str]) -> exp.Select:
    """An UPDATE as a query: file and place of the rows that it meets, then their new values."""
    target = _alias(tree.this)
    changed = dict(_assigned(tree))
    _check(changed, columns)
    listed = [_column(target, name) for name in (FILE, ROW)]
    listed += [changed.get(name) or _column(target, name) for name in columns]
    return exp.Select(
        expressions=[exp.alias_(each, f"c{n}") for n, each in enumerate(listed)],
        from_=exp.From(this=_aliased(tree.this)),
        where=tree.args.get("where"),
    )


def _clause(
    tree: exp.Merge,
    then: Any,
    where: list[exp.Expr],
    columns: Sequence[str],
    *,
    is_matched: bool,
) -> Clause:
    target = _alias(tree.this)
    if not is_matched:
        where.append(exp.Is(this=_column(target, ROW), expression=exp.null()))
    listed = [_column(target, name) for name in (FILE, ROW)] if is_matched else []
    named: tuple[str, ...] = ()
    if isinstance(then, exp.Update):
        changed = dict(_assigned(then))
        _check(changed, columns)
        listed += [changed.get(name) or _column(target, name) for name in columns]
        named = tuple(columns)
    elif isinstance(then, exp.Insert):
        names, values = _inserted(then, columns)
        _check(names, columns)
        listed += values
        named = tuple(names)
    elif str(getattr(then, "this", then)).upper() != "DELETE":
        raise unsupported(f"THEN {then} in a MERGE")
    return Clause(_query(tree, listed, where, is_matched=is_matched), named, is_matched)


def _query(
    tree: exp.Merge, listed: Sequence[exp.Expr], where: Sequence[exp.Expr], *, is_matched: bool
) -> exp.Select:
    target, source = _aliased(tree.this), tree.args["using"].copy()
    begin, joined = (target, source) if is_matched else (source, target)
    query = exp.Select(
        expressions=[exp.alias_(each, f"c{n}") for n, each in enumerate(listed)],
        from_=exp.From(this=begin),
        joins=[
            exp.Join(
                this=joined,
                on=tree.args["on"].copy(),
                side=None if is_matched else "LEFT",
            )
        ],
    )
    if where:
        query.set("where", exp.Where(this=exp.and_(*where, copy=False)))
    return query


def _assigned(then: exp.Update) -> Iterator[tuple[str, exp.Expr]]:
    for each in then.expressions:
        if not isinstance(each, exp.EQ) or not isinstance(each.this, exp.Column):
            raise unsupported("this form of UPDATE SET")
        yield each.this.name.lower(), each.expression.copy()


def _inserted(then: exp.Insert, columns: Sequence[str]) -> tuple[list[str], list[exp.Expr]]:
    values = then.args.get("expression")
    if not isinstance(values, exp.Tuple | exp.Paren):
        raise unsupported("this form of INSERT in a MERGE")
    given = values.expressions if isinstance(values, exp.Tuple) else [values.this]
    into = then.args.get("this")
    if into is None:
        names = list(columns)
    else:
        parts = into.expressions if isinstance(into, exp.Tuple) else [into.this]
        names = [part.name.lower() for part in parts]
    if len(names) != len(given):
        said = "Insert query has mismatched column numbers"
        raise QueryError(f"TYPE_MISMATCH: {said}", number=faults.SYNTAX)
    return names, [value.copy() for value in given]


def _check(names: Any, columns: Sequence[str]) -> None:
    for name in names:
        if name not in columns:
            said = f"Column '{name}' cannot be resolved in the target table"
            raise QueryError(f"COLUMN_NOT_FOUND: {said}", number=faults.NOT_FOUND)


def _is_not(condition: exp.Expr) -> exp.Expr:
    """That a condition is false or unknown."""
    return exp.NullSafeNEQ(this=exp.paren(condition.copy(), copy=False), expression=exp.true())


def _alias(table: exp.Expr) -> str:
    return (table.alias or table.name).lower()


def _aliased(table: exp.Expr) -> exp.Expr:
    copied = table.copy()
    copied.set("alias", exp.TableAlias(this=exp.to_identifier(_alias(table), quoted=True)))
    return copied


def _column(table: str, name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), exp.to_identifier(table, quoted=True))
