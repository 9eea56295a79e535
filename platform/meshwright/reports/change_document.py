"""What a change does, as a document for machines: the same of two plans and of a run."""

from collections.abc import Mapping
from typing import Any

from meshwright.changes.access import AccessChange
from meshwright.changes.agreements import AgreementChange
from meshwright.changes.effects import Effects
from meshwright.changes.products import EnvironmentChange, FieldChange, ProductChange
from meshwright.changes.tables import Column, ColumnChange, ColumnFate, TableChange
from meshwright.plan.difference import Operation, ResourceChange, StackDifference
from meshwright.reports.spans import masked

Json = dict[str, Any]


def effects_document(effects: Effects) -> Json:
    """All environments: what specifications change, and what the platform's code alone does."""
    return {
        "environments": [change_document(change) for change in effects.specs],
        "code": [change_document(change) for change in effects.code],
        "codeFault": effects.code_fault or None,
    }


def change_document(change: EnvironmentChange) -> Json:
    """One environment."""
    return {
        "environment": change.environment,
        "resources": {operation.value: change.count(operation) for operation in Operation},
        "products": [_product(product) for product in change.products],
        "readers": [_field(reader) for reader in change.readers],
        "unread": list(change.unread),
        "losses": [_loss(stack, lost) for stack, lost in change.losses],
        "stacks": [_stack(stack) for stack in change.stacks],
    }


def _product(product: ProductChange) -> Json:
    return {
        "product": product.id,
        "fate": product.fate.value,
        "was": product.was or None,
        "breaks": product.breaks,
        "hit": [reader.name for reader in product.hit],
        "fields": [_field(field) for field in product.fields],
        "tables": [_table(table) for table in product.tables],
        "access": [_access(access) for access in product.access],
        "agreements": [_agreement(agreement) for agreement in product.agreements],
    }


def _field(field: FieldChange) -> Json:
    before, after = (masked(value) or None for value in (field.before, field.after))
    return {"name": field.name, "before": before, "after": after}


def _table(table: TableChange) -> Json:
    return {
        "table": table.name,
        "fate": table.fate.value,
        "columns": [_column_change(column) for column in table.columns],
        "others": list(table.others),
    }


def _column_change(column: ColumnChange) -> Json:
    return {
        "column": column.name,
        "fate": column.fate.value,
        "before": _column(column.before),
        "after": _column(column.after),
        **_new_name(column),
    }


def _new_name(column: ColumnChange) -> Json:
    if column.fate is not ColumnFate.RENAMED or column.after is None:
        return {}
    return {"renamedTo": column.after.name}


def _column(column: Column | None) -> Json | None:
    if column is None:
        return None
    return {
        "type": column.type,
        "classification": column.classification or None,
        "pii": column.pii,
        "partition": column.partition,
    }


def _access(access: AccessChange) -> Json:
    return {
        "table": access.table,
        "reader": access.reader.name,
        "kind": access.reader.who.value,
        "gained": list(access.gained),
        "lost": list(access.lost),
        "protected": list(access.protected),
        "rows": access.rows or None,
        "rowsBefore": access.rows_before,
    }


def _agreement(agreement: AgreementChange) -> Json:
    return {
        "consumer": agreement.consumer,
        "fate": agreement.fate.value,
        "purpose": masked(agreement.purpose),
        "starts": agreement.starts.isoformat() if agreement.starts else None,
        "expires": agreement.expires.isoformat(),
        "tables": {name: _opened(columns) for name, columns in agreement.tables.items()},
        "rows": dict(agreement.rows),
        "differs": list(agreement.differs),
        "files": agreement.files,
    }


def _opened(columns: tuple[str, ...] | str | None) -> list[str] | str | None:
    return list(columns) if isinstance(columns, tuple) else columns


def _loss(stack: StackDifference, lost: ResourceChange) -> Json:
    return {
        "stack": str(stack.id),
        "resource": str(lost.key),
        "identity": lost.identity,
        "operation": lost.operation.value,
        "properties": list(lost.forcing),
    }


def _stack(stack: StackDifference) -> Mapping[str, Any]:
    counts = {operation.value: stack.count(operation) for operation in Operation}
    return {"stack": str(stack.id), "fate": stack.fate.value, **counts}
