"""What was found of a database and of the buckets in which its tables' files lie, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Said = Mapping[str, Any]
"""An answer of AWS's, in its own words."""


@dataclass(frozen=True, slots=True)
class FoundBucket:
    """A bucket, as far as taking it over concerns others."""

    name: str
    region: str
    key: str = ""
    """The KMS key that encrypts it; empty for S3's own keys."""
    versioned: bool = False
    policy: bool = False
    rules: int = 0
    """How many lifecycle rules it has."""
    tags: tuple[str, ...] = ()
    """The keys of its tags."""
    others: tuple[str, ...] = ()
    """Tables of other databases whose files lie in it, and where."""


@dataclass(frozen=True, slots=True)
class FoundDatabase:
    """A database with its tables."""

    name: str
    tables: tuple[Said, ...]
    """As Glue's GetTables answers."""
    description: str = ""
    product: str = ""
    """The product of the mesh that it is tagged with; empty for one that is nobody's."""
    buckets: Mapping[str, FoundBucket] = field(default_factory=dict[str, FoundBucket])
    """Those in which files of its tables lie, as far as they could be looked at."""
    registered: Mapping[str, str] = field(default_factory=dict[str, str])
    """Locations in them that Lake Formation knows, by ARN, and the role of each."""
    readers: tuple[str, ...] = ()
    """Who has rights on it or on its tables in Lake Formation, each in a phrase."""
