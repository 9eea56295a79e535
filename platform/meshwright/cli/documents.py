"""Values as JSON has them: a number stays a number with all its digits, a date is its ISO text."""

import json
import math
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from meshwright.visible import seen_json


def text_of(document: Mapping[str, Any]) -> str:
    """A document as JSON text."""
    # JSON's numbers are exact, Python's encoder has only floats for them: decimals are put in
    # afterwards, each for a mark that no text of a stranger can hold.
    mark = secrets.token_hex(8)
    said = json.dumps(_plain(document, mark), indent=2, ensure_ascii=False, allow_nan=False)
    return seen_json(re.sub(rf'"{mark}:([^"]*)"', r"\1", said))


def _plain(value: Any, mark: str) -> Any:
    match value:
        case Mapping():
            return {_key(k): _plain(v, mark) for k, v in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case str() | None | bool() | int():
            return value
        case float() | Decimal():
            return _number(value, mark)
        case bytes():
            return value.hex()
        case Sequence():
            return [_plain(element, mark) for element in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return _key(value)


def _number(value: float | Decimal, mark: str) -> Any:
    """A number; null for one that JSON has no word for, such as NaN."""
    if not math.isfinite(value):
        return None
    return f"{mark}:{value:f}" if isinstance(value, Decimal) else value


def _key(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)
