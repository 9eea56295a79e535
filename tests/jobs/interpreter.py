"""An interpreter of the part of the Amazon States Language that machines are written in.

It reads paths and intrinsics as AWS does, calls a function for each task, and never waits. So a
test sees every state, and can end a run after any of them. That the local AWS's own interpreter
runs the same definitions is tested there.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Call = Callable[[str, dict[str, Any]], Any]
"""Answers a task, by the end of its resource and its parameters; raises Failed."""
_TOKEN = re.compile(
    r"\s*(?:(\$\$?(?:\.\w+|\[\*\]|\[\d+\])*)|'((?:\\.|[^'\\])*)'|(-?\d+)|(States\.\w+)|(.))"
)


class Failed(Exception):  # noqa: N818 - a state failed, which is no error of the test
    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(f"{error}: {cause}")
        self.error, self.cause = error, cause


class Killed(Exception):  # noqa: N818 - the end of a run, as an abort is
    pass


class Run:
    """One execution of a definition."""

    def __init__(self, text: str, call: Call, name: str = "run", day: str = "2026-11-27") -> None:
        self.definition = json.loads(text)
        self.call = call
        self.context = {
            "Execution": {"Id": f"arn:{name}", "Name": name, "StartTime": f"{day}T02:00:00.123Z"},
            "StateMachine": {"Id": "arn:machine"},
            "State": {"EnteredTime": f"{day}T02:00:05.000Z"},
        }
        self.entered: list[str] = []
        self.kill_after: int | None = None

    def start(self, given: Any) -> Any:
        """The output of the run. Raises Failed where it fails."""
        return self._machine(self.definition, given, self.context)

    def _machine(self, machine: Mapping[str, Any], given: Any, context: Mapping[str, Any]) -> Any:
        name = machine["StartAt"]
        while True:
            state = machine["States"][name]
            self.entered.append(name)
            assert len(self.entered) < 5_000
            assert not ("End" in state and "Next" in state), name
            given, name = self._state(state, given, context)
            if self.kill_after is not None and len(self.entered) > self.kill_after:
                raise Killed
            if not name:
                return given

    def _state(self, state: Mapping[str, Any], given: Any, context: Mapping[str, Any]) -> Any:
        match state["Type"]:
            case "Succeed":
                return given, ""
            case "Fail":
                raise Failed(
                    *(looked_up(state[f"{key}Path"], given, context) for key in ("Error", "Cause"))
                )
            case "Wait":
                return given, state["Next"]
            case "Choice":
                ways = (c["Next"] for c in state["Choices"] if holds(c, given))
                return given, next(ways, state.get("Default"))
            case _:
                return self._working(state, given, context)

    def _working(self, state: Mapping[str, Any], given: Any, context: Mapping[str, Any]) -> Any:
        left = [retry["MaxAttempts"] for retry in state.get("Retry", ())]
        while True:
            try:
                result = self._result(state, given, context)
                break
            except Failed as failure:
                if _tries_again(state, failure.error, left):
                    continue
                for caught in state.get("Catch", ()):
                    if not _names(caught, failure.error):
                        continue
                    error = {"Error": failure.error, "Cause": failure.cause}
                    return placed(given, caught["ResultPath"], error), caught["Next"]
                raise
        if "ResultSelector" in state:
            result = template(state["ResultSelector"], result, context)
        output = placed(given, state.get("ResultPath", "$"), result)
        return looked_up(state.get("OutputPath", "$"), output, context), state.get("Next", "")

    def _result(self, state: Mapping[str, Any], given: Any, context: Mapping[str, Any]) -> Any:
        given = looked_up(state.get("InputPath", "$"), given, context)
        if "Parameters" in state:
            given = template(state["Parameters"], given, context)
        match state["Type"]:
            case "Pass":
                return state.get("Result", given)
            case "Task":
                return self.call(state["Resource"].removeprefix("arn:aws:states:::"), given)
            case "Parallel":
                return [self._machine(branch, given, context) for branch in state["Branches"]]
            case _:
                return [self._item(state, given, item, context)
                        for item in looked_up(state["ItemsPath"], given, context)]  # fmt: skip

    def _item(
        self, state: Mapping[str, Any], given: Any, item: Any, context: Mapping[str, Any]
    ) -> Any:
        inside = {**context, "Map": {"Item": {"Value": item}}}
        selected = template(state["ItemSelector"], given, inside)
        return self._machine(state["ItemProcessor"], selected, inside)


def _tries_again(state: Mapping[str, Any], error: str, left: list[int]) -> bool:
    """Whether a retrier that names the error has an attempt left, which is used then."""
    for index, retry in enumerate(state.get("Retry", ())):
        if _names(retry, error):
            left[index] -= 1
            return left[index] >= 0
    return False


def _names(handler: Mapping[str, Any], error: str) -> bool:
    """Whether a retrier or a catcher is about an error."""
    return bool({error, "States.TaskFailed", "States.ALL"} & {*handler["ErrorEquals"]})


def template(value: Any, given: Any, context: Any) -> Any:
    """A payload template with what its `.$` keys look up."""
    if isinstance(value, list):
        return [template(inner, given, context) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key.removesuffix(".$"): looked_up(inner, given, context)
        if key.endswith(".$")
        else template(inner, given, context)
        for key, inner in value.items()
    }


def looked_up(text: str, given: Any, context: Any) -> Any:
    tokens = [match.groups() for match in _TOKEN.finditer(text) if match.group().strip()]
    value, rest = _expression(tokens, given, context)
    assert not rest, text
    return value


def _expression(tokens: list[Any], given: Any, context: Any) -> tuple[Any, list[Any]]:
    (path, literal, number, function, _), rest = tokens[0], tokens[1:]
    if path is not None:
        return _path(path, given, context), rest
    if literal is not None:
        return re.sub(r"\\(.)", r"\1", literal), rest
    if number is not None:
        return int(number), rest
    values: list[Any] = []
    while rest[0][-1] != ")":
        value, rest = _expression(rest[1:], given, context)
        values.append(value)
    return INTRINSICS[function.removeprefix("States.")](*values), rest[1:]


def _path(path: str, given: Any, context: Any) -> Any:
    value, is_many = (context, False) if path.startswith("$$") else (given, False)
    for name, index in re.findall(r"\.(\w+)|\[(\*|\d+)\]", path):
        if index == "*":
            inner = [i for v in value for i in v] if is_many else value
            value, is_many = inner, True
        elif is_many:
            value = [v[name] for v in value]
        else:
            value = _step(value, name, index, path)
    return value


def _step(value: Any, name: str, index: str, path: str) -> Any:
    try:
        return value[name] if name else value[int(index)]
    except (KeyError, IndexError, TypeError):
        raise Failed("States.ParameterPathFailure", path) from None


def _format(text: str, *values: Any) -> str:
    parts = text.split("{}")
    assert len(parts) == len(values) + 1
    shown = [v if isinstance(v, str) else json.dumps(v) for v in values]
    return "".join(part + value for part, value in zip(parts, [*shown, ""], strict=True))


INTRINSICS: Mapping[str, Callable[..., Any]] = {
    "Format": _format,
    "Array": lambda *values: [*values],
    "ArrayGetItem": lambda array, index: array[index],
    "ArrayLength": len,
    "ArrayContains": lambda array, value: value in array,
    "ArrayRange": lambda first, last, step: [*range(first, last + 1, step)],
    "MathAdd": lambda one, other: one + other,
    "StringSplit": lambda text, sign: [part for part in text.split(sign) if part],
    "StringToJson": json.loads,
}


def placed(given: Any, path: str | None, value: Any) -> Any:
    if path is None:
        return given
    names = path.split(".")[1:]
    if not names:
        return value
    inner = given.get(names[0], {})
    return {**given, names[0]: placed(inner, ".".join(("$", *names[1:])), value)}


def holds(condition: Mapping[str, Any], given: Any) -> bool:
    if "And" in condition:
        return all(holds(inner, given) for inner in condition["And"])
    if "Or" in condition:
        return any(holds(inner, given) for inner in condition["Or"])
    if "Not" in condition:
        return not holds(condition["Not"], given)
    try:
        value = _path(condition["Variable"], given, None)
    except Failed:
        assert "IsPresent" in condition, condition
        return condition["IsPresent"] is False
    ((operator, wanted),) = ((k, v) for k, v in condition.items() if k not in ("Variable", "Next"))
    return _compared(operator, value, wanted, given)


def _compared(operator: str, value: Any, wanted: Any, given: Any) -> bool:
    if operator.endswith("Path"):
        return _compared(operator.removesuffix("Path"), value, _path(wanted, given, None), given)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match operator:
        case "IsPresent":
            return wanted
        case "IsTimestamp":
            return isinstance(value, str) and _is_timestamp(value)
        case "BooleanEquals":
            return value is wanted
        case "StringEquals":
            return isinstance(value, str) and value == wanted
        case "StringLessThanEquals":
            return isinstance(value, str) and isinstance(wanted, str) and value <= wanted
        case "StringMatches":
            pattern = ".*".join(map(re.escape, wanted.split("*")))
            return isinstance(value, str) and bool(re.fullmatch(pattern, value, re.DOTALL))
        case "NumericEquals":
            return is_number and value == wanted
        case _:
            assert operator == "NumericGreaterThan"
            return is_number and value > wanted


def _is_timestamp(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
