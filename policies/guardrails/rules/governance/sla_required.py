"""A product of a higher tier says how fresh it is kept and how often it can be read."""

from collections.abc import Iterator

from guardrails.rule import At, Parameter, Props, Rule, Tightening
from guardrails.types import PRODUCT


def check(props: Props) -> Iterator[At]:
    if props["tier"] not in props.parameters["tiers"]:
        return
    for promise in props.parameters["promises"]:
        if promise not in props["sla"]:
            yield At("sla", f"{promise} is not promised, and the product's tier asks for it")


RULE = Rule(
    id="sla-required",
    code="GOV-006",
    title="Products of a higher tier have a service level agreement",
    why="Silver and gold are what others build on: they plan by how old the data may be and how"
    " often it may be missing.",
    fix="write sla: {freshness: 24h, availability: 99%} with what the product can keep, or lower"
    " its tier",
    checks={PRODUCT: check},
    parameters=(
        Parameter(
            name="tiers",
            what="the tiers that have to promise",
            default=("silver", "gold"),
            tightens=Tightening.MORE,
        ),
        Parameter(
            name="promises",
            what="what they promise: freshness, availability, retention",
            default=("freshness", "availability"),
            tightens=Tightening.MORE,
        ),
    ),
    controls=("ODCS slaProperties",),
    relaxable=True,
)
