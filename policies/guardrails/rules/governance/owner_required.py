"""A product has an owner, its own or its domain's, and its domain says where to ask."""

from collections.abc import Iterator

from guardrails.rule import At, Props, Rule
from guardrails.types import DOMAIN, PRODUCT


def check_owner(props: Props) -> Iterator[At]:
    if not props.get("owner", "").strip():
        yield At("owner", "nobody owns it: neither the product nor its domain names an owner")


def check_domain(props: Props) -> Iterator[At]:
    yield from check_owner(props)
    if not props.get("support", {}).get("channel", "").strip():
        yield At("support", "it names no support channel to ask in", advisory=True)


RULE = Rule(
    id="owner-required",
    code="GOV-001",
    title="Products have an owner, their domain a support channel",
    why="Data that nobody answers for is data that nobody corrects; who finds it odd needs to know"
    " whom to ask, and where.",
    fix="write owner in domain.yaml or product.yaml, and support: {channel: …} in domain.yaml",
    checks={PRODUCT: check_owner, DOMAIN: check_domain},
    controls=("ODCS team", "ODCS support"),
)
