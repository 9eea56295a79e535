"""How domains scored on earlier days, kept in a file beside a portal and read again.

A commit does not know how it was found to be on other days, since rules and waivers change beside
it. So each portal holds a file of the days before and of its own, which the next one can be given:
equal files make equal pages.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from meshwright.errors import UsageError

FILE = "scores.json"
VERSION = 1
MOST = 60
"""Days that are kept, the newest ones."""
Count = Annotated[int, Field(ge=0)]


class Mark(BaseModel):
    """How a domain was found on one day."""

    model_config = ConfigDict(frozen=True)

    products: Count
    passing: Count
    """Products about which nothing was found that was not waived."""
    errors: Count

    @property
    def percent(self) -> int:
        """The products that pass, rounded down; of none, all. Never more than all."""
        return min(100, self.passing * 100 // self.products) if self.products else 100


Days = Mapping[date, Mapping[str, Mark]]
"""By day, the first first: the domains by id."""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True)

    version: int
    environment: str
    days: dict[date, dict[str, Mark]]


class UnreadableError(ValueError):
    """A text that holds no scores of an environment; the message says why."""


def followed(before: Days, day: date, marks: Mapping[str, Mark]) -> Days:
    """What is known of days, and one of them anew."""
    known = {**before, day: marks}
    return {each: known[each] for each in sorted(known)[-MOST:]}


def text_of(environment: str, days: Days) -> str:
    """Scores as a file holds them, a day on each line."""
    lines = (
        f'  "{day.isoformat()}": {json.dumps({d: m.model_dump() for d, m in marks.items()})}'
        for day, marks in days.items()
    )
    head = f' "version": {VERSION},\n "environment": {json.dumps(environment)},\n "days": {{\n'
    return "{\n" + head + ",\n".join(lines) + "\n }\n}\n"


def parse(text: bytes, environment: str) -> Days:
    """The scores that a text holds. Raises UnreadableError where they are of something else."""
    try:
        told = _File.model_validate_json(text)
    except ValidationError as error:
        raise UnreadableError("holds no scores of domains") from error
    if told.version != VERSION:
        raise UnreadableError(f"is of version {told.version}, and this one reads {VERSION}")
    if told.environment != environment:
        raise UnreadableError(f"holds scores of the environment {told.environment}")
    return told.days


def load_scores(path: Path, environment: str) -> Days:
    """The scores that a file holds. Raises UsageError where it holds none of the environment."""
    try:
        return parse(path.read_bytes(), environment)
    except OSError as error:
        reason = "cannot be read"
        raise UsageError(f"{path} {reason}: {error.strerror}", fix=_FIX) from error
    except UnreadableError as error:
        raise UsageError(f"{path} {error}", fix=_FIX) from error


_FIX = f"name the `{FILE}` of a portal of this environment, `published` or `none`"
