"""Where checkov and our rules say the same of the same resources, and where they do not."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from differential.corpus import UNANSWERED, Question
from guardrails.rule import Rule

SHARED = Path(__file__).with_name("shared.yaml")
DISAGREEMENTS = Path(__file__).with_name("disagreements.yaml")
CHECKOVS = "CKV"
UNCOMPARED = {
    "CKV_AWS_379": "It looks at public access lists alone, and S3-007 refuses every access list.",
}
"""Checks of checkov's that share a rule's aim and look at other resources than the rule does."""
PASSES, FAILS = "passes", "fails"
Answers = Mapping[tuple[str, str], str]
"""Checkov's verdict by check and question; none where it had nothing to ask about."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A question that both ask: checkov's id, our rule and which of its problems answer it."""

    check: str
    rule: Rule
    about: re.Pattern[str]

    def answer(self, question: Question) -> str | None:
        """Our verdict; none where a value is unknown, since then nobody can tell."""
        said = question.said(self.rule)
        if any(UNANSWERED in problem for problem in said):
            return None
        return FAILS if any(map(self.about.search, said)) else PASSES


@dataclass(frozen=True, slots=True, order=True)
class Disagreement:
    """One question on which the two differ."""

    check: str
    rule: str
    checkov: str
    question: str


def shared(rules: Sequence[Rule]) -> tuple[Shared, ...]:
    """Every id of checkov that a rule names as its own, or that the table gives it meanwhile."""
    about = table()
    return tuple(
        Shared(check, rule, re.compile(about.get(rule.code, {}).get(check, "")))
        for rule in rules
        for check in dict.fromkeys((*named(rule), *about.get(rule.code, {})))
        if check not in UNCOMPARED
    )


def table() -> Mapping[str, Mapping[str, str]]:
    """By our rule's code and checkov's id, which of our problems are about the same."""
    return yaml.safe_load(SHARED.read_text(encoding="utf-8"))


def named(rule: Rule) -> Sequence[str]:
    """Checkov's ids among a rule's controls."""
    return [control for control in rule.controls if control.startswith(CHECKOVS)]


def answers(report: str, groups: Sequence[tuple[Question, Sequence[str]]]) -> Answers:
    """Checkov's verdicts out of its report: one resource that fails fails its question."""
    results = json.loads(report)["results"]
    if results["parsing_errors"]:
        raise AssertionError(f"checkov could not read the plan: {results['parsing_errors']}")
    question = {address: asked.name for asked, addresses in groups for address in addresses}
    found: dict[tuple[str, str], str] = {}
    for verdict, records in (
        (PASSES, results["passed_checks"]),
        (FAILS, results["failed_checks"]),
    ):
        for record in records:
            found[record["check_id"], question[record["resource"]]] = verdict
    return found


def compared(
    pairs: Sequence[Shared], asked: Sequence[Question], theirs: Answers
) -> Iterator[Disagreement]:
    for pair in pairs:
        for question in asked:
            other = theirs.get((pair.check, question.name))
            ours = pair.answer(question) if other else None
            if ours and ours != other:
                yield Disagreement(pair.check, pair.rule.code, str(other), question.name)


def listed() -> Mapping[Disagreement, str]:
    """The disagreements that are right, with the reason of each."""
    entries: Sequence[Any] = yaml.safe_load(DISAGREEMENTS.read_text(encoding="utf-8"))
    return {
        Disagreement(entry["check"], entry["rule"], entry["checkov"], question): entry["because"]
        for entry in entries
        for question in entry["questions"]
    }


def as_entries(found: Sequence[Disagreement]) -> str:
    """Disagreements as the list writes them, each still without its reason."""
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in sorted(found):
        grouped[each.check, each.rule, each.checkov].append(each.question)
    entries = [
        {"check": check, "rule": rule, "checkov": verdict, "because": "", "questions": questions}
        for (check, rule, verdict), questions in grouped.items()
    ]
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000)
