"""Words as they are searched: cut from text, without their plural, and with slips of the pen."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_INNER = re.compile(r"[-'’]")
SHORTEST_PART, SHORTEST_SLIP, LONG = 3, 4, 8
"""Letters from which a word is found within others, may have a slip, or two of them."""
_QUESTION = """
    a an and any are at be by can do does for from have how i in is it may me my of on or our own
    owns see that the there to was we what where which who whom whose with
"""
EMPTY = frozenset(_QUESTION.split())
"""Words that a question has, and that say nothing of what is looked for."""


class Likeness(IntEnum):
    """How well a word of the catalog fits one that is looked for, in percent."""

    SAME = 100
    BEGINS = 75
    HOLDS = 50
    SLIP = 40


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """The words of a text; one with a hyphen as one word, and in its parts."""
    return frozenset(_words(text))


def _words(text: str) -> Iterator[str]:
    for found in _WORD.findall(text.casefold()):
        parts = _INNER.split(found)
        yield _singular("".join(parts))
        if len(parts) > 1:
            yield from map(_singular, parts)


def asked(texts: Iterable[str]) -> tuple[str, ...]:
    """The words that somebody looks for, in order; those of questions only where there are none."""
    found = [_asked(word) for text in texts for word in _WORD.findall(text.casefold())]
    telling = [word for word in found if word not in EMPTY]
    return tuple(dict.fromkeys(telling or found))


def _asked(word: str) -> str:
    return _singular("".join(_INNER.split(word)))


def _singular(word: str) -> str:
    """An English word without its plural; what is cut from both sides alike does no harm."""
    if len(word) <= SHORTEST_PART or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def alike(word: str, known: Collection[str]) -> Mapping[str, Likeness]:
    """The known words that fit one, and how well; such with slips where no other fits."""
    found = {each: likeness for each in known if (likeness := _likeness(word, each))}
    return found or {each: Likeness.SLIP for each in known if is_slip(word, each)}


def _likeness(word: str, known: str) -> Likeness | None:
    if word not in known:
        return None
    if known == word:
        return Likeness.SAME
    if known.startswith(word):
        return Likeness.BEGINS
    return Likeness.HOLDS if len(word) >= SHORTEST_PART else None


def is_slip(word: str, known: str) -> bool:
    """Whether a word is another but for a slip of the pen, or two in a long one."""
    most = _most_slips(word)
    return bool(most) and abs(len(word) - len(known)) <= most and _slips(word, known, most) <= most


def _most_slips(word: str) -> int:
    if len(word) < SHORTEST_SLIP:
        return 0
    return 1 if len(word) < LONG else 2


def _slips(one: str, other: str, most: int) -> int:
    """Letters that are missing, too many, wrong, or two that have changed places.

    The restricted edit distance (optimal string alignment), given up where it is above `most`.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            least = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                least = min(least, before[column - 2] + 1)
            now.append(least)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]
