"""`product.lock.yaml` as it is written by machine: one fact a line, in an order that stays.

Fields stand in the order of their ids: what is new comes last, so that two branches that give one
id meet in git's own conflict.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.specs.adopted import Adopted
from meshwright.specs.field_ids import NO_IDS, FieldIds
from meshwright.specs.models import DataProduct, LockSpec
from meshwright.specs.plain import CONSTANTS

ORIGIN = (
    "# Written by `mesh move`: the product keeps the AWS names, and so the data, of its first path."
)
ADOPTED = "# Written by `mesh import glue`: what was in AWS before, and how others read it."
FIELDS = "# Written by `mesh lock`: the ids by which data files know the fields of Iceberg tables."
RETIRED = "# Ids of fields that are gone: no other field ever gets one."


def locked_now(product: DataProduct, known: Mapping[str, FieldIds]) -> LockSpec:
    """What the lock of a product has to say of it as it is.

    `known` are the ids of tables that the lock does not know and that may be deployed already.
    What it says of tables that have no ids any more stays: they may come back.
    """
    lock = product.locked
    fields, retired = dict(lock.fields), dict(lock.retired)
    for name, table in product.iceberg_tables.items():
        before = lock.ids_of(name) if name in lock.fields else known.get(name, NO_IDS)
        now = table.field_ids(before)
        fields[name] = now.ids
        retired[name] = tuple(sorted(now.retired))
    retired = {name: ids for name, ids in retired.items() if ids}
    return LockSpec(origin=lock.origin, adopted=lock.adopted, fields=fields, retired=retired)


def lock_text(lock: LockSpec) -> str:
    """The whole file; empty where it would say nothing."""
    return "".join(f"{line}\n" for line in _lines(lock))


def _lines(lock: LockSpec) -> Iterator[str]:
    if lock.origin is not None:
        yield ORIGIN
        yield f"origin: {lock.origin}"
    if lock.adopted is not None:
        yield ADOPTED
        yield "adopted:"
        yield from _adopted(lock.adopted)
    if lock.fields:
        yield FIELDS
        yield "fields:"
    for table, ids in sorted(lock.fields.items()):
        yield f"  {_key(table)}:"
        yield from (f"    {_key(path)}: {id_}" for path, id_ in sorted(ids.items(), key=_by_id))
    if lock.retired:
        yield RETIRED
        yield "retired:"
    for table, gone in sorted(lock.retired.items()):
        yield f"  {_key(table)}: [{', '.join(map(str, gone))}]"


def _adopted(adopted: Adopted) -> Iterator[str]:
    yield f"  database: {_text(adopted.database)}"
    yield f"  bucket: {_text(adopted.bucket)}"
    if adopted.prefix:
        yield f"  prefix: {_text(adopted.prefix)}"
    if adopted.tables:
        yield "  tables:"
    for table, known in sorted(adopted.tables.items()):
        yield f"    {_key(table)}:"
        said = known.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        yield from (f"      {name}: {_text(value)}" for name, value in said.items())


def _text(value: Any) -> str:
    """A value as JSON, which YAML reads as it is meant, whatever it looks like."""
    return json.dumps(value)


def _by_id(entry: tuple[str, int]) -> int:
    return entry[1]


def _key(text: str) -> str:
    """A key that YAML reads as a text: a column may be called null."""
    return f'"{text}"' if text in CONSTANTS else text
