"""What the catalog is told keeps to Glue's lengths and words; moto takes anything.

https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html
https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
https://docs.aws.amazon.com/glue/latest/webapi/API_PartitionInput.html
https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html
https://docs.aws.amazon.com/glue/latest/webapi/API_EncryptionAtRest.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from localaws.strict.call import (
    Call,
    Fault,
    Guard,
    items,
    part,
)

NAME, DESCRIPTION = 255, 2048
KEY, VALUE = 255, 512_000
LINE = re.compile(r"[\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF\t]*")
MODES = ("DISABLED", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE")


def check(call: Call) -> Fault | None:
    return next(_faults(call.body), None)


def _faults(body: Mapping[str, Any]) -> Iterator[Fault]:
    if "DatabaseInput" in body:
        yield from _described("databaseInput", body["DatabaseInput"])
    if "TableInput" in body:
        yield from _described("tableInput", body["TableInput"])
        yield from _columns("tableInput", body["TableInput"])
    if "PartitionInput" in body:
        yield from _parameters("partitionInput", body["PartitionInput"])
        yield from _columns("partitionInput", body["PartitionInput"])
    settings = body.get("DataCatalogEncryptionSettings", {})
    mode = settings.get("EncryptionAtRest", {}).get("CatalogEncryptionMode", MODES[0])
    if mode not in MODES:
        place = "dataCatalogEncryptionSettings.encryptionAtRest.catalogEncryptionMode"
        words = f"Member must satisfy enum value set: [{', '.join(MODES)}]"
        yield _invalid(mode, place, words)


def _described(place: str, described: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _named(f"{place}.name", described.get("Name", ""), NAME)
    yield from _longest(f"{place}.description", described.get("Description"), DESCRIPTION)
    yield from _parameters(place, described)


def _parameters(place: str, described: Mapping[str, Any]) -> Iterator[Fault]:
    for key, value in part(described, "Parameters").items():
        yield from _longest(f"{place}.parameters", key, KEY)
        yield from _longest(f"{place}.parameters.{key}", value, VALUE)


def _columns(owner: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    lists = {
        "storageDescriptor.columns": items(part(table, "StorageDescriptor"), "Columns"),
        "partitionKeys": items(table, "PartitionKeys"),
    }
    for place, columns in lists.items():
        for number, column in enumerate(columns, 1):
            at = f"{owner}.{place}.{number}.member"
            yield from _named(f"{at}.name", column.get("Name", ""), NAME)
            yield from _longest(f"{at}.comment", column.get("Comment"), NAME)


def _named(place: str, name: str, longest: int) -> Iterator[Fault]:
    if not name:
        yield _invalid(name, place, "Member must have length greater than or equal to 1")
    if not LINE.fullmatch(name):
        yield _invalid(name, place, "Member must satisfy regular expression pattern: single line")
    yield from _longest(place, name, longest)


def _longest(place: str, text: str | None, longest: int) -> Iterator[Fault]:
    if text and len(text) > longest:
        yield _invalid(text, place, f"Member must have length less than or equal to {longest}")


def _invalid(value: str, place: str, constraint: str) -> Fault:
    shown = value if len(value) <= 300 else f"{value[:300]}..."
    message = (
        f"1 validation error detected: Value '{shown}' at '{place}' failed to satisfy "
        f"constraint: {constraint}"
    )
    return Fault("ValidationException", message)


GUARD = Guard(
    "glue",
    (
        "CreateDatabase",
        "UpdateDatabase",
        "CreateTable",
        "UpdateTable",
        "CreatePartition",
        "UpdatePartition",
        "PutDataCatalogEncryptionSettings",
    ),
    check,
)
