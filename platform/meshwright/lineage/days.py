"""The days that a query's rows come from: followed from the tables to the column of the result."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from meshwright.athena.context import Context
from meshwright.athena.values import ColumnRef, How
from meshwright.ids import joined
from meshwright.plan import names
from meshwright.specs.models import Mesh
from meshwright.wording import shown


@dataclass(frozen=True, slots=True)
class Problem:
    """What makes the rows of one day depend on others, and where."""

    node: exp.Expr
    message: str


@dataclass(slots=True)
class Days:
    """What is known of the days in one query."""

    mesh: Mesh
    context: Context
    own: set[ColumnRef] = field(default_factory=set[ColumnRef])
    """The columns that the day of the result is copied from."""
    same: set[ColumnRef] = field(default_factory=set[ColumnRef])
    """Those and the ones that are equal to them in each row."""

    def copied(self, node: exp.Expr) -> frozenset[ColumnRef]:
        """The columns that an expression is a plain copy of; none where it is computed."""
        uses = self.context.value_of(node).uses
        if any(how is not How.COPIED for _, how in uses):
            return frozenset()
        return frozenset(ref for ref, _ in uses)

    def is_day(self, node: exp.Expr) -> bool:
        """Whether an expression is the day of its row."""
        copied = self.copied(node.unalias())
        return bool(copied) and copied <= self.same

    def of_table(self, table: exp.Table) -> ColumnRef | None:
        """The column of days of a table, where it is partitioned by one or gives the result's."""
        products = {names.database_of(p): p for p in self.mesh.products.values()}
        product, name = products.get(table.db.lower()), table.name.lower()
        if product is None:
            return None
        given = next((r for r in self.own if (r.product, r.table) == (product.id, name)), None)
        column = product.spec.tables[name].window_column
        return given or (ColumnRef(product.id, name, column) if column else None)


def problems(days: Days, tree: exp.Query, place: int) -> Iterator[Problem]:
    """Why rows of one day depend on other days; `place` is that of the day in the list."""
    for leaf in leaves(tree):
        day = leaf.selects[place]
        copied = days.copied(day.unalias())
        if not copied:
            yield Problem(day, "the day is computed, and not a column of a table")
        days.own |= copied
    days.same |= days.own
    _equate(days, tree)
    if days.own:
        yield from _of_query(days, tree, {})


def leaves(node: exp.Expr) -> Iterator[exp.Select]:
    """The SELECTs whose rows are those of a query."""
    if isinstance(node, exp.Select):
        yield node
    elif isinstance(node, exp.Subquery):
        yield from leaves(node.this)
    else:
        yield from leaves(node.this)
        yield from leaves(node.expression)


def _equate(days: Days, tree: exp.Query) -> None:
    """Adds what is equal to the day by a condition that each row meets."""
    pairs = [pair for select in tree.find_all(exp.Select) for pair in _equal(days, select)]
    known = -1
    while known != len(days.same):
        known = len(days.same)
        for one, other in pairs:
            if one <= days.same or other <= days.same:
                days.same |= one | other


def _equal(
    days: Days, select: exp.Select
) -> Iterator[tuple[frozenset[ColumnRef], frozenset[ColumnRef]]]:
    for condition, alias in _conditions(select):
        for part in _all_of(condition):
            if not isinstance(part, exp.EQ):
                continue
            one, other = days.copied(part.this), days.copied(part.expression)
            if one and other and (not alias or alias in _aliases(part)):
                yield one, other


def _conditions(select: exp.Select) -> Iterator[tuple[exp.Expr, str]]:
    """What rows meet; of an outer join what the rows of the table with that alias do."""
    if select.args.get("where"):
        yield select.args["where"].this, ""
    for join in select.args.get("joins") or ():
        if join.args.get("on"):
            yield join.args["on"], join.this.alias_or_name.lower() if join.side else ""


def _all_of(condition: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.And):
        yield from _all_of(condition.this)
        yield from _all_of(condition.expression)
    else:
        yield condition.unnest()


def _aliases(equal: exp.EQ) -> set[str]:
    return {side.table.lower() for side in (equal.this, equal.expression) if hasattr(side, "table")}


Facts = list[ColumnRef]
"""The days of tables that something reads, each as often as it does."""


def _of_query(days: Days, node: exp.Expr, around: dict[str, Facts]) -> Iterator[Problem]:
    """Walks a query with what the names around it read."""
    known = dict(around)
    for cte in node.args["with_"].expressions if node.args.get("with_") else ():
        yield from _of_query(days, cte.this, known)
        known[cte.alias.lower()] = _read(days, cte.this, known)
    if _read(days, node, around) and any(node.args.get(name) for name in ("limit", "offset")):
        yield Problem(node.args.get("limit") or node.args["offset"], "LIMIT takes of all days")
    if isinstance(node, exp.SetOperation):
        yield from _of_query(days, node.this, known)
        yield from _of_query(days, node.expression, known)
    elif isinstance(node, exp.Subquery):
        yield from _of_query(days, node.this, known)
    else:
        assert isinstance(node, exp.Select)
        yield from _of_select(days, node, known)


