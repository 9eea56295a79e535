"""Where a table's files lie, taken apart."""

import re

from guardrails import glue_tables
from guardrails.naming import LANDING, is_landing_bucket
from guardrails.rule import Resource, Stack
from guardrails.types import TABLE

_LOCATION = re.compile(r"s3[an]?://(?P<bucket>[^/]+)/*(?P<prefix>.*)", re.DOTALL)


def bucket_and_prefix(location: str) -> tuple[str, str] | None:
    """The bucket and the prefix of an `s3://` address; None where it is none."""
    found = _LOCATION.fullmatch(location)
    return (found["bucket"], found["prefix"]) if found else None


def table_locations(stack: Stack) -> tuple[tuple[Resource, str, str], ...]:
    """Each table of a stack whose files lie in S3, with their bucket and prefix.

    Without those that show files as they arrive: these hold no rows yet, and go after a while.
    """
    found = ((table, bucket_and_prefix(_location(table))) for table in stack.of(TABLE))
    placed = tuple((table, *place) for table, place in found if place is not None)
    return tuple(entry for entry in placed if not _is_where_files_land(*entry[:2]))


def _is_where_files_land(table: Resource, bucket: str) -> bool:
    name = table.props.get("name", "")
    return name.endswith(LANDING) and is_landing_bucket(bucket, table.props.scope)


def _location(table: Resource) -> str:
    # A view's descriptor is written by nobody, and so not known in a preview.
    known = glue_tables.iceberg(table.props) or table.props.known("storageDescriptor")
    return glue_tables.location(table.props) if known else ""
