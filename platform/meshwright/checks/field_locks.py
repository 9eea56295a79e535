"""The ids in product.lock.yaml are those of the fields in product.yaml, renames included."""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Code, Finding
from meshwright.specs.field_ids import SEPARATOR, FieldIds
from meshwright.specs.models import DataProduct, Table
from meshwright.specs.source import Path
from meshwright.wording import did_you_mean


def check_field_locks(product: DataProduct) -> Iterator[Finding]:
    """A table that its lock does not know has the ids of a new one, which needs no finding."""
    for name, table in product.iceberg_tables.items():
        if name in product.locked.fields:
            known = product.locked.ids_of(name)
            yield from _renames(product, name, table, known)
            yield from _stale(product, name, table, known)


def _renames(product: DataProduct, name: str, table: Table, known: FieldIds) -> Iterator[Finding]:
    for new, old in table.renamed.items():
        path = ("tables", name, "columns", new, "renamedFrom")
        if old in known.ids and new in known.ids:
            message = f"'{new}' has values of its own, and cannot take those of '{old}'"
            yield _at(product, codes.TAKEN_NAME, path, message)
        elif old not in known.ids and new not in known.ids:
            hint = did_you_mean(old, (p for p in known.ids if SEPARATOR not in p))
            message = f"the table never had a column '{old}'{hint}"
            yield _at(product, codes.NEVER_CALLED, path, message)


def _stale(product: DataProduct, name: str, table: Table, known: FieldIds) -> Iterator[Finding]:
    now = table.field_ids(known)
    if now == known:
        return
    new = [path for path, id_ in now.ids.items() if known.ids.get(path) != id_]
    gone = [path for path in known.ids if path not in now.ids]
    said = f"does not know '{new[0]}' yet" if new else f"still has '{gone[0]}'"
    more = len(new) + len(gone) - 1
    column = (new or gone)[0].partition(SEPARATOR)[0]
    message = f"product.lock.yaml {said}{f', and {more} more fields differ' if more else ''}"
    fix = f"run `mesh lock {product.id}`, and commit the file with this change"
    yield _at(product, codes.STALE_LOCK, ("tables", name, "columns", column), message, fix)


def _at(product: DataProduct, code: Code, path: Path, message: str, fix: str = "") -> Finding:
    where = ".".join(map(str, path))
    at = product.source.at(*path)
    return code.at(at, message, fix=fix, subject=product.id, where=where)