def _of_select(days: Days, node: exp.Select, known: dict[str, Facts]) -> Iterator[Problem]:
    read: Facts = []
    for source in _sources(node):
        facts = _of_source(days, source, known)
        if isinstance(source, exp.Subquery):
            yield from _of_query(days, source.this, known)
        for ref in facts:
            if ref in read:
                yield Problem(source, f"{_table(ref)} is joined with itself, over its days")
            elif isinstance(source, exp.Table) and source.db and ref not in days.same:
                yield Problem(source, f"{_table(ref)} is read for all days: {_unequal(ref)}")
        read += facts
    yield from _left_empty(days, node, known)
    yield from _inner(days, node, known)
    if read:
        yield from _grouped(days, node)
        yield from _over(days, node)


def _sources(node: exp.Select) -> list[exp.Expr]:
    found = [node.args["from_"].this] if node.args.get("from_") else []
    return [*found, *(join.this for join in node.args.get("joins") or ())]


def _of_source(days: Days, source: exp.Expr, known: dict[str, Facts]) -> Facts:
    if isinstance(source, exp.Table):
        if not source.db:
            return known.get(source.name.lower(), [])
        ref = days.of_table(source)
        return [ref] if ref else []
    return _read(days, source.this, known) if isinstance(source, exp.Subquery) else []


def _read(days: Days, node: exp.Expr, known: dict[str, Facts]) -> Facts:
    """The days of all tables that a query reads, those behind names included."""
    inner = dict(known)
    for cte in node.args["with_"].expressions if node.args.get("with_") else ():
        inner[cte.alias.lower()] = _read(days, cte.this, inner)
    return [
        ref
        for select in leaves(node)
        for source in _sources(select)
        for ref in _of_source(days, source, inner)
    ]


def _left_empty(days: Days, node: exp.Select, known: dict[str, Facts]) -> Iterator[Problem]:
    """Outer joins that leave the day of the result empty where another row is missing."""
    before = _of_source(days, _sources(node)[0], known) if _sources(node) else []
    for join in node.args.get("joins") or ():
        own = _of_source(days, join.this, known)
        side = (join.side or "").upper()
        empty = {"LEFT": own, "RIGHT": before, "FULL": [*before, *own]}.get(side, [])
        if days.own & {*empty}:
            yield Problem(join, "an outer join leaves the day empty where a row is missing")
        before = [*before, *own]


def _inner(days: Days, node: exp.Select, known: dict[str, Facts]) -> Iterator[Problem]:
    """Sub-queries in expressions, which see all days."""
    for inner in _own(node):
        if isinstance(inner, exp.Query) and _read(days, inner, known):
            yield Problem(inner, "a sub-query in an expression sees all days")


def _grouped(days: Days, node: exp.Select) -> Iterator[Problem]:
    group = node.args.get("group")
    parts = [inner for inner in _own(node) if id(inner) in days.context.aggregates]
    aggregates = [inner for inner in parts if not _is_windowed(inner)]
    if not (group or aggregates or node.args.get("having")):
        return
    if not any(days.is_day(key) for key in _keys(node)):
        where: exp.Expr = group or next(iter(aggregates), node)
        yield Problem(where, "rows of several days are aggregated: the day is not in GROUP BY")


def _keys(node: exp.Select) -> Sequence[exp.Expr]:
    found: list[exp.Expr] = []
    for key in node.args["group"].expressions if node.args.get("group") else ():
        bare = key.unnest()
        if isinstance(bare, exp.Literal):
            found.append(node.selects[int(bare.name) - 1])
        else:
            found += bare.expressions if isinstance(bare, exp.Tuple) else [bare]
    return found


def _over(days: Days, node: exp.Select) -> Iterator[Problem]:
    for inner in _own(node):
        if isinstance(inner, exp.Window):
            keys: list[exp.Expr] = inner.args.get("partition_by") or []
            if not any(days.is_day(key) for key in keys):
                yield Problem(inner, "a window function sees several days: PARTITION BY the day")


def _is_windowed(node: exp.Expr) -> bool:
    parent = node.parent
    return isinstance(parent.parent if isinstance(parent, exp.Filter) else parent, exp.Window)


def _own(node: exp.Select) -> Iterator[exp.Expr]:
    """The parts of a SELECT's expressions; a query in one is the last that is seen of it."""
    clauses = [node.args.get(name) for name in ("where", "having", "order", "group")]
    conditions = [join.args.get("on") for join in node.args.get("joins") or ()]
    parts: list[exp.Expr | None] = [*node.expressions, *clauses, *conditions]
    for part in parts:
        if part is not None:
            yield from part.walk(prune=lambda inner: isinstance(inner, exp.Query))


def _table(ref: ColumnRef) -> str:
    return joined((ref.product, ref.table))


def _unequal(ref: ColumnRef) -> str:
    return f"join it by its {shown(ref.column)} too"
