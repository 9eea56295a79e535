"""Whether what an owner promises of rows and service is more or less than it was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from meshwright.specs.models import QualityRule, ServiceLevel

SEVERITIES = ("info", "warning", "error")
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Range:
    """The measures that a rule allows: an interval, or all but one."""

    low: Decimal = -ENDLESS
    high: Decimal = ENDLESS
    low_open: bool = False
    high_open: bool = False
    is_excluded: bool = False

    def lies_within(self, other: "Range") -> bool:
        """Whether everything that this allows is allowed by the other."""
        if self.is_excluded:
            return other.is_excluded and other.is_inside(self)
        return self._apart(other) if other.is_excluded else self.is_inside(other)

    def is_inside(self, other: "Range") -> bool:
        """Whether this interval lies within another one."""
        low = (self.low, self.low_open) >= (other.low, other.low_open)
        return low and (self.high, not self.high_open) <= (other.high, not other.high_open)

    def _apart(self, other: "Range") -> bool:
        """Whether this lies wholly beside an interval whose ends are excluded with it."""
        is_below = self.high < other.low or (self.high == other.low and self.high_open)
        return is_below or self.low > other.high or (self.low == other.high and self.low_open)


def range_of(rule: QualityRule) -> Range:
    """What a rule allows; a rule has exactly one comparison."""
    match rule:
        case QualityRule(must_be=n) if n is not None:
            return Range(_number(n), _number(n))
        case QualityRule(must_not_be=n) if n is not None:
            return Range(_number(n), _number(n), is_excluded=True)
        case QualityRule(must_be_greater_than=n) if n is not None:
            return Range(low=_number(n), low_open=True)
        case QualityRule(must_be_greater_or_equal_to=n) if n is not None:
            return Range(low=_number(n))
        case QualityRule(must_be_less_than=n) if n is not None:
            return Range(high=_number(n), high_open=True)
        case QualityRule(must_be_less_or_equal_to=n) if n is not None:
            return Range(high=_number(n))
        case QualityRule(must_be_between=pair) if pair is not None:
            return _between(pair)
        case _:
            pair = rule.must_not_be_between or (0, 0)
            return _between(pair, is_excluded=True)


def _between(pair: tuple[float, float], *, is_excluded: bool = False) -> Range:
    return Range(_number(pair[0]), _number(pair[1]), is_excluded=is_excluded)


def _number(bound: float) -> Decimal:
    return Decimal(str(bound))


def is_kept(rule: QualityRule, rules: Iterable[QualityRule]) -> bool:
    """Whether one of the rules promises all that a rule promises."""
    return any(_promises(other, rule) for other in rules)


def _promises(one: QualityRule, other: QualityRule) -> bool:
    same = (one.metric, one.unit, one.arguments) == (other.metric, other.unit, other.arguments)
    weighs = SEVERITIES.index(one.severity) >= SEVERITIES.index(other.severity)
    return same and weighs and range_of(one).lies_within(range_of(other))


def said(rule: QualityRule) -> str:
    """A rule in one line, as a spec writes it."""
    fields = rule.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    return ", ".join(f"{name} {value}" for name, value in fields.items() if name != "description")


LESS_IS_MORE = {"freshness": True, "availability": False, "retention": False}
"""The levels of service, and whether the smaller one promises more."""


def service_levels(
    before: ServiceLevel, after: ServiceLevel
) -> Iterator[tuple[str, Any, Any, bool]]:
    """Each level that differs: its name, before, after, and whether less is promised."""
    for name, less_is_more in LESS_IS_MORE.items():
        had, has = getattr(before, name), getattr(after, name)
        if had == has:
            continue
        if had is None or has is None:
            yield name, had, has, has is None
        else:
            yield name, had, has, (has > had) is less_is_more
