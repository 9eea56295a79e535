"""What a rule hears is a pattern that EventBridge can match; moto takes filters that are none.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
"""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from localaws.strict.call import Call, Fault, Guard

NAME = re.compile(r"[.\-_A-Za-z0-9]{1,64}")
LONGEST = 4096
FILTERS = {
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
}


def check(call: Call) -> Fault | None:
    name = str(call.body.get("Name", ""))
    if not NAME.fullmatch(name):
        return Fault("ValidationException", f"Value '{name}' at 'name' is not valid.")
    written = call.body.get("EventPattern")
    if written is None:
        return None
    reason = next(_reasons(str(written)), None)
    if reason is None:
        return None
    return Fault("InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}")


def _reasons(text: str) -> Iterator[str]:
    if len(text) > LONGEST:
        yield f"Length exceeds {LONGEST} characters"
    try:
        pattern = json.loads(text)
    except ValueError:
        yield "Filter is not valid JSON"
        return
    if not isinstance(pattern, dict) or not pattern:
        yield "Filter is not an object, or an empty one"
        return
    yield from _of_fields(cast("dict[str, Any]", pattern))


def _of_fields(fields: dict[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        if name == "$or" and isinstance(value, list):
            for each in cast("list[dict[str, Any]]", value):
                yield from _of_fields(each)
        elif isinstance(value, dict):
            yield from _of_fields(cast("dict[str, Any]", value))
        elif isinstance(value, list) and value:
            yield from _of_filters(name, cast("list[Any]", value))
        else:
            yield f'"{name}" must be an object or an array that is not empty'


def _of_filters(name: str, filters: list[Any]) -> Iterator[str]:
    for each in filters:
        if isinstance(each, list):
            yield f'"{name}" has an array in its array'
        elif isinstance(each, dict):
            named = list(cast("dict[str, Any]", each))
            if len(named) != 1 or named[0] not in FILTERS:
                yield f"Unrecognized match type {', '.join(named)}"


GUARD = Guard("events", ("PutRule",), check)
