"""The mutants that may live: a list of changes that no test need notice, each with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.mutation.mutants import Change, Mutant

PATH = "tests/guardrails/survivors.yaml"
LEAST = 0.85
"""Of the mutants that were tried, the share that tests have to kill."""
HEAD = """\
# Changes of the rules that no test notices, by function, and why that is right. `./mesh dev mutate`
# fails where one is missing here or has no reason, and where one that stands here is noticed after
# all; with --update it writes this file anew and leaves the reasons that are there.
"""

Listed = Mapping[Change, str]
"""The reason why a change may go unnoticed."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a run comes to beside the list."""

    tried: int
    killed: int
    unlisted: tuple[Change, ...]
    unreasoned: tuple[Change, ...]
    gone: tuple[Change, ...]
    """Listed, but noticed after all, or no longer there."""

    @property
    def is_enough(self) -> bool:
        return self.killed / self.tried >= LEAST

    @property
    def is_good(self) -> bool:
        return self.is_enough and not (self.unlisted or self.unreasoned or self.gone)


def judged(mutants: Sequence[Mutant], listed: Listed, *, is_whole: bool) -> Judgement:
    """A run beside the list; a sample says nothing of what it did not try."""
    survived = sorted({mutant.change for mutant in mutants if not mutant.is_killed})
    tried = {mutant.change for mutant in mutants}
    expected = {change for change in listed if is_whole or change in tried}
    return Judgement(
        tried=len(mutants),
        killed=sum(mutant.is_killed for mutant in mutants),
        unlisted=tuple(change for change in survived if change not in listed),
        unreasoned=tuple(change for change in survived if listed.get(change) == ""),
        gone=tuple(sorted(expected - set(survived))),
    )


def read(root: Path) -> Listed:
    """The list of a checkout; empty where there is none yet."""
    path = root / PATH
    if not path.is_file():
        return {}
    entries: Sequence[Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or ()
    return {
        Change(entry["function"], change["was"], change["becomes"]): entry["because"]
        for entry in entries
        for change in entry["changes"]
    }


def write(root: Path, survived: Iterable[Change], listed: Listed) -> None:
    """Makes the list that of these survivors, with the reasons it has."""
    grouped: dict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
    for change in sorted(set(survived)):
        entry = {"was": change.was, "becomes": change.becomes}
        grouped[change.function, listed.get(change, "")].append(entry)
    entries = [
        {"function": function, "because": because, "changes": changes}
        for (function, because), changes in grouped.items()
    ]
    text = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000)
    (root / PATH).write_text(HEAD + text, encoding="utf-8")
