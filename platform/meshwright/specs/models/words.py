"""The words that specs are told apart by: how widely known, of what kind, how much promised."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from meshwright.specs.life import Status


class Classification(StrEnum):
    """How widely a value may be known, from everyone to a named few."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"

    @property
    def rank(self) -> int:
        """0 for public to 3 for restricted: the higher, the fewer may know."""
        return _RANKS[self]


_RANKS: Mapping[Classification, int] = {word: rank for rank, word in enumerate(Classification)}


class Kind(StrEnum):
    """What a product is made from, in the data mesh's own three words."""

    SOURCE_ALIGNED = "sourceAligned"
    AGGREGATE = "aggregate"
    CONSUMER_ALIGNED = "consumerAligned"


class Tier(StrEnum):
    """How much a product promises."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


# Enums are written as plain strings, which strict validation would otherwise refuse.
ClassificationField = Annotated[Classification, Field(strict=False)]

StatusField = Annotated[Status, Field(strict=False)]
