"""Files that a command writes and a user may change: whose text one is now.

The head of such a file holds a digest of the rest. Where it still fits, nobody has changed the
file, and a new version may take its place.
"""

import hashlib
import re
from enum import StrEnum

HEAD = """\
# Written by `{command}`: run it again after a change of platform/environments/.
# A file that was changed by hand is left alone ({digest}).
"""
HEADED = re.compile(r"# Written by `mesh [^\n]*\n#[^\n]*\((sha256:[0-9a-f]{16})\)\.\n")


class Standing(StrEnum):
    """Whose text a file is."""

    MISSING = "missing"
    CURRENT = "current"
    STALE = "stale"
    """As the command wrote it once, and would write otherwise now."""
    CHANGED = "changed"
    """Changed by hand, or never written by the command."""


def headed(command: str, body: str) -> str:
    """A text under a head that says what wrote it."""
    return HEAD.format(command=command, digest=_digest(body)) + body


def is_ours(text: str) -> bool:
    """Whether a text is as the command has written it, now or then."""
    head = HEADED.match(text)
    return head is not None and head[1] == _digest(text[head.end() :])


def standing(there: str | None, wanted: str) -> Standing:
    if there is None:
        return Standing.MISSING
    if there == wanted:
        return Standing.CURRENT
    return Standing.STALE if is_ours(there) else Standing.CHANGED


def _digest(body: str) -> str:
    return f"sha256:{hashlib.sha256(body.encode()).hexdigest()[:16]}"
