"""One table of Glue's: as fields of a spec and as the lock keeps it, or why it is left out.

Source: AWS Glue API reference, "Table", "StorageDescriptor", "SerDeInfo".
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.specs.adopted import AdoptedTable
from meshwright.specs.consistency import PARTITION_TYPES
from meshwright.specs.scalars import ID_PATTERN
from meshwright.specs.types import ColumnTypeError, parse_type
from meshwright.standards.glue.found import Said
from meshwright.wording import one_of, shown

Fields = dict[str, Any]
FORMATS: Mapping[str, str] = {
    "ParquetHiveSerDe": "parquet",
    "OpenCSVSerde": "csv",
    "LazySimpleSerDe": "csv",
    "JsonSerDe": "json",
    "HiveJsonSerDe": "json",
    "AvroSerDe": "avro",
    "OrcSerde": "orc",
    "RegexSerDe": "text",
    "GrokSerDe": "text",
}
"""What the libraries that Athena knows read, by the last part of their names.

Source: Athena user guide, "Supported data formats and SerDes".
"""
LOCATION = re.compile(r"s3[an]?://(?P<bucket>[^/]+)/(?P<path>.*)", re.DOTALL)
KEPT = frozenset(
    {
        *("Columns", "Location", "InputFormat", "OutputFormat", "Compressed", "NumberOfBuckets"),
        *("SerdeInfo", "Parameters", "StoredAsSubDirectories"),
    }
)
"""What of a storage descriptor the lock keeps."""


def place_of(said: Said) -> tuple[str, str] | None:
    """The bucket and the path of a table's files; None where they lie elsewhere."""
    found = LOCATION.fullmatch(str(_descriptor(said).get("Location") or ""))
    return (found["bucket"], found["path"]) if found else None


def format_of(said: Said) -> str | None:
    """How its files are kept, in a word of the spec; None where we know none."""
    library = str(_serde(said).get("SerializationLibrary") or "")
    return FORMATS.get(library.rpartition(".")[2])


def reasons(said: Said) -> Iterator[str]:
    """Why a table is left out; nothing for one that can be taken."""
    kind = str(said.get("TableType") or "")
    parameters: Mapping[str, str] = said.get("Parameters") or {}
    if kind == "VIRTUAL_VIEW":
        yield "it is a view: its rows are a query's, which a product says with `query`"
        return
    if (word := str(parameters.get("table_type") or "")) != "":
        yield f"it is a table of {word.lower()}, whose fields have ids that Glue does not tell"
        return
    if said.get("TargetTable"):
        yield "it is a link to a table of another database"
        return
    if place_of(said) is None:
        yield f"its files do not lie in S3, but at {shown(_descriptor(said).get('Location') or '')}"
        return
    if format_of(said) is None:
        library = _serde(said).get("SerializationLibrary") or "no library"
        yield f"its files are read by {library}, of which Athena's list has no word"
    yield from _names(said)
    yield from _types(said)
    yield from _rest(said)


def _names(said: Said) -> Iterator[str]:
    if not re.fullmatch(ID_PATTERN, str(said["Name"])):
        yield "its name is none that the mesh can have: lower-case words joined by underscores"
    unfit = [c["Name"] for c in _columns(said) if not re.fullmatch(ID_PATTERN, c["Name"])]
    if unfit:
        yield f"names of columns are none that the mesh can have: {one_of(map(shown, unfit))}"


def _types(said: Said) -> Iterator[str]:
    for column in _columns(said):
        # What others read by stays as it is, so that no nearest type is taken in its place.
        if not _is_known(str(column.get("Type") or "")):
            kind = column.get("Type")
            yield f"column {column['Name']} is of type {kind}, which specs do not have"
    for key in said.get("PartitionKeys") or ():
        if key["Type"] not in PARTITION_TYPES and _is_known(key["Type"]):
            yield f"it is partitioned by {key['Name']} of type {key['Type']}"


def _is_known(text: str) -> bool:
    try:
        return parse_type(text).glue == text
    except ColumnTypeError:
        return False


def _rest(said: Said) -> Iterator[str]:
    more = sorted(k for k, value in _descriptor(said).items() if value and k not in KEPT)
    if more:
        yield f"its storage descriptor has {', '.join(more)}, which an update would lose"
    if any(column.get("Parameters") for column in said.get("PartitionKeys") or ()):
        yield "its partition keys have parameters, which an update would lose"


def spec_of(said: Said) -> Fields:
    """The fields of a table that can be taken."""
    keys = [key["Name"] for key in said.get("PartitionKeys") or ()]
    described, kind = said.get("Description"), format_of(said)
    return {
        **({"description": described[:2048]} if described else {}),
        **({"format": kind} if kind != "parquet" else {}),
        **({"partitionBy": keys} if keys else {}),
        "columns": {column["Name"]: _column(column) for column in _columns(said)},
    }


def _column(said: Said) -> Any:
    comment = " ".join(str(said.get("Comment") or "").split())
    return {"type": said["Type"], "description": comment} if comment else said["Type"]


def kept_of(said: Said) -> AdoptedTable:
    """How a table that can be taken is read, word for word."""
    descriptor, serde, place = _descriptor(said), _serde(said), place_of(said)
    assert place is not None, "a table that can be taken lies in S3"
    return AdoptedTable(
        location=place[1],
        input_format=descriptor.get("InputFormat") or None,
        output_format=descriptor.get("OutputFormat") or None,
        serialization=serde.get("SerializationLibrary") or None,
        serialization_name=serde.get("Name") or None,
        serialization_parameters=serde.get("Parameters") or {},
        storage_parameters=descriptor.get("Parameters") or {},
        parameters=said.get("Parameters") or {},
        owner=said.get("Owner") or "",
        compressed=bool(descriptor.get("Compressed")),
        buckets=int(descriptor.get("NumberOfBuckets") or 0),
        subfolders=bool(descriptor.get("StoredAsSubDirectories")),
    )


def _columns(said: Said) -> list[Said]:
    return [*(_descriptor(said).get("Columns") or ()), *(said.get("PartitionKeys") or ())]


def _descriptor(said: Said) -> Said:
    return said.get("StorageDescriptor") or {}


def _serde(said: Said) -> Said:
    return _descriptor(said).get("SerdeInfo") or {}
