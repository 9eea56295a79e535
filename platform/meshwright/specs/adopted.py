"""What was in AWS before a product, and goes on under its names: a part of `product.lock.yaml`.

Written by `mesh import glue`. A lock says what there is; an environment file says which of it the
mesh may take, and for which product (`adopted`): a lock is its domain's own.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Id, Text

DATABASE_PATTERN = r"^[a-z0-9_-]{1,255}$"
BUCKET_PATTERN = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
"""Source: Amazon S3 user guide, "General purpose bucket naming rules"."""
PREFIX_PATTERN = r"^([^/]+/)*$"

LOCATION_PATTERN = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/([^/]+/)+)?$"

DatabaseName = Annotated[str, StringConstraints(pattern=DATABASE_PATTERN)]
BucketName = Annotated[str, StringConstraints(pattern=BUCKET_PATTERN)]
Location = Annotated[
    str,
    StringConstraints(pattern=LOCATION_PATTERN),
    Field(examples=["acme-crm", "acme-lake/crm/"]),
]
Texts = Mapping[str, str]


def parts_of(location: str) -> tuple[str, str]:
    """The bucket and the folder of a location; no folder is the empty one."""
    bucket, _, prefix = location.partition("/")
    return bucket, prefix


def around(location: str) -> Iterator[str]:
    """The locations that a location lies in, but for itself."""
    bucket, *folders = location.rstrip("/").split("/")
    for depth in range(len(folders)):
        inside = "".join(f"{folder}/" for folder in folders[:depth])
        yield f"{bucket}/{inside}" if inside else bucket


class AdoptedTable(Frozen):
    """How a table's files are kept and read, as Glue said when it was imported.

    An update of the table writes these again, byte for byte: others read by them.
    """

    location: str
    """Where in the bucket its files lie."""
    input_format: Text | None = None
    """The class that reads its files."""
    output_format: Text | None = None
    """The class that writes them."""
    serialization: Text | None = None
    """The library that takes rows apart."""
    serialization_name: Text | None = None
    """What its serialization is called."""
    serialization_parameters: Texts = Field(default_factory=dict[str, str])
    """How the library takes rows apart, such as by which separator."""
    storage_parameters: Texts = Field(default_factory=dict[str, str])
    """What the storage descriptor says beside."""
    parameters: Texts = Field(default_factory=dict[str, str])
    """What the table says beside."""
    owner: str = ""
    """Whom Glue calls its owner."""
    compressed: bool = False
    """Whether its files are compressed."""
    buckets: int = 0
    """Into how many buckets rows are parted; -1 as crawlers write it."""
    subfolders: bool = False
    """Whether its files lie in folders below that are no partitions."""


class Adopted(Frozen):
    """A database, the bucket of its tables, and the tables themselves."""

    database: DatabaseName
    """The Glue database."""
    bucket: BucketName
    """The bucket in which its tables' files lie."""
    prefix: Annotated[str, StringConstraints(pattern=PREFIX_PATTERN)] = ""
    """The folder that alone is the product's, in a bucket that others use too."""
    tables: Mapping[Id, AdoptedTable] = Field(default_factory=dict[str, AdoptedTable])
    """Its tables, by their names."""
