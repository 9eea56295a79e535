"""Commands of the AWS command line, as pages and remedies show them, made as calls by boto3.

An option's value is text, JSON or the command line's shorthand (`a=b,c=d`), by what AWS's own model
of the call says it is; a call or an option that AWS does not know is an error.
"""

import json
import re
import shlex
from collections.abc import Callable
from typing import Any

SERVICES = {"s3api": "s3"}
ASSIGNED = re.compile(r"(\w+)=\$\((.*)\)")
GIVEN = ("query", "output")
"""Options that are about the answer, not the call."""


def run(lines: str, client: Callable[[str], Any]) -> None:
    """Runs lines of a shell that are `aws …` or `name=$(aws …)`."""
    names: dict[str, str] = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        assigned = ASSIGNED.fullmatch(line)
        name, command = assigned.groups() if assigned else ("", line)
        for known, value in names.items():
            command = command.replace(f"${known}", value)
        answer = call(command, client)
        if name:
            names[name] = answer


def call(command: str, client: Callable[[str], Any]) -> Any:
    """What one command answers, narrowed by its `--query`."""
    aws, service, operation, *words = shlex.split(command)
    assert aws == "aws", command
    own, method = client(SERVICES.get(service, service)), operation.replace("-", "_")
    model = own.meta.service_model.operation_model(own.meta.method_to_api_mapping[method])
    members = {name.lower(): (name, shape) for name, shape in model.input_shape.members.items()}
    given = {o.removeprefix("--"): v for o, v in zip(words[::2], words[1::2], strict=True)}
    arguments: dict[str, Any] = {}
    for option, text in given.items():
        if option not in GIVEN:
            name, shape = members[option.replace("-", "")]
            arguments[name] = _value(text, shape)
    answer = getattr(own, method)(**arguments)
    for part in filter(None, given.get("query", "").split(".")):
        answer = answer[part]
    return answer


def _value(text: str, shape: Any) -> Any:
    if text[:1] in ("{", "["):
        return json.loads(text)
    match shape.type_name:
        case "structure":
            pairs = (pair.split("=", 1) for pair in text.split(","))
            return {name: _value(value, shape.members[name]) for name, value in pairs}
        case "list":
            return text.split(",")
        case "integer":
            return int(text)
        case "boolean":
            return {"true": True, "false": False}[text]
        case _:
            return text
