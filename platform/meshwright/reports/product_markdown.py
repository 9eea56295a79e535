"""One product of a change, as entries of a list: tables, columns, who reads them, agreements.

Who reads a new column stands beside it, and who read one that goes: a reader's name is what makes
somebody act.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from meshwright.changes.access import AccessChange, Reader, Who
from meshwright.changes.agreements import AgreementChange, AgreementFate
from meshwright.changes.products import FieldChange, ProductChange
from meshwright.changes.tables import ColumnChange, ColumnFate, TableChange, TableFate
from meshwright.plan.difference import Fate
from meshwright.reports.change_words import column_words
from meshwright.reports.spans import code
from meshwright.visible import plural

RANKS = {Who.PRODUCT: 0, Who.PRINCIPAL: 1, Who.PLATFORM: 2, Who.PEOPLE: 3}
Opened = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A table, columns of it, and those of them that are or were protected."""

MOST_ENTRIES = 30
MOST = 12
"""The most columns, readers or tables that one entry names."""
MORE = "and more: `mesh check --changed-since REF --json` has all of it"
UNSHOWN = frozenset({"description"})
"""What is too long to show both values of."""


def product_block(product: ProductChange) -> str:
    """The product's entry, and below it what changes."""
    entries = list(islice(_entries(product), MOST_ENTRIES + 1))
    if len(entries) > MOST_ENTRIES:
        entries[-1] = MORE
    return "\n".join((f"- {_heading(product)}", *(f"  - {entry}" for entry in entries)))


def _heading(product: ProductChange) -> str:
    name = f"**{code(product.id)}**"
    match product.fate:
        case Fate.NEW:
            return f"{name} is new"
        case Fate.LEFT:
            return (
                f"{name} has no specification any more: what is deployed stays, with data and"
                f" readers, until {code(f'mesh destroy {product.id}')}"
            )
        case _:
            moved = f" was {code(product.was)}, and keeps names and data;" if product.was else ""
            whom = f" breaks {_readers(product.hit)}" if product.hit else ""
            return f"{name}{moved}{whom}".removesuffix(";")


def _entries(product: ProductChange) -> Iterator[str]:
    for table in product.tables[:MOST]:
        access = [change for change in product.access if change.table == table.name]
        yield from _table(table, access)
    if len(product.tables) > MOST:
        yield f"and {plural(len(product.tables) - MOST, 'more table')}"
    changed = {table.name for table in product.tables}
    others = [change for change in product.access if change.table not in changed]
    yield from map(agreement_line, product.agreements[:MOST])
    yield from _access(others, frozenset())
    yield from map(_field, product.fields)


def _table(table: TableChange, access: Sequence[AccessChange]) -> Iterator[str]:
    name = f"table {code(table.name)}"
    if table.fate is TableFate.ADDED:
        who = _readers(change.reader for change in access if change.gained)
        yield f"new {name}, {plural(len(table.columns), 'column')}{_read_by(who)}"
        return
    if table.fate is TableFate.REMOVED:
        who = _readers(change.reader for change in access if change.lost)
        yield f"{name} is **removed**{_until_now(who)}"
        return
    for column in table.columns[:MOST]:
        yield f"{name}: {_column(column, access)}"
    if len(table.columns) > MOST:
        yield f"{name}: and {plural(len(table.columns) - MOST, 'more column')}"
    if table.others:
        yield f"{name}: other {', '.join(map(code, table.others))}"
    come_or_gone = (ColumnFate.ADDED, ColumnFate.DROPPED)
    told = frozenset(column.name for column in table.columns if column.fate in come_or_gone)
    renamed = (c for c in table.columns if c.fate is ColumnFate.RENAMED)
    told |= {side.name for c in renamed for side in (c.before, c.after) if side}
    yield from _access(access, told)


def _column(column: ColumnChange, access: Sequence[AccessChange]) -> str:
    name, words = code(column.name), code(column_words(column))
    match column.fate:
        case ColumnFate.ADDED:
            who = _readers(c.reader for c in access if column.name in c.gained)
            return f"new column {name}, {words}{_protection(column)}{_read_by(who)}"
        case ColumnFate.DROPPED:
            who = _readers(c.reader for c in access if column.name in c.lost)
            return f"column {name} is **dropped**, {words}{_until_now(who)}"
        case ColumnFate.RENAMED:
            who = _readers(c.reader for c in access if column.name in c.lost)
            return f"column {name} is **renamed**: {words}{_until_now(who)}"
        case ColumnFate.RETYPED:
            return f"column {name} gets **another type**, {words}"
        case _:
            return f"column {name} is classified otherwise, {words}"


