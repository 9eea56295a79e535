"""`product.lock.yaml`: what must not change unseen."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from meshwright.specs import scalars
from meshwright.specs.adopted import Adopted
from meshwright.specs.field_ids import FieldIds
from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Id, Many

Ids = Mapping[str, Annotated[int, Field(ge=1)]]


class LockSpec(Frozen):
    """`product.lock.yaml`, which commands write: what must not change unseen."""

    origin: scalars.ProductId | None = None
    """The product id that AWS names derive from; its own where nothing is said."""
    adopted: Adopted | None = None
    """What was in AWS before the product, and goes on under its names."""
    fields: Mapping[Id, Ids] = Field(default_factory=dict[str, Ids])
    """By Iceberg table: the ids of its fields, by their dotted paths."""
    retired: Mapping[Id, Many[int]] = Field(default_factory=dict[str, tuple[int, ...]])
    """By Iceberg table: the ids of fields that it had, which no other field ever gets."""

    def ids_of(self, table: str) -> FieldIds:
        """The ids that a table had when the lock was written."""
        return FieldIds(self.fields.get(table, {}), frozenset(self.retired.get(table, ())))


NO_LOCK = LockSpec()
