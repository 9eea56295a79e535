"""What a statement says only when it runs: blanks that the machine fills.

A query of a team can hold none: a zero character is refused in one. What fills them was looked at
(days) or comes from Step Functions itself; the name of a run does not, since whoever starts it
chooses it, quotes included.
"""

import re
from collections.abc import Mapping

BACK, FROM, TO = "\0back\0", "\0from\0", "\0to\0"
"""1 where a window counts back from its day, else 0; the first and the last day of a run."""
STARTED, TODAY = "\0started\0", "\0today\0"
"""When the run was started, and the day of that."""
LATEST = "\0latest\0"
"""The day of the last refresh."""
PATHS: Mapping[str, str] = {
    "back": "$.span.back",
    "from": "$.span.from",
    "to": "$.span.to",
    "started": "$$.Execution.StartTime",
    "today": "$.today",
    "latest": "$.latest.day",
}
"""Where the machine finds what fills each."""
_BLANK = re.compile(rf"\0({'|'.join(PATHS)})\0")


def pieces(statement: str) -> list[tuple[str, bool]]:
    """A statement's parts in order, each with whether it is the name of a blank."""
    parts = _BLANK.split(statement)
    return [(part, bool(index % 2)) for index, part in enumerate(parts) if part]


def has_blanks(statement: str) -> bool:
    return _BLANK.search(statement) is not None


def filled(statement: str, values: Mapping[str, str]) -> str:
    """A statement as a run makes it."""
    return _BLANK.sub(lambda blank: values[blank[1]], statement)