def _protection(column: ColumnChange) -> str:
    is_protected = column.after is not None and column.after.is_protected
    return ", **protected**" if is_protected else ""


def _read_by(who: str) -> str:
    return f", read by {who}" if who else ", read by nobody else"


def _until_now(who: str) -> str:
    return f"; read until now by {who}" if who else ""


def _access(access: Sequence[AccessChange], told: frozenset[str]) -> Iterator[str]:
    """Who reads more or less of columns that stay, those who read alike together."""
    gained: dict[Opened, list[Reader]] = {}
    lost: dict[Opened, list[Reader]] = {}
    for change in access:
        for found, columns in ((gained, change.gained), (lost, change.lost)):
            stay = tuple(column for column in columns if column not in told)
            if stay:
                secret = tuple(c for c in stay if c in change.protected)
                found.setdefault((change.table, stay, secret), []).append(change.reader)
    for (table, columns, secret), readers in gained.items():
        which = f"{_listed(columns, code)} of {code(table)}"
        marked = f", **protected** now or before: {_listed(secret, code)}" if secret else ""
        yield f"{_readers(readers)} can newly read {which}{marked}"
    for (table, columns, _), readers in lost.items():
        yield f"{_readers(readers)} can no longer read {_listed(columns, code)} of {code(table)}"
    for change in access:
        yield from _rows(change)


def _rows(change: AccessChange) -> Iterator[str]:
    """Which rows a reader sees, where not all, and what of it is another."""
    who, table = _readers([change.reader]), code(change.table)
    before = code(change.rows_before or "")
    if change.opens_rows and change.rows:
        yield (
            f"{who} can read **other rows** of {table}: where {code(change.rows)}, before where"
            f" {before}; filters are not compared, so this counts as more"
        )
    elif change.opens_rows:
        yield f"{who} can newly read **all rows** of {table}, before where {before}"
    elif change.hides_rows:
        yield f"{who} can read only the rows of {table} where {code(change.rows)}"
    elif change.gained and change.rows:
        yield f"{who} can read of {table} only the rows where {code(change.rows)}"


def agreement_line(agreement: AgreementChange) -> str:
    """What becomes of an agreement, in a line."""
    return f"{_fate(agreement)}{_files(agreement)}"


def _files(agreement: AgreementChange) -> str:
    """That it gives whole files, or no longer does; nothing where that is as before."""
    if not agreement.is_of_files or agreement.fate is AgreementFate.REMOVED:
        return ""
    return "; it **gives whole files**" if agreement.files else "; it gives no files any more"


def _fate(agreement: AgreementChange) -> str:
    who, until = code(agreement.consumer), f"until {agreement.expires.isoformat()}"
    begins = f"from {agreement.starts.isoformat()} " if agreement.starts else ""
    match agreement.fate:
        case AgreementFate.ADDED:
            return f"new agreement with {who} {begins}{until}, for {code(agreement.purpose)}"
        case AgreementFate.REMOVED:
            return f"the agreement with {who} is **removed**"
        case _:
            fields = _listed(agreement.differs, code)
            return f"other {fields} in the agreement with {who}, which holds {begins}{until}"


def _field(field: FieldChange) -> str:
    if field.name in UNSHOWN:
        return f"another {code(field.name)}"
    before, after = (code(value) if value else "nothing" for value in (field.before, field.after))
    return f"{code(field.name)}: {before} → {after}"


def _readers(readers: Iterable[Reader]) -> str:
    # Names of products before what takes more words, and an end that is seen to be one.
    known = sorted(readers, key=lambda reader: (RANKS[reader.who], reader.name))
    said = [_reader(reader) for reader in known[:MOST]]
    if len(known) > MOST:
        said.append(f"{len(known) - MOST:,} more")
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def _reader(reader: Reader) -> str:
    match reader.who:
        case Who.PEOPLE:
            return f"the people of {code(reader.name)}"
        case Who.PLATFORM:
            return f"{code(reader.name)} (all domains)"
        case _:
            return code(reader.name)


def _listed(values: Sequence[str], words: Callable[[str], str]) -> str:
    more = len(values) - MOST
    said = ", ".join(map(words, values[:MOST]))
    return f"{said} and {more:,} more" if more > 0 else said
