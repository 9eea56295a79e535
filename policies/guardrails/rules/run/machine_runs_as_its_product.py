"""A product's machine runs as the product's own role, and as none that may do more or other."""

from collections.abc import Iterator

from guardrails.naming import runtime_role_of
from guardrails.rule import Props, Rule
from guardrails.types import STATE_MACHINE


def check(props: Props) -> Iterator[str]:
    role = runtime_role_of(props.get("name", ""), props.scope)
    if role is None or props.get("roleArn") != role:
        yield "roleArn must be the runtime role of the product that the machine is named after"
    if props.get("type", "STANDARD") != "STANDARD":
        yield "type must be STANDARD: an express run ends after five minutes, and tells no end"


RULE = Rule(
    id="machine-runs-as-its-product",
    code="RUN-002",
    title="Machines run as their product's own role",
    why="What a machine reads is what its role was granted: with another product's role, or with a"
    " person's, it reads past every agreement of its own.",
    fix="give the machine the runtime role mesh-<env>--<domain>--<product>--runtime",
    checks={STATE_MACHINE: check},
)
