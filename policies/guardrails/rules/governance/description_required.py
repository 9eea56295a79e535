"""Tables and most of their columns are described, the more the product promises."""

from collections.abc import Iterator

from guardrails.rule import At, Level, Parameter, Props, Rule, Tightening
from guardrails.types import PRODUCT


def check(props: Props) -> Iterator[At]:
    if not props.get("description", "").strip():
        yield At("description", "the product is not described")
    least = props.parameters["leastPercent"][props["tier"]]
    for name, table in props["tables"].items():
        if least > 0:
            yield from _table(f"tables.{name}", table, least)


def _table(path: str, table: Props, least: int) -> Iterator[At]:
    if not table.get("description", "").strip():
        yield At(path, "the table is not described")
    columns = table["columns"]
    described = sum(bool(c.get("description", "").strip()) for c in columns.values())
    if described * 100 < least * len(columns):
        yield At(
            f"{path}.columns",
            f"{described} of {len(columns)} columns are described, and {least} in 100 have to be",
        )


RULE = Rule(
    id="description-required",
    code="GOV-007",
    title="Data is described",
    why="A stranger finds a product by its words, and reads a column as its name suggests where"
    " nothing else is said.",
    fix="write description: … at the product, at its tables and at their columns",
    level=Level.ADVISORY,
    checks={PRODUCT: check},
    parameters=(
        Parameter(
            name="leastPercent",
            what="of a table's columns, by the product's tier; 0 asks for no table's description"
            " either",
            default={"bronze": 0, "silver": 50, "gold": 80},
            tightens=Tightening.HIGHER,
        ),
    ),
    controls=("dbt-bouncer MO021",),
    relaxable=True,
)
