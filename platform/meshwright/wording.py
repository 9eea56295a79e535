"""How a user's own words are shown in a message, and which word they may have meant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from meshwright.visible import one_line

MAX_SHOWN = 60
MAX_SUGGESTIONS = 50
MAX_CHOICES = 5_000
FEW = 3


def shown(text: str) -> str:
    """A user's text in quotes, safe for one line of a terminal."""
    short = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    return f"'{one_line(short)}'"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that looks most like a word, if any does."""
    if len(word) > MAX_SHOWN:
        return None
    by_lower = {choice.lower(): choice for choice in sorted(choices, reverse=True)}
    near = get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`, did you mean 'orders'?`, or nothing."""
    near = nearest(word, choices)
    return "" if near is None else f", did you mean '{near}'?"


@dataclass(slots=True)
class Suggestions:
    """What was meant instead of words that should be among the same choices.

    Each costs a look at all choices, so that only the first few words get one.
    """

    choices: Collection[str]
    _known: dict[str, str] = field(default_factory=dict[str, str])

    def of(self, word: str) -> str:
        """`, did you mean 'orders'?`, or nothing."""
        if word not in self._known:
            is_cheap = len(self._known) < MAX_SUGGESTIONS and len(self.choices) < MAX_CHOICES
            self._known[word] = did_you_mean(word, self.choices) if is_cheap else ""
        return self._known[word]


def one_of(choices: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = choices
    return f"{', '.join(most)} or {last}" if most else last


def few(names: tuple[str, ...]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - FEW:,} more" if len(names) > FEW else ""
    return f"{', '.join(names[:FEW])}{more}"
