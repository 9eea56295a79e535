"""What a target gets of an event: all of it, a part, a text of its own, or a template filled in.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jsonpath_ng.ext.parser import parse

PLACE = re.compile(r"<([A-Za-z0-9_.-]+)>")
MISSING = object()


def text_for(target: Mapping[str, Any], event: Mapping[str, Any], rule: Any) -> str:
    """The text that a target gets, mostly JSON."""
    if "Input" in target:
        return str(target["Input"])
    if "InputPath" in target:
        found = _at(str(target["InputPath"]), event)
        return json.dumps(None if found is MISSING else found)
    if "InputTransformer" in target:
        return filled(target["InputTransformer"], event, rule)
    return json.dumps(event)


def filled(transformer: Mapping[str, Any], event: Mapping[str, Any], rule: Any) -> str:
    """A template with its places filled: as text within quotes, as JSON outside of them."""
    paths: Mapping[str, str] = transformer.get("InputPathsMap", {})
    values = {name: _at(path, event) for name, path in paths.items()} | _known(event, rule)
    template, text, end = str(transformer["InputTemplate"]), "", 0
    for place in PLACE.finditer(template):
        text += template[end : place.start()]
        end = place.end()
        value = values.get(place.group(1), MISSING)
        text += _inside(value) if _is_quoted(template[: place.start()]) else _outside(value)
    return text + template[end:]


def _known(event: Mapping[str, Any], rule: Any) -> dict[str, Any]:
    """The places that EventBridge fills in itself."""
    without_detail = {name: value for name, value in event.items() if name != "detail"}
    return {
        "aws.events.rule-arn": rule.arn,
        "aws.events.rule-name": rule.name,
        "aws.events.event": without_detail,
        "aws.events.event.json": dict(event),
        "aws.events.event.ingestion-time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def _is_quoted(before: str) -> bool:
    """Whether what follows a text stands within double quotes."""
    return before.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 1


def _inside(value: Any) -> str:
    if value is MISSING:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _outside(value: Any) -> str:
    return '""' if value is MISSING else json.dumps(value, ensure_ascii=False)


def _at(path: str, event: Mapping[str, Any]) -> Any:
    found = [match.value for match in parse(_quoted(path)).find(event)]
    return found[0] if found else MISSING


def _quoted(path: str) -> str:
    """A path whose names with hyphens, such as `detail-type`, are read as one name."""
    return re.sub(r"\.([A-Za-z0-9_]+-[A-Za-z0-9_-]+)", r".'\1'", path)
