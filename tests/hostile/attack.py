"""One attack of a domain on another's data, and what has to be said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ATTACKER = "finance"
MARK = "§"
"""Stands in a text where the line is that has to be named; it is not written."""


@dataclass(frozen=True)
class Link:
    """A symbolic link in place of a file or folder."""

    target: str


Content = str | bytes | Link | None
"""What is written; None takes a file of the sound mesh away."""
Files = Mapping[str, Content]


@dataclass(frozen=True)
class Attack:
    """Files of the attacker, by their paths below domains/."""

    family: str
    name: str
    files: Files
    codes: frozenset[str]
    """What is told of it, at a marked line or else in one of the files; none where it is harmless.
    """
    is_refused: bool = True
    """Whether the check fails; what is only told of, or not at all, must change nothing."""
    agreed: frozenset[str] = frozenset()
    """Columns that the rest of an agreement, which the victim has to approve, rightly names."""

    @property
    def id(self) -> str:
        return f"{self.family}: {self.name}"

    @property
    def asks_victim(self) -> bool:
        """Whether somebody who reviews for the victim has to approve it."""
        return any(not path.startswith(f"{ATTACKER}/") for path in self.files)

    @property
    def is_of_history(self) -> bool:
        """Whether git alone tells it from a product that was moved, whose plan is the same."""
        return self.codes == {"CHK070"}

    @property
    def marked(self) -> frozenset[tuple[str, int]]:
        """The lines that have to be named."""
        return frozenset(
            (f"domains/{path}", number)
            for path, content in self.files.items()
            if isinstance(content, str)
            for number, line in enumerate(content.split("\n"), 1)
            if MARK in line
        )

    def write(self, root: Path, sound: Files) -> None:
        """The sound mesh with the attack in it."""
        for path, content in {**sound, **self.files}.items():
            write(root / "domains" / path, content)


def write(file: Path, content: Content) -> None:
    if content is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    match content:
        case Link(target):
            file.symlink_to(target)
        case bytes():
            file.write_bytes(content)
        case str():
            file.write_bytes(content.replace(MARK, "").encode())


Variant = tuple[str, str, str]
"""A name, what stands at a place of the file, and the codes that tell of it."""


def family(name: str, at: str, text: Callable[[str], str], *variants: Variant) -> list[Attack]:
    """One attack for each text that stands at a place of a file.

    A code with a question mark behind it is told of, and does not fail the check; a name with a
    plus before it is a column that is rightly agreed beside.
    """
    return [attack(name, each, {at: text(inserted)}, code) for each, inserted, code in variants]


def attack(of: str, name: str, files: Files, told: str) -> Attack:
    codes = [word for word in told.split() if not word.startswith("+")]
    agreed = frozenset(word[1:] for word in told.split() if word.startswith("+"))
    is_refused = any(not code.endswith("?") for code in codes)
    return Attack(of, name, files, frozenset(c.rstrip("?") for c in codes), is_refused, agreed)
