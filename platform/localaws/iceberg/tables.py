"""The entry of an Iceberg table in moto's Glue: where its metadata lies, changed by comparison.

https://docs.aws.amazon.com/glue/latest/dg/populate-otf.html
"""

from collections.abc import Mapping
from threading import RLock
from typing import Any

from moto.glue.models import FakeTable, glue_backends
from pyiceberg.io import FileIO
from pyiceberg.serializers import FromInputFile, ToOutputFile
from pyiceberg.table.locations import load_location_provider
from pyiceberg.table.metadata import TableMetadata

from localaws.iceberg.columns import listed
from localaws.strict.call import part

ICEBERG = "ICEBERG"
TYPE, LOCATION, PREVIOUS = "table_type", "metadata_location", "previous_metadata_location"
EXTERNAL = "EXTERNAL_TABLE"
_CHANGE = RLock()
"""One commit at a time compares and swaps."""


class StaleError(Exception):
    """The table has been changed since the metadata that a commit rests on."""


def entry(account: str, region: str, database: str, name: str) -> FakeTable:
    """A table of moto's Glue; raises what moto raises where there is none."""
    return glue_backends[account][region].get_table(database, name)


def described(table: FakeTable) -> dict[str, Any]:
    """The table as its current version says it."""
    version: Any = table._current_version  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - told nowhere else
    return table.get_version(str(version))


def is_iceberg(said: Mapping[str, Any]) -> bool:
    return str(part(said, "Parameters").get(TYPE, "")).upper() == ICEBERG


def place(said: Mapping[str, Any]) -> str:
    """Where the current metadata lies."""
    return str(said["Parameters"][LOCATION])


def read(files: FileIO, location: str) -> TableMetadata:
    return FromInputFile.table_metadata(files.new_input(location))


def written(files: FileIO, metadata: TableMetadata, version: int) -> str:
    """Writes metadata, and says where."""
    provider = load_location_provider(metadata.location, metadata.properties)
    location = provider.new_table_metadata_file_location(version)
    ToOutputFile.table_metadata(metadata, files.new_output(location))
    return location


def next_version(location: str) -> int:
    """The number of the metadata after that at `…/00003-<uuid>.metadata.json`."""
    number = location.rpartition("/")[2].partition("-")[0]
    return int(number) + 1 if number.isdigit() else 0


def table_input(name: str, metadata: TableMetadata, location: str) -> dict[str, Any]:
    """What Glue keeps of a new table."""
    return {
        "Name": name,
        "TableType": EXTERNAL,
        "Parameters": {TYPE: ICEBERG, LOCATION: location},
        "StorageDescriptor": {"Columns": listed(metadata), "Location": metadata.location},
        "PartitionKeys": [],
    }


def swapped(table: FakeTable, metadata: TableMetadata, *, before: str, after: str) -> None:
    """The table with new metadata. Raises StaleError where the old is not that any more."""
    with _CHANGE:
        said = described(table)
        if place(said) != before:
            raise StaleError(f"the table has been changed since {before}")
        storage = part(said, "StorageDescriptor")
        table.update(
            {
                **said,
                "Parameters": {**said["Parameters"], LOCATION: after, PREVIOUS: before},
                "StorageDescriptor": {
                    **storage,
                    "Columns": listed(metadata),
                    "Location": metadata.location,
                },
            }
        )
