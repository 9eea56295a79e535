"""What can carry tags says whose it is, who pays, and how confidential it is."""

from collections.abc import Iterator

from guardrails.props import Scope
from guardrails.rule import Parameter, Props, Rule, Tightening
from guardrails.types import TAGGABLE

REQUIRED = Parameter(
    name="requiredTags",
    what="the keys of the tags that a resource must have",
    default=(
        "mesh:classification",
        "mesh:cost-center",
        "mesh:environment",
        "mesh:managed-by",
        "mesh:owner",
    ),
    tightens=Tightening.MORE,
)


def check(props: Props) -> Iterator[str]:
    tags = props.get("tags", {})
    required = props.parameters[REQUIRED.name]
    for name in required:
        value = tags.get(name)
        if not isinstance(value, str) or not value.strip():
            yield f"tags: {name} is missing"
    for name, expected in _expected(props.scope).items():
        if tags.get(name, expected) != expected or (name not in tags and name not in required):
            yield f"tags: {name} must be {expected}"


def _expected(scope: Scope) -> dict[str, str]:
    """The tags whose values follow from where the resource stands."""
    places = {
        "mesh:environment": scope.environment,
        "mesh:domain": scope.domain,
        "mesh:product": scope.product,
    }
    return {name: value for name, value in places.items() if value is not None}


RULE = Rule(
    id="required-tags",
    code="GOV-011",
    title="Resources have the required tags",
    why="Cost reports, alarms and access by attribute all start from the tags; what has none is"
    " nobody's.",
    fix="write the mesh's tags on the resource itself: a provider's default tags are not seen",
    checks=dict.fromkeys(TAGGABLE, check),
    parameters=(REQUIRED,),
    controls=("Security Hub Glue.1", "Security Hub Athena.2", "Security Hub Athena.3"),
)
