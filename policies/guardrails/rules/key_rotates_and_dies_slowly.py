"""A key is renewed every year, and its deletion can be taken back for a month."""

from collections.abc import Iterator

from guardrails.rule import Props, Rule
from guardrails.types import KEY

LONGEST_WINDOW = 30
"""AWS's longest, and its default (KMS API, ScheduleKeyDeletion)."""


def check(props: Props) -> Iterator[str]:
    if props.get("enableKeyRotation") is not True:
        yield "enableKeyRotation must be true"
    if props.get("deletionWindowInDays", LONGEST_WINDOW) < LONGEST_WINDOW:
        yield f"deletionWindowInDays must be at least {LONGEST_WINDOW}"


RULE = Rule(
    id="key-rotates-and-dies-slowly",
    code="KMS-001",
    title="Keys rotate, and their deletion can be taken back",
    why="Without its key, data is lost for ever; a month is what it takes to notice.",
    fix="set enableKeyRotation true and deletionWindowInDays 30",
    checks={KEY: check},
)
