"""Whether a partition fits the keys of its table, and which partitions files make: values only.

Glue keeps a partition as a list of texts, one for each key of the table as it was when the
partition was made. Nothing changes them when the keys of the table change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from guardrails import glue_tables

NULL = "__HIVE_DEFAULT_PARTITION__"
"""How Hive, and Athena with it, writes the folder of rows without a value."""
BOOLEANS = ("true", "false")


@dataclass(frozen=True, slots=True)
class Key:
    """A partition key: a column's name and its Glue type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Partition:
    """A registered partition: its values in the order of the keys, and where its files lie."""

    values: tuple[str, ...]
    location: str = ""


def keys_of(inputs: Mapping[str, Any]) -> tuple[Key, ...]:
    """The partition keys of a table, as it is declared or recorded."""
    return tuple(Key(key["name"], key.get("type", "")) for key in inputs.get("partitionKeys") or ())


def location_of(inputs: Mapping[str, Any]) -> str:
    """Where the files of a table lie, as it is declared or recorded."""
    return glue_tables.location(inputs)


def misfit(keys: Sequence[Key], location: str, partition: Partition) -> str:
    """Why a partition cannot be read under these keys; empty where it can."""
    if len(partition.values) != len(keys):
        return f"it has {len(partition.values)} values, and the table {len(keys)} keys"
    folders = [name for name, _ in _folders(location, partition.location)]
    if folders and folders != [key.name for key in keys]:
        return f"its files lie by {', '.join(folders)}"
    for key, value in zip(keys, partition.values, strict=True):
        if not _is_of(key.type, value):
            return f"'{value}' is no {key.type} for {key.name}"
    return ""


def partitions_of(
    keys: Sequence[Key], location: str, files: Iterable[str]
) -> tuple[Partition, ...]:
    """The partitions that the files below a table's location make, such as `day=2026-01-01/…`.

    Files that lie otherwise belong to none.
    """
    found: dict[tuple[str, ...], str] = {}
    for file in files:
        folder = f"{file.rpartition('/')[0]}/"
        pairs = _folders(location, folder)
        made = Partition(tuple(value for _, value in pairs), folder)
        if pairs and not misfit(keys, location, made):
            found.setdefault(made.values, folder)
    return tuple(Partition(values, folder) for values, folder in sorted(found.items()))


def _folders(location: str, inside: str) -> list[tuple[str, str]]:
    """Names and values of the folders between a table and a place inside of it, in Hive's form."""
    if not inside.startswith(location):
        return []
    pairs = [part.partition("=") for part in inside.removeprefix(location).split("/") if part]
    return [(name, unquote(value)) for name, sign, value in pairs if sign]


def _is_of(kind: str, value: str) -> bool:
    reads = READERS.get(kind)
    if reads is None or value == NULL:
        return True
    try:
        return reads(value)
    except ValueError:
        return False


def _is_date(value: str) -> bool:
    return date.fromisoformat(value).isoformat() == value


READERS: Mapping[str, Callable[[str], bool]] = {
    "int": lambda value: -(2**31) <= int(value) < 2**31,
    "bigint": lambda value: -(2**63) <= int(value) < 2**63,
    "date": _is_date,
    "boolean": lambda value: value.lower() in BOOLEANS,
}
"""Whether a text is a value of a type; any text is one of a type that is not listed."""
