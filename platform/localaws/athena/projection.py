"""Where the files of a table lie whose partitions are computed and not registered.

Athena computes the folders from a query's condition; here those are taken that there are, which
gives the same rows. Of the kinds of keys, two are known: a value that each query names, and a day.
https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlglot import exp

from localaws.athena.faults import QueryError, unsupported
from localaws.athena.tables import Table
from localaws.objects import Objects
from localaws.strict.call import items, part

ENABLED, TEMPLATE = "projection.enabled", "storage.location.template"
KINDS: Mapping[tuple[str, str], str] = {
    ("injected", ""): "[^/]+",
    ("date", "yyyy/MM/dd"): "[0-9]{4}/[0-9]{2}/[0-9]{2}",
}
"""How a key's values look, by its type and format."""
_KEY = re.compile(r"\$\{(\w+)\}")


def is_projected(said: Mapping[str, Any]) -> bool:
    return part(said, "Parameters").get(ENABLED) == "true"


def check(said: Mapping[str, Any], query: exp.Expr) -> None:
    """Raises QueryError where a query does not name the values of a key that has no others.

    https://docs.aws.amazon.com/athena/latest/ug/partition-projection-dynamic-id-partitioning.html
    """
    told = part(said, "Parameters") if is_projected(said) else {}
    keys = [str(key["Name"]).lower() for key in items(said, "PartitionKeys")]
    for key in (key for key in keys if told.get(f"projection.{key}.type") == "injected"):
        if not any(_names_values(condition, key) for condition in query.find_all(exp.EQ, exp.In)):
            raise QueryError(
                f"CONSTRAINT_VIOLATION: For the injected projected partition column {key}, the"
                " WHERE clause must contain only static equality conditions, and at least one such"
                " condition must be present"
            )


def _names_values(condition: exp.Expr, key: str) -> bool:
    columns = condition.find_all(exp.Column)
    return any(column.name.lower() == key for column in columns) and any(
        condition.find_all(exp.Literal)
    )


def places(table: Table, objects: Objects) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The folders that hold files, with the values of the partition keys there."""
    template = str(part(table.said, "Parameters").get(TEMPLATE) or "").rstrip("/") + "/"
    head = template.partition("${")[0]
    bucket = head.partition("://")[2].partition("/")[0]
    folders = re.compile(_pattern(template, part(table.said, "Parameters")))
    found: dict[str, Mapping[str, str]] = {}
    for listed in objects.under(head):
        if fits := folders.match(f"s3://{bucket}/{listed.key}"):
            found[fits[0]] = fits.groupdict()
    yield from found.items()


def _pattern(template: str, said: Mapping[str, Any]) -> str:
    """What the addresses of files begin with, each key under its name."""
    texts = _KEY.split(template)
    return "".join(
        f"(?P<{text}>{_values(text, said)})" if number % 2 else re.escape(text)
        for number, text in enumerate(texts)
    )


def _values(key: str, said: Mapping[str, Any]) -> str:
    kind = str(said.get(f"projection.{key}.type", ""))
    form = str(said.get(f"projection.{key}.format", ""))
    values = KINDS.get((kind, form))
    if values is None:
        raise unsupported(f"partition projection of the type {kind} {form}".rstrip())
    return values
