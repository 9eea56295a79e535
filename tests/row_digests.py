"""What tells whether two tables hold the same rows, whatever their order and their files."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


def described(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A table's rows: how many, the sum of each column of numbers, and a digest of them all."""
    count, digest = 0, 0
    sums: dict[str, Any] = {}
    for row in rows:
        count += 1
        digest = (digest + _row(row)) % (1 << 128)
        for name, value in row.items():
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                sums[name] = sums.get(name, 0) + value
    texts = {name: str(total) for name, total in sorted(sums.items())}
    return {"rows": count, "sums": texts, "digest": f"{digest:032x}"}


def _row(row: Mapping[str, Any]) -> int:
    text = json.dumps(_plain(row), sort_keys=True)
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest())


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case None | bool() | int() | str():
            return value
        case datetime():
            # An Iceberg table of Athena has no zones: a moment is its time in UTC.
            return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)
        case _:
            return str(value)
