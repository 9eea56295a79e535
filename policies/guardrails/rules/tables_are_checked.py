"""A product of a higher tier checks the quality of each of its tables."""

from collections.abc import Iterator

from guardrails.rule import At, Parameter, Props, Rule, Severity, Tightening
from guardrails.types import PRODUCT


def check(props: Props) -> Iterator[At]:
    least = props.parameters["leastChecks"][props["tier"]]
    for name, table in props["tables"].items():
        checks = table["quality"] + sum(c["quality"] for c in table["columns"].values())
        if checks < least:
            yield At(f"tables.{name}", f"{checks} of {least} quality checks that its tier asks for")


RULE = Rule(
    id="tables-are-checked",
    code="GOV-014",
    title="Tables are checked",
    why="Without a check, the first to see that a table is empty or half of it null is whoever"
    " reports on it.",
    fix="write quality: [{metric: rowCount, mustBeGreaterThan: 0}] at the table, or a check at one"
    " of its columns",
    severity=Severity.ADVISORY,
    checks={PRODUCT: check},
    parameters=(
        Parameter(
            name="leastChecks",
            what="of each table and its columns together, by the product's tier",
            default={"bronze": 0, "silver": 1, "gold": 1},
            tightens=Tightening.HIGHER,
        ),
    ),
    controls=("ODCS quality",),
    relaxable=True,
)
