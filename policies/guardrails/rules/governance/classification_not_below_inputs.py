"""What is made of confidential data stays confidential, unless somebody says why it is not."""

from collections.abc import Iterable, Iterator

from guardrails.rule import At, Props, Rule
from guardrails.rules.governance.classification_required import LEVELS
from guardrails.types import PRODUCT


def check(props: Props) -> Iterator[At]:
    if props.get("declassification", "").strip():
        return
    own = _highest(table["columns"] for table in props["tables"].values())
    for index, read in enumerate(props["inputs"]):
        granted = _highest(read["granted"].values())
        if granted > own:
            yield At(
                f"inputs.{index}",
                f"it opens {LEVELS[granted]} columns, and no column of the product is above"
                f" {LEVELS[own]}",
            )


def _highest(tables: Iterable[Props]) -> int:
    """The rank of the highest classification; another word than the four is GOV-002's affair."""
    words = {columns[name]["classification"] for columns in tables for name in columns}
    return max((LEVELS.index(word) for word in words if word in LEVELS), default=0)


RULE = Rule(
    id="classification-not-below-inputs",
    code="GOV-004",
    title="Products are classified at least as high as their inputs",
    why="A copy under a lower classification takes the protection off data that its owner has"
    " classified higher.",
    fix="classify the columns that come from there as high, or say in declassification: … why what"
    " is left of them may be known more widely",
    checks={PRODUCT: check},
)
