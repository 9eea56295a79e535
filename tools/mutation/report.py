"""The result of a whole run as tools/mutation.md, and of any run for a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tools.mutation.mutants import Change, Mutant
from tools.mutation.survivors import LEAST, PATH, Judgement, Listed

PAGE = "tools/mutation.md"
INTRODUCTION = """\
# Mutation testing of the rules

Written by `./mesh dev mutate`: mutmut changes one thing in a function of `policies/guardrails`, and
the tests of the rules are run until one fails. A change that none notices is a survivor; each is
listed below with the reason why it may live, from `{path}`. The aim is {least:.0%} killed.

mutmut changes what stands in functions. Tables beside them, such as the condition keys that pin a
principal, are held by the rules' cases alone.
"""


def page(mutants: Sequence[Mutant], judgement: Judgement, listed: Listed) -> str:
    """The text of tools/mutation.md."""
    head = INTRODUCTION.format(path=PATH, least=LEAST)
    total = f"**{_share(judgement.killed, judgement.tried)}** of {judgement.tried} are killed.\n"
    table = "| module | mutants | killed | |\n| --- | ---: | ---: | ---: |\n"
    rows = "".join(f"{row}\n" for row in _rows(mutants))
    survivors = "".join(f"{line}\n" for line in _survivors(listed))
    return f"{head}\n{total}\n{table}{rows}\n## Survivors\n{survivors}"


def _rows(mutants: Sequence[Mutant]) -> Iterator[str]:
    tried = Counter(mutant.module for mutant in mutants)
    killed = Counter(mutant.module for mutant in mutants if mutant.is_killed)
    for module in sorted(tried):
        share = _share(killed[module], tried[module])
        yield f"| `{module}` | {tried[module]} | {killed[module]} | {share} |"


def _survivors(listed: Listed) -> Iterator[str]:
    about = ("", "")
    for change, because in sorted(listed.items(), key=lambda item: (item[0].function, item[1])):
        if (change.function, because) != about:
            about = (change.function, because)
            yield f"\n`{change.function}`: {because}\n"
        yield f"- `` {change.was} `` → `` {change.becomes} ``"


def _share(killed: int, tried: int) -> str:
    return f"{killed / tried:.1%}"


def lines(judgement: Judgement) -> Iterator[str]:
    """What a run comes to, for a terminal."""
    yield f"{_share(judgement.killed, judgement.tried)} of {judgement.tried} mutants are killed"
    for what, changes in (
        (f"survives and is not in {PATH}", judgement.unlisted),
        (f"has no reason in {PATH}", judgement.unreasoned),
        (f"is in {PATH}, but is noticed or no longer there", judgement.gone),
    ):
        for change in changes:
            yield f"{change.function} {what}:"
            yield from _change(change)


def _change(change: Change) -> Iterator[str]:
    yield f"  - {change.was}"
    yield f"  + {change.becomes}"
