"""Rules of quality and levels of service, which contracts and specs say nearly alike."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from meshwright.specs.consistency import COLUMN_METRICS, COMPARISONS, ENUM_TYPES, TABLE_METRICS
from meshwright.specs.models import QualityRule, ServiceLevel
from meshwright.standards.odcs.words import duration_of

Fields = dict[str, Any]
RULE_FIELDS = tuple(field.alias or name for name, field in QualityRule.model_fields.items())
LATENCY = ("latency", "freshness")
"""What ODCS, and what some of its tools call how old the newest rows are at most."""
_UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1)))


def rule_of(said: Mapping[str, Any], *, is_column: bool) -> Fields | None:
    """The part of a contract's rule that a spec can say; None for rules of SQL, text or tools."""
    if said.get("type", "library") != "library":
        return None
    fields = {name: said[name] for name in RULE_FIELDS if said.get(name) is not None}
    try:
        rule = QualityRule.model_validate(fields, by_alias=True, by_name=False)
    except ValidationError:
        return None
    metrics = COLUMN_METRICS if is_column else TABLE_METRICS
    made = [name for name in COMPARISONS if getattr(rule, name) is not None]
    return fields if rule.metric in metrics and len(made) == 1 else None


def rule(spec: QualityRule) -> Fields:
    """A rule as a contract has it."""
    said = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return {"type": "library", **said}


def enum_rule(values: tuple[str | int, ...]) -> Fields:
    """The only values of a column, which ODCS 3.1 says by a rule."""
    arguments = {"validValues": list(values)}
    return {"type": "library", "metric": "invalidValues", "arguments": arguments, "mustBe": 0}


def enum_of(said: Mapping[str, Any], type_name: str) -> list[Any] | None:
    """The only values, where a rule says nothing else and a column of that type can have them."""
    plain = {name: value for name, value in said.items() if name not in ("type", "arguments")}
    arguments = said.get("arguments")
    kind = ENUM_TYPES.get(type_name)
    if plain != {"metric": "invalidValues", "mustBe": 0} or not isinstance(arguments, Mapping):
        return None
    values: Any = arguments.get("validValues")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if list(arguments) != ["validValues"] or not isinstance(values, list) or not values or not kind:  # pyright: ignore[reportUnknownArgumentType]
        return None
    is_whole = all(type(v) is kind for v in values) and len({*values}) == len(values)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return values if is_whole else None  # pyright: ignore[reportUnknownVariableType]


def levels(sla: ServiceLevel) -> list[Fields]:
    """A product's levels of service."""
    found: list[Fields] = []
    for name, span in (("latency", sla.freshness), ("retention", sla.retention)):
        if span is not None:
            value, unit = _span(span)
            found.append({"property": name, "value": value, "unit": unit})
    if sla.availability is not None:
        share = float(sla.availability)
        value = int(share) if share.is_integer() else share
        found.append({"property": "availability", "value": value, "unit": "percent"})
    return found


def level_of(said: Mapping[str, Any]) -> tuple[str, str] | None:
    """The field of `sla` that an entry says, and its value; None for another level."""
    name, value, unit = said.get("property"), said.get("value"), said.get("unit")
    if name == "availability":
        share = str(value).removesuffix("%")
        is_share = unit in ("percent", "%") or str(value).endswith("%")
        return ("availability", f"{share}%") if is_share and _is_share(share) else None
    span = duration_of(value, unit)
    if span is None or name not in (*LATENCY, "retention"):
        return None
    return ("retention" if name == "retention" else "freshness", span)


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 100
    except ValueError:
        return False


def _span(span: timedelta) -> tuple[int, str]:
    """A duration in the largest unit that leaves no rest: days, hours or, at least, minutes."""
    return next((span // length, unit) for unit, length in _UNITS if not span % length)
