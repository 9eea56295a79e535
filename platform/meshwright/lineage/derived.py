"""The query of a derived table, analysed: its findings, its columns, and its text for duckdb."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sqlglot import exp

from meshwright.athena import codes
from meshwright.athena.coercion import fits
from meshwright.athena.context import Context, TooLargeError
from meshwright.athena.declared import as_queried
from meshwright.athena.queries import analysed
from meshwright.athena.reading import Text, offset_of, read
from meshwright.athena.relations import Column, Relation
from meshwright.athena.values import said
from meshwright.errors import Code, Finding
from meshwright.lineage.landed import landed
from meshwright.lineage.opened import Opened
from meshwright.specs.models import DataProduct, Mesh, Table
from meshwright.wording import did_you_mean, shown

NO_ROWS = Relation(())


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived table and what its query is."""

    product: DataProduct
    name: str
    context: Context
    findings: tuple[Finding, ...]
    relation: Relation = NO_ROWS
    tree: exp.Query | None = None

    @property
    def table(self) -> Table:
        return self.product.tables[self.name]

    @property
    def is_sound(self) -> bool:
        return self.tree is not None and not self.findings

    @property
    def is_understood(self) -> bool:
        """Whether it was read to its end, so that what it reads is all that it reads."""
        return self.tree is not None

    @property
    def reads(self) -> frozenset[tuple[str, str]]:
        """The tables that are read, each by its database and its name."""
        return frozenset(self.context.tables)

    def expression(self, index: int) -> exp.Expr | None:
        """Where a column of the result is written."""
        selected = self.tree.selects if self.tree else []
        return selected[index] if index < len(selected) else self.tree


def derived(mesh: Mesh, product: DataProduct, name: str) -> Derived:
    """The query of one table of a product, analysed."""
    text = Text(sql_path(product, name), product.queries[name])
    context, table = Context(text, Opened(mesh, product).table), product.tables[name]
    tree = read(text)
    if isinstance(tree, tuple):
        return Derived(product, name, context, tree)
    try:
        found = Derived(product, name, context, (), analysed(context, tree, landed(table)), tree)
        if not context.findings:
            _compare(found)
    except TooLargeError as error:
        large = text.at(codes.TOO_DEEP, offset_of(error.node), str(error), error.fix)
        return Derived(product, name, context, (*context.findings, large))
    except RecursionError:
        deep = text.at(codes.TOO_DEEP, 0, "the query nests too deep to be understood")
        return Derived(product, name, context, (deep,))
    return replace(found, findings=tuple(context.findings))


def sql_path(product: DataProduct, name: str) -> str:
    """Where a person finds the SQL, from the mesh's root."""
    folder = PurePosixPath(product.source.at().path).parent
    return str(folder / (product.spec.tables[name].query or ""))


def _compare(found: Derived) -> None:
    """Reports where the query's columns are not the declared ones."""
    if found.relation.is_opaque:
        return
    declared = found.table.columns
    names = [column.name for column in found.relation.columns]
    for index, column in enumerate(found.relation.columns):
        for code, message, fix in _problems(found, index, column, names):
            found.context.report(code, found.expression(index) or _tree(found), message, fix)
    missing = [name for name in declared if name not in names]
    if missing:
        message = f"the query does not select {', '.join(missing)}, as the spec declares"
        found.context.report(codes.COLUMNS_DIFFER, _tree(found), message)


def _problems(
    found: Derived, index: int, column: Column, names: list[str]
) -> Iterator[tuple[Code, str, str]]:
    declared = found.table.columns
    if not column.name:
        yield codes.COLUMNS_DIFFER, f"column {index + 1} has no name", "write AS and its name"
    elif column.name not in declared:
        hint = did_you_mean(column.name, (n for n in declared if n not in names))
        message = f"the spec declares no column {shown(column.name)}{hint}"
        yield codes.COLUMNS_DIFFER, message, ""
    elif names.index(column.name) != index:
        yield codes.COLUMNS_DIFFER, f"{shown(column.name)} is selected twice", "name them apart"
    else:
        wanted = declared[column.name].type
        given = column.value.type
        if not fits(as_queried(given), as_queried(wanted)):
            message = f"{shown(column.name)} is {said(given)}, and the spec says {wanted.text}"
            if given.name == wanted.name and given.is_nested:
                message = f"{shown(column.name)} is not the {wanted.text} of the spec"
            fix = f"write CAST(… AS {wanted.athena}), or declare what it is"
            yield codes.TYPE_DIFFERS, message, fix


def _tree(found: Derived) -> exp.Query:
    assert found.tree is not None
    return found.tree
