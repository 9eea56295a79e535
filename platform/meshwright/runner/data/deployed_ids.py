"""Whether Iceberg's fields keep the ids that they are deployed with, as a state and the plan say.

A table that its lock knows has them from there. Of any other the ids follow from the order of its
columns, so that a change of these would show old rows under other names.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshwright import recorded
from meshwright.aws.resource_types import TABLE
from meshwright.gate.reasons import Reason
from meshwright.ids import subject_of
from meshwright.plan.declaration import StackPlan
from meshwright.runner.state.checkpoint import Checkpoint, Json
from meshwright.specs.field_ids import ITEMS, SEPARATOR, FieldIds
from meshwright.specs.models import DataProduct, Mesh


def refusals(before: Checkpoint | None, stack: StackPlan, mesh: Mesh) -> tuple[Reason, ...]:
    """Why a stack is left alone: tables whose fields would get other ids."""
    product = mesh.products.get(subject_of(stack.name))
    if before is None or product is None:
        return ()
    return tuple(_refusals(before, product))


def _refusals(before: Checkpoint, product: DataProduct) -> Iterator[Reason]:
    tables = product.iceberg_tables.keys() & product.tables.keys()
    for name in sorted(tables - product.locked.fields.keys()):
        known = FieldIds(_deployed(before, name))
        due = product.spec.tables[name].field_ids(known).ids
        planned = product.field_ids(name)
        path = next((path for path, id_ in due.items() if planned[path] != id_), None)
        if known.ids and path is not None:
            yield _refusal(product, name, path, (due[path], planned[path]))


def _refusal(product: DataProduct, name: str, path: str, ids: tuple[int, int]) -> Reason:
    due, planned = ids
    message = (
        f"table {name} of {product.id} is deployed with other ids of its fields: '{path}' is due"
        f" {due}, and would get {planned}, so that old rows would show under other names"
    )
    return Reason(
        message,
        f"{TABLE}::{name}",
        product.source.at("tables", name),
        refusal=True,
        fix=f"run `mesh lock {product.id} --changed-since COMMIT` with the commit that is deployed",
    )


def _deployed(before: Checkpoint, name: str) -> Mapping[str, int]:
    """The ids of a table's fields in a state; none where it is no Iceberg table there."""
    for resource in before.resources:
        if recorded.resource_of(str(resource["urn"])) == f"{TABLE}::{name}":
            return dict(_ids(_schema(recorded.declared(resource.get("inputs") or {}))))
    return {}


def _schema(inputs: Json) -> Sequence[Json]:
    for step in ("openTableFormatInput", "icebergInput", "icebergTableInput", "schema"):
        inputs = inputs.get(step) or {}
    return inputs.get("fields") or ()


def _ids(fields: Sequence[Json]) -> Iterator[tuple[str, int]]:
    for field in fields:
        yield field["name"], field["id"]
        yield from _inside(field["name"], json.loads(field["type"]))


def _inside(path: str, written: Any) -> Iterator[tuple[str, int]]:
    """The ids inside of a type, as Iceberg writes it in JSON."""
    if not isinstance(written, dict):
        return
    kind: Json = written  # pyright: ignore[reportUnknownVariableType] - JSON
    parts = [(part["name"], part["id"], part["type"]) for part in kind.get("fields", ())]
    roles = (role for names in ITEMS.values() for role in names if role in kind)
    parts += [(role, kind[f"{role}-id"], kind[role]) for role in roles]
    for name, id_, inner in parts:
        yield f"{path}{SEPARATOR}{name}", id_
        yield from _inside(f"{path}{SEPARATOR}{name}", inner)
