"""Arguments and answers of services as a state machine writes them.

A call of `aws-sdk` names its fields in PascalCase, also of services whose own are in camelCase; a
JSON object for a field of text or bytes is written as JSON.
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast


def plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as JSON: without what botocore adds, moments as text, bodies read."""
    said = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    return _plain(said)


def sent(arguments: Mapping[str, Any], shape: Any) -> dict[str, Any]:
    """Arguments under the names, and of the kinds, that the service's model has for them."""
    known = {name.lower(): (name, member) for name, member in shape.members.items()}
    found: dict[str, Any] = {}
    for name, value in arguments.items():
        own, member = known.get(name.lower(), (name, None))
        found[own] = value if member is None else _sent(value, member)
    return found


def received(answer: Any) -> Any:
    """An answer with its fields in PascalCase."""
    if isinstance(answer, dict):
        fields = cast("dict[str, Any]", answer)
        return {name[:1].upper() + name[1:]: received(value) for name, value in fields.items()}
    if isinstance(answer, list):
        return [received(item) for item in cast("list[Any]", answer)]
    return answer


def _sent(value: Any, shape: Any) -> Any:
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            return sent(cast("dict[str, Any]", value), shape)
        case "list" if isinstance(value, list):
            return [_sent(item, shape.member) for item in cast("list[Any]", value)]
        case "string" if not isinstance(value, str):
            return _json(value)
        case "blob":
            return (value if isinstance(value, str) else _json(value)).encode()
        case _:
            return value


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
    return value.read().decode() if hasattr(value, "read") else value
