"""The ids of an Iceberg table's fields are those that it has been deployed with."""

from collections.abc import Iterator

from meshwright.contracts import codes
from meshwright.contracts.gate import Pair, pairs
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.specs.field_ids import FieldIds


def ids_lost(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A finding for each table whose fields would get other ids, or whose lock forgets some."""
    for pair in pairs(base, head):
        for name in pair.before.iceberg_tables.keys() & pair.after.iceberg_tables.keys():
            before = pair.before.ids_of(name)
            due = pair.after.spec.tables[name].field_ids(before)
            if pair.after.ids_of(name) != due:
                yield _lost(pair, name, before, due)


def _lost(pair: Pair, name: str, before: FieldIds, due: FieldIds) -> Finding:
    product, now = pair.after, pair.after.ids_of(name)
    changed = [path for path, id_ in due.ids.items() if now.ids[path] != id_]
    if changed:
        path = changed[0]
        known = f"has the id {due.ids[path]}" if path in before.ids else f"is due {due.ids[path]}"
        message = f"'{path}' of '{name}' {known} in its files, and would get {now.ids[path]}"
    else:
        gone = ", ".join(map(str, sorted(due.retired - now.retired)))
        message = f"nothing remembers that '{name}' has files with fields of the ids {gone}"
    at = product.source.at("tables", name)
    fix = f"run `mesh lock {product.id} --changed-since REF`, with the REF of this check"
    return codes.IDS_LOST.at(at, message, fix=fix, subject=product.id, where=f"tables.{name}")
