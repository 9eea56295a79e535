"""Where datacontract-cli's verdicts on the corpus of pairs are others than ours, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.oracle.corpus import PRODUCT, Pair, edited, files, pairs
from tools.oracle.odcs import contract

ANSWERS = Path(__file__).parents[2] / "tests/contracts/datacontract.yaml"
VERSION = "datacontract-cli 1.2.8"
FORMS = frozenset({"minLength", "maxLength", "pattern"})
"""What ODCS says by `logicalTypeOptions`, which its tool compares with nothing."""
OURS = FORMS | {
    "status",
    "sunset",
    "successor",
    "supersedes",
    "tier",
    "version",
    "storage",
    "terms",
}
"""Fields at the end or the start of a path that ODCS has not, or has for a contract as a whole."""
WHOLE = frozenset({"classification", "description", "tags"})
"""Fields of the product as a whole, whose defaults we hand down to columns."""


@dataclass(frozen=True)
class Answer:
    """One pair and both verdicts."""

    pair: Pair
    theirs: str

    @property
    def agrees(self) -> bool:
        """Whether both call it breaking, or neither does."""
        return (self.pair.verdict == "breaking") == (self.theirs == "breaking")


def shared() -> Iterator[Pair]:
    """The pairs that both can tell of: what changes lies within tables or levels of service."""
    for pair in pairs():
        if all(map(_is_shared, (*pair.to, *pair.base))):
            yield pair


def _is_shared(path: str) -> bool:
    first, *_, last = path.split(".") if "." in path else (path, path)
    return "/" not in path and not {first, last} & OURS and first not in WHOLE


def contracts() -> Mapping[str, Any]:
    """Both contracts of each shared pair, by its case."""
    made: dict[str, Any] = {}
    for pair in shared():
        before = edited(files(), pair.base)
        after = edited(before, pair.to)
        made[pair.case] = [contract(before[PRODUCT]), contract(after[PRODUCT])]
    return made


def recorded() -> Any:
    """What is written down of the last run."""
    return yaml.safe_load(ANSWERS.read_text("utf-8"))


def written(answers: Mapping[str, str], reasons: Mapping[str, str]) -> str:
    """The verdicts as a file, each disagreement under its reason; new ones have none yet."""
    by_case = {pair.case: Answer(pair, answers[pair.case]) for pair in shared()}
    agreed = {case: a.theirs for case, a in by_case.items() if a.agrees}
    others: dict[str, dict[str, str]] = {}
    for case, answer in by_case.items():
        if not answer.agrees:
            others.setdefault(reasons.get(case, ""), {})[case] = answer.theirs
    disagreed = [{"reason": reason, "cases": cases} for reason, cases in others.items()]
    document = {"oracle": VERSION, "disagreements": disagreed, "agreed": agreed}
    return HEAD + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


HEAD = """\
# What datacontract-cli's `breaking` says of the pairs that it can tell of, as written by
# `python -m tools.oracle`. Disagreements are about whether a change breaks; their reasons are
# written by hand, and kept.
"""


def reasons() -> Mapping[str, str]:
    """The reasons that are written down, by case."""
    if not ANSWERS.exists():
        return {}
    known = recorded()["disagreements"]
    return {case: group["reason"] for group in known for case in group["cases"]}
