"""Where a table's files lie, taken apart."""

import re

from guardrails import glue_tables
from guardrails.rule import Resource, Stack
from guardrails.types import TABLE

_LOCATION = re.compile(r"s3[an]?://(?P<bucket>[^/]+)/*(?P<prefix>.*)", re.DOTALL)


def bucket_and_prefix(location: str) -> tuple[str, str] | None:
    """The bucket and the prefix of an `s3://` address; None where it is none."""
    found = _LOCATION.fullmatch(location)
    return (found["bucket"], found["prefix"]) if found else None


def table_locations(stack: Stack) -> tuple[tuple[Resource, str, str], ...]:
    """Each table of a stack whose files lie in S3, with their bucket and prefix."""
    found = ((table, bucket_and_prefix(_location(table))) for table in stack.of(TABLE))
    return tuple((table, *place) for table, place in found if place is not None)


def _location(table: Resource) -> str:
    # A view's descriptor is written by nobody, and so not known in a preview.
    known = glue_tables.iceberg(table.props) or table.props.known("storageDescriptor")
    return glue_tables.location(table.props) if known else ""
