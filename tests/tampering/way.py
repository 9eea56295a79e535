"""One way to tamper with access, and what a proof has to find of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from drift.kind import Act

Found = tuple[str, str, str, bool]
"""A difference: its code, its text (who, thing and what is said), whom it is of, whether ours."""


@dataclass(frozen=True)
class Way:
    """A way to tamper; those of one round do not hide each other."""

    name: str
    round: str
    act: Act
    finds: tuple[tuple[str, str], ...]
    """Each difference that has to be told: its code, and part of its text."""
    theirs: bool = False
    """Whether it is a stranger's, which stays until somebody is named."""
    also: tuple[str, ...] = ()
    """Codes of what else may follow from it."""
    is_of_more: bool = False
    """Whether it takes more than one product in one domain: others, agreements, a reader."""
    undo: Act | None = None
    """What a person does about what neither a repair nor a refreshed update takes away."""

    def missed(self, found: Iterable[Found]) -> list[tuple[str, str]]:
        """What it ought to be told by and is not, or is told of as somebody else's."""
        told = list(found)
        return [each for each in self.finds if not any(self._is(each, one) for one in told)]

    def tells(self, found: Found) -> bool:
        """Whether a difference is of this way."""
        return found[0] in self.also or any(self._is(each, found) for each in self.finds)

    def _is(self, wanted: tuple[str, str], found: Found) -> bool:
        code, text = wanted
        return found[0] == code and text in found[1] and found[3] is not self.theirs


def unexplained(found: Iterable[Found], ways: Iterable[Way]) -> list[Found]:
    """Differences that no way is told by."""
    every = list(ways)
    return [one for one in found if not any(way.tells(one) for way in every)]


def from_document(differences: Iterable[Any]) -> list[Found]:
    """Differences of `mesh access prove --json`."""
    return [
        (d["code"], f"{d['who'] or ''} {d['thing']}: {d['said']}", d["who"] or "", d["isOurs"])
        for d in differences
    ]
