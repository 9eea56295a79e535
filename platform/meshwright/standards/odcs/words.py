"""Words of a contract in those of a spec: ids, states, classifications, durations, versions."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from meshwright.specs.models import Classification
from meshwright.specs.scalars import OWNER_PATTERN, VERSION_PATTERN

_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
STATES: Mapping[str, str] = {
    "proposed": "draft",
    "draft": "draft",
    "development": "draft",
    "active": "active",
    "production": "active",
    "deprecated": "deprecated",
    "retired": "retired",
}
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("m", "min", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "week", "weeks"), "w"),
    **dict.fromkeys(("y", "yr", "year", "years"), "y"),
}


def as_id(text: str) -> str:
    """The id that a name comes to, such as `unique_id` of `UniqueID`; empty where there is none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", _INNER_CAPITAL.sub("_", plain).lower())
    found = "_".join(parts)
    return f"n{found}" if found[:1].isdigit() else found


def status_of(said: Any) -> str:
    """A state of ours; what is no state of the standard is a draft, which nobody reads yet."""
    return STATES.get(str(said).lower(), "draft")


def version_of(said: Any) -> str | None:
    """A semantic version, a leading `v` left out; None for another text."""
    text = str(said).removeprefix("v")
    return text if re.fullmatch(VERSION_PATTERN, text) else None


def classification_of(said: Any) -> str:
    """A word of ours; one that we do not know is kept closed: `restricted`."""
    word = str(said).lower()
    known = [each.value for each in Classification]
    return word if word in known else Classification.RESTRICTED.value


def duration_of(value: Any, unit: Any) -> str | None:
    """A duration such as `4h`; None where value or unit are none."""
    number = str(value)
    letter = UNITS.get(str(unit).lower())
    return f"{number}{letter}" if letter and re.fullmatch(r"[1-9][0-9]{0,5}", number) else None


def owner_of(said: Any) -> str | None:
    """A mail address; None for the name of a team or a person."""
    return said if isinstance(said, str) and re.fullmatch(OWNER_PATTERN, said) else None


def line_of(text: str) -> str:
    """A column's description: one line, as long as Glue takes it."""
    return " ".join(text.split())[:255]
