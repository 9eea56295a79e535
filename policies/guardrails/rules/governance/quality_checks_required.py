"""A product of a higher tier promises something of the rows of each of its tables."""

from collections.abc import Iterator

from guardrails.rule import At, Level, Parameter, Props, Rule, Tightening
from guardrails.types import PRODUCT


def check(props: Props) -> Iterator[At]:
    least = props.parameters["leastChecks"][props["tier"]]
    for name, table in props["tables"].items():
        checks = table["quality"] + sum(c["quality"] for c in table["columns"].values())
        if checks < least:
            yield At(f"tables.{name}", f"{checks} of {least} quality rules that its tier asks for")


RULE = Rule(
    id="quality-checks-required",
    code="GOV-014",
    title="Tables have quality rules",
    why="Without one, nobody has said what to hold a table to, and the first to see that it is"
    " empty or half of it null is whoever reports on it. What is written is a promise to readers:"
    " nothing measures it yet.",
    fix="write quality: [{metric: rowCount, mustBeGreaterThan: 0}] at the table, or a rule at one"
    " of its columns",
    level=Level.ADVISORY,
    checks={PRODUCT: check},
    parameters=(
        Parameter(
            name="leastChecks",
            what="quality rules of each table and its columns together, by the product's tier",
            default={"bronze": 0, "silver": 1, "gold": 1},
            tightens=Tightening.HIGHER,
        ),
    ),
    controls=("ODCS quality",),
    relaxable=True,
)
