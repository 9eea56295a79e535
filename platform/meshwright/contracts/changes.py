"""One change of a contract as a value: what of a product or table is another, and what that means.

A contract is what readers of a product rest on. Whether a change breaks it follows from the kind of
change alone; whom it hits follows from who reads (`hits`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from meshwright.errors import Position
from meshwright.specs.source import Path


class Level(StrEnum):
    """What a change means to those who read."""

    COMPATIBLE = "compatible"
    """Every query and every file of before goes on as it is."""
    GOVERNANCE = "governance"
    """Queries go on, and who may read or how data is protected is another."""
    BREAKING = "breaking"
    """A query fails, stored rows contradict what is promised, or less is promised."""

    @property
    def rank(self) -> int:
        """0 for compatible to 2 for breaking."""
        return _RANKS[self]


_RANKS: Mapping[Level, int] = {level: rank for rank, level in enumerate(Level)}


class Kind(StrEnum):
    """What a change does."""

    COLUMN_ADDED = "columnAdded"
    REQUIRED_COLUMN_ADDED = "requiredColumnAdded"
    COLUMN_DROPPED = "columnDropped"
    COLUMN_RENAMED = "columnRenamed"
    COLUMN_RENAMED_IN_PLACE = "columnRenamedInPlace"
    COLUMN_RENAMED_UNSAID = "columnRenamedUnsaid"
    """It could keep its values, and nothing says so."""
    PARTITION_COLUMN_DROPPED = "partitionColumnDropped"
    TYPE_WIDENED = "typeWidened"
    TYPE_CHANGED = "typeChanged"
    TYPE_IMPOSSIBLE = "typeImpossible"
    """Iceberg refuses it: no reader would ever see it."""
    COLUMNS_REORDERED = "columnsReordered"

    REQUIRED = "required"
    NO_LONGER_REQUIRED = "noLongerRequired"
    UNIQUE = "unique"
    NO_LONGER_UNIQUE = "noLongerUnique"
    ENUM_NARROWED = "enumNarrowed"
    ENUM_WIDENED = "enumWidened"
    LENGTHS_NARROWED = "lengthsNarrowed"
    LENGTHS_WIDENED = "lengthsWidened"
    PATTERN_CHANGED = "patternChanged"
    """New or another one: whether it lets all through that the old one did is not asked."""
    PATTERN_DROPPED = "patternDropped"
    KEY_CHANGED = "keyChanged"
    KEY_DROPPED = "keyDropped"
    PARTITIONS_CHANGED = "partitionsChanged"
    PARTITIONS_EVOLVED = "partitionsEvolved"
    """What is written from now on lies otherwise; all that is there is read as before."""
    FORMAT_CHANGED = "formatChanged"

    PROTECTION_LOWERED = "protectionLowered"
    PROTECTION_RAISED = "protectionRaised"
    QUALITY_LOOSENED = "qualityLoosened"
    QUALITY_TIGHTENED = "qualityTightened"
    SLA_LOOSENED = "slaLoosened"
    SLA_TIGHTENED = "slaTightened"
    TIER_LOWERED = "tierLowered"
    TIER_RAISED = "tierRaised"
    TERMS_CHANGED = "termsChanged"
    """A term is new or another: whoever asked, asked on others."""
    TERMS_EASED = "termsEased"
    """A term is gone, or the price is lower."""

    TABLE_ADDED = "tableAdded"
    TABLE_REMOVED = "tableRemoved"
    TABLE_RENAMED = "tableRenamed"
    PRODUCT_ADDED = "productAdded"
    PRODUCT_REMOVED = "productRemoved"
    PRODUCT_MOVED = "productMoved"
    PRODUCT_STARTS_EMPTY = "productStartsEmpty"

    WITHDRAWN = "withdrawn"
    """Back to a draft, which most environments do not deploy."""
    ACTIVATED = "activated"
    DEPRECATED = "deprecated"
    RETIRED = "retired"
    SUNSET_EARLIER = "sunsetEarlier"
    SUNSET_LATER = "sunsetLater"


BREAKING = frozenset(
    {
        Kind.REQUIRED_COLUMN_ADDED,
        Kind.COLUMN_DROPPED,
        Kind.COLUMN_RENAMED,
        Kind.COLUMN_RENAMED_IN_PLACE,
        Kind.COLUMN_RENAMED_UNSAID,
        Kind.PARTITION_COLUMN_DROPPED,
        Kind.TYPE_CHANGED,
        Kind.TYPE_IMPOSSIBLE,
        Kind.FORMAT_CHANGED,
        Kind.REQUIRED,
        Kind.UNIQUE,
        Kind.ENUM_NARROWED,
        Kind.LENGTHS_NARROWED,
        Kind.PATTERN_CHANGED,
        Kind.KEY_CHANGED,
        Kind.PARTITIONS_CHANGED,
        Kind.QUALITY_LOOSENED,
        Kind.SLA_LOOSENED,
        Kind.TABLE_REMOVED,
        Kind.TABLE_RENAMED,
        Kind.PRODUCT_REMOVED,
        Kind.PRODUCT_STARTS_EMPTY,
        Kind.WITHDRAWN,
        Kind.RETIRED,
        Kind.SUNSET_EARLIER,
    }
)
GOVERNANCE = frozenset(
    {Kind.PROTECTION_LOWERED, Kind.PROTECTION_RAISED, Kind.TIER_LOWERED, Kind.TERMS_CHANGED}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between a product as it was and as it will be."""

    kind: Kind
    product: str
    """Its id after the change; before it where it is gone."""
    path: Path
    """Where it stands in the product's spec."""
    position: Position
    """The line of the spec after the change, or the nearest that is left."""
    old: str = ""
    new: str = ""
    table: str = ""
    """The table of before that it is about; empty for the product as a whole."""
    columns: tuple[str, ...] = ()
    """The columns of before that it is about; empty for the table as a whole."""

    @property
    def level(self) -> Level:
        if self.kind in BREAKING:
            return Level.BREAKING
        return Level.GOVERNANCE if self.kind in GOVERNANCE else Level.COMPATIBLE

    @property
    def where(self) -> str:
        """The path as findings print it and waivers name it."""
        return ".".join(map(str, self.path))
