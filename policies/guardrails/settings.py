"""How a rule stands for one product: its level and parameters, and who decided each of them.

A rule's defaults come first, then what the organisation, its packs, the environment, the domain and
the product ask for, in this order. Each may ask for more than those before it; for less only of a
rule that is `relaxable`. What may not be asked for is refused and changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, cast

from guardrails.rule import Level, Parameter, Rule, Tightening

LEVEL = "level"
"""The name under which provenance speaks of the level; no parameter may have it."""


class Kind(StrEnum):
    """Why something that was asked for is refused."""

    NO_SUCH_PARAMETER = "noSuchParameter"
    WRONG_VALUE = "wrongValue"
    OUT_OF_RANGE = "outOfRange"
    RELAXES = "relaxes"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOverride:
    """What one governance file asks of one rule."""

    layer: str
    """Who asks, such as `the floor`, `environment prod`, `domain sales`."""
    level: Level | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """As the file has them: plain JSON values."""
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    """`file:line` of the level and of each parameter, by their names."""
    sets_parameters: bool = False
    """Whether it may set parameters to anything: the organisation's own numbers and names."""


@dataclass(frozen=True, slots=True)
class Step:
    """One decision on the way to a setting."""

    name: str
    """The parameter's, or `level`."""
    value: Any
    layer: str
    place: str = ""
    """`file:line`; empty for the rule's own default."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that a governance file may not ask for, and that therefore changes nothing."""

    kind: Kind
    name: str
    """The parameter's, or `level`."""
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule as it holds somewhere."""

    rule: Rule
    level: Level
    parameters: Mapping[str, Any]
    provenance: tuple[Step, ...] = ()
    """Every decision, the last of a name being the one that holds."""

    def decided(self, name: str) -> Step:
        """The decision that holds for the level or a parameter."""
        return next(step for step in reversed(self.provenance) if step.name == name)


def initial(rule: Rule) -> Setting:
    """A rule where no file says anything."""
    level = rule.level
    steps = [Step(name, value, "the rule") for name, value in rule.defaults.items()]
    return Setting(rule, level, rule.defaults, (Step(LEVEL, level, "the rule"), *steps))


def resolved(rule: Rule, overrides: Iterable[RuleOverride]) -> Setting:
    """A rule after all that files ask of it, without what they may not ask for."""
    setting = initial(rule)
    for override in overrides:
        setting, _ = apply_override(setting, override)
    return setting


def apply_override(setting: Setting, override: RuleOverride) -> tuple[Setting, tuple[Refusal, ...]]:
    """A setting after one wish, and what of the wish is refused."""
    refused = tuple(_refusals(setting, override))
    names = {refusal.name for refusal in refused}
    steps: list[Step] = []
    level = setting.level
    if override.level is not None and LEVEL not in names:
        level = override.level
        steps.append(_step(override, LEVEL, level))
    parameters = dict(setting.parameters)
    for name in (name for name in override.parameters if name not in names):
        parameters[name] = taken(parameters[name], override.parameters[name])
        steps.append(_step(override, name, parameters[name]))
    provenance = (*setting.provenance, *steps)
    return replace(setting, level=level, parameters=parameters, provenance=provenance), refused


def _step(override: RuleOverride, name: str, value: Any) -> Step:
    return Step(name, value, override.layer, override.places.get(name, ""))


def _refusals(setting: Setting, override: RuleOverride) -> Iterator[Refusal]:
    yield from _level_refusals(setting, override)
    known = {parameter.name: parameter for parameter in setting.rule.parameters}
    for name, value in override.parameters.items():
        if name not in known:
            choices = ", ".join(sorted(known))
            fix = f"its parameters are {choices}" if known else "leave `parameters` out"
            problem = f"{setting.rule.code} has no parameter '{name}'"
            yield Refusal(Kind.NO_SUCH_PARAMETER, name, problem, fix)
        elif refusal := _value_refusal(setting, known[name], value, override):
            yield refusal


def _level_refusals(setting: Setting, override: RuleOverride) -> Iterator[Refusal]:
    code, level = setting.rule.code, override.level
    if level is None:
        return
    if level.rank < setting.level.rank and not setting.rule.relaxable:
        fix = f"leave it {setting.level}, or ask for a waiver of what cannot comply"
        problem = f"{code} is {setting.level} here and cannot be made {level}"
        yield Refusal(Kind.RELAXES, LEVEL, problem, fix)
    elif level is Level.OFF and override.parameters:
        problem = f"{code} is switched off and given parameters at once"
        yield Refusal(Kind.CONTRADICTS, LEVEL, problem, "leave one of the two out")


def _value_refusal(
    setting: Setting, parameter: Parameter, value: Any, override: RuleOverride
) -> Refusal | None:
    name, code = parameter.name, setting.rule.code
    if expected := unlike(parameter.default, value):
        problem = f"{name} of {code} has to be {expected}"
        return Refusal(Kind.WRONG_VALUE, name, problem, f"write {expected}")
    now = setting.parameters[name]
    wanted = taken(now, value)
    if beyond := _beyond(parameter, wanted):
        return Refusal(Kind.OUT_OF_RANGE, name, f"{name} of {code} {beyond}", "stay in that range")
    if override.sets_parameters or setting.rule.relaxable:
        return None
    if is_as_tight(parameter.tightens, now, wanted):
        return None
    problem = f"{name} of {code} is {written(now)} here, and {written(wanted)} asks for less"
    fix = f"{_ADVICE[parameter.tightens]}, or ask for a waiver of what cannot comply"
    return Refusal(Kind.RELAXES, name, problem, fix)


_ADVICE = {
    Tightening.LOWER: "only a smaller number may be asked for",
    Tightening.HIGHER: "only a larger number may be asked for",
    Tightening.FEWER: "only leave entries out",
    Tightening.MORE: "only add entries",
}


def taken(now: Any, value: Any) -> Any:
    """A file's value as a parameter's: lists are tuples, and a mapping changes what it names."""
    if isinstance(now, Mapping):
        return {**cast("Mapping[str, int]", now), **value}
    return tuple(value) if isinstance(value, list | tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - looked at before


def unlike(default: Any, value: Any) -> str:
    """What kind of value a parameter takes, where it is not of that kind; else nothing."""
    match default:
        case bool():
            return "" if isinstance(value, bool) else "true or false"
        case int():
            return "" if _is_whole(value) else "a whole number"
        case float():
            return "" if _is_whole(value) or isinstance(value, float) else "a number"
        case str():
            return "" if isinstance(value, str) else "a text"
        case Mapping():
            return _unlike_mapping(cast("Mapping[str, int]", default), value)
        case _:
            return "" if _is_list_of_texts(value) else "a list of texts"


def _unlike_mapping(default: Mapping[str, int], value: Any) -> str:
    expected = f"a mapping of {' or '.join(default) or 'names'} to whole numbers"
    if not isinstance(value, Mapping):
        return expected
    said = cast("Mapping[str, Any]", value)
    known = not default or set(said) <= set(default)
    return "" if known and all(map(_is_whole, said.values())) else expected


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_list_of_texts(value: Any) -> bool:
    if not isinstance(value, list | tuple):
        return False
    return all(isinstance(entry, str) for entry in cast("list[Any]", value))


def _beyond(parameter: Parameter, value: Any) -> str:
    for number in _numbers(value):
        if parameter.least is not None and number < parameter.least:
            return f"has to be at least {parameter.least:g}"
        if parameter.most is not None and number > parameter.most:
            return f"has to be at most {parameter.most:g}"
    return ""


def _numbers(value: Any) -> Iterable[float]:
    if isinstance(value, Mapping):
        return cast("Mapping[str, int]", value).values()
    return (value,) if isinstance(value, int | float) else ()


def is_as_tight(tightens: Tightening, now: Any, wanted: Any) -> bool:
    """Whether a value asks for no less than the one that holds."""
    if now == wanted:
        return True
    if isinstance(now, Mapping):
        before = cast("Mapping[str, int]", now)
        # What is not named has no bound yet, so that naming it asks for more.
        return all(is_as_tight(tightens, before.get(key, n), n) for key, n in wanted.items())
    if isinstance(now, tuple):
        return _is_as_tight_list(tightens, frozenset(cast("tuple[str, ...]", now)), wanted)
    if isinstance(now, str):
        return False
    return wanted >= now if tightens is Tightening.HIGHER else wanted <= now


def _is_as_tight_list(tightens: Tightening, now: frozenset[str], wanted: Iterable[str]) -> bool:
    return now <= set(wanted) if tightens is Tightening.MORE else now >= set(wanted)


def written(value: Any) -> str:
    """A parameter's value in the words of a file."""
    match value:
        case bool():
            return "true" if value else "false"
        case Mapping():
            pairs = cast("Mapping[str, Any]", value).items()
            return "{" + ", ".join(f"{key}: {written(entry)}" for key, entry in pairs) + "}"
        case tuple() | list():
            return "[" + ", ".join(map(str, cast("tuple[str, ...]", value))) + "]"
        case _:
            return str(value)
