"""What a reader has to know before asking for a product: its terms, as people write them."""

from typing import Annotated

from pydantic import AllowInfNan, Field, StringConstraints

from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Line, Text

CURRENCY_PATTERN = r"^[A-Z]{3}$"

Currency = Annotated[
    str, StringConstraints(pattern=CURRENCY_PATTERN), Field(examples=["EUR", "USD"])
]
"""A currency of ISO 4217."""


class Price(Frozen):
    """What a reader pays; the mesh tells it, and bills nobody."""

    amount: Annotated[float, AllowInfNan(False), Field(ge=0)]
    """How much one unit costs."""
    currency: Currency
    """The currency's code of three letters (ISO 4217)."""
    unit: Annotated[Line, Field(examples=["month", "megabyte"])] | None = None
    """What is counted."""

    @property
    def number(self) -> int | float:
        """The amount as people write it."""
        return int(self.amount) if self.amount.is_integer() else self.amount

    @property
    def text(self) -> str:
        """Such as `9.95 USD per megabyte`."""
        return f"{self.number} {self.currency}" + (f" per {self.unit}" if self.unit else "")


class Terms(Frozen):
    """On which terms a product is read."""

    usage: Text | None = None
    """What the data is meant for."""
    limitations: Text | None = None
    """What it cannot tell, and what it must not be used for."""
    license: Line | None = None
    """The licence of the data: its name or the address of its text."""
    price: Price | None = None
    """What a reader pays; nothing where nothing is said."""
