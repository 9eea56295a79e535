"""What a product reads is a product of the mesh: what comes from outside it names no input."""

from collections.abc import Iterator

from guardrails.rule import At, Props, Rule
from guardrails.types import PRODUCT


def check(props: Props) -> Iterator[At]:
    for index, read in enumerate(props["inputs"]):
        if not read["exists"]:
            yield At(f"inputs.{index}", "there is no such product in the mesh")


RULE = Rule(
    id="inputs-exist",
    code="LIN-001",
    title="Inputs are products of the mesh",
    why="Lineage that ends at a name that nobody bears tells neither what a change breaks nor where"
    " a wrong number comes from.",
    fix="name a product of the mesh as <domain>.<product>; a source outside of the mesh is no input"
    " but what a source-aligned product is filled from",
    checks={PRODUCT: check},
    superseded_by=("CHK001", "SPEC016", "SPEC017"),
)
