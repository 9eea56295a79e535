"""`waivers.yaml`: the findings that a product's reviewers have agreed to live with for a while."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.errors import Code, Finding, Position
from meshwright.specs import codes
from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Day, Line, Many, Text
from meshwright.specs.source import Path, Source
from meshwright.wording import shown

WAIVERS_FILE = "waivers.yaml"
MOST_DAYS = 90
"""The longest that a waiver may hold: what takes longer is no exception."""
LEAST_REASON = 20
"""The fewest characters that can say why."""
CHANGES = frozenset(
    {
        "CHK061",
        "CHK080",
        "CHK081",
        "CHK082",
        "CHK083",
        "CHK084",
        "CHK085",
        "CHK086",
        "CHK087",
        "CHK088",
        "CHK089",
        "CHK090",
        "CHK145",
        "CHK201",
    }
)
"""The codes of findings about a change of a contract that a waiver may name as it names rules."""


class WaiverSpec(Frozen):
    """One finding that is agreed to."""

    rule: Text
    """The code of the rule, such as S3-006, or of a finding about a change, such as CHK080."""
    finding: Line
    """The path that the finding prints, such as tables.orders.columns.discount."""
    reason: Text
    """Why it can be lived with, in at least 20 characters."""
    ticket: Line
    """Where the work on it is followed."""
    granted: Day
    """The first day on which it holds, in UTC."""
    expires: Day
    """The last day on which it holds, in UTC: at most 90 days later."""


class WaiversSpec(Frozen):
    """`waivers.yaml`: who merges it approves, and git says who and when."""

    waivers: Many[WaiverSpec]
    """The findings that are agreed to, each with its reason and its end."""


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of one product, and where they stand."""

    spec: WaiversSpec
    source: Source

    def __iter__(self) -> Iterator[tuple[WaiverSpec, Position]]:
        for index, waiver in enumerate(self.spec.waivers):
            yield waiver, self.source.at("waivers", index)


Problem = tuple[Code, Path, str]


def check_waivers(
    spec: WaiversSpec | None, _raw: Mapping[str, Any], source: Source
) -> Iterator[Finding]:
    """What no single field of a waiver can know."""
    if spec is None:
        return
    named: Counter[tuple[str, str]] = Counter()
    for index, waiver in enumerate(spec.waivers):
        for code, field, message in _problems(waiver):
            path = ("waivers", index, field)
            yield code.at(source.at_value(*path), message, where=".".join(map(str, path)))
        named[waiver.rule, waiver.finding] += 1
        if named[waiver.rule, waiver.finding] == 2:
            message = f"{waiver.rule} at {shown(waiver.finding)} is waived twice"
            where = f"waivers.{index}"
            yield codes.REPEATED.at(source.at("waivers", index), message, where=where)


def _problems(waiver: WaiverSpec) -> Iterator[tuple[Code, str, str]]:
    if not is_path(waiver.finding):
        message = f"{shown(waiver.finding)} is not the path of one finding"
        yield codes.NO_FINDING, "finding", message
    if len(waiver.reason) < LEAST_REASON:
        message = (
            f"the reason has {len(waiver.reason)} characters, at least {LEAST_REASON} are required"
        )
        yield codes.NO_REASON, "reason", message
    days = (waiver.expires - waiver.granted).days
    if days < 0:
        yield codes.WAIVER_DATES, "expires", "the waiver expires before it is granted"
    elif days > MOST_DAYS:
        message = f"the waiver holds for {days} days, at most {MOST_DAYS} are allowed"
        yield codes.WAIVER_DATES, "expires", message


def is_path(text: str) -> bool:
    """Whether a text can be the path of one finding: no pattern, no file and no line of one."""
    steps = text.split(".")
    is_clean = not set(text) & set("*?/ ")
    is_place = any(step.startswith(("yaml", "yml")) for step in steps)
    return is_clean and all(steps) and text[0].isalpha() and not is_place
