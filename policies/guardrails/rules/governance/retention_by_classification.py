"""How long data is kept fits its class, and no lifecycle takes a table's files by their age."""

from collections.abc import Iterator

from guardrails.lifecycles import LifecycleRule, configured_rules, rules_of_bucket
from guardrails.locations import table_locations
from guardrails.naming import is_audited_bucket
from guardrails.rule import At, Parameter, Props, Resource, Rule, Stack, Tightening
from guardrails.rules.governance.classification_required import LEVELS
from guardrails.types import BUCKET_LIFECYCLES, BUCKETS, PRODUCT


def check(props: Props) -> Iterator[At]:
    word = _highest(props)
    # Another word than the four is GOV-002's affair.
    if word is None:
        return
    most = props.parameters["mostDays"][word]
    days = props["sla"].get("retention", props.parameters["daysWhereUnsaid"][word])
    if days > most:
        yield At("sla.retention", f"{word} data is kept for at most {most} days, not {days}")


def _highest(props: Props) -> str | None:
    """The classification of the most sensitive table, which is that of its highest column."""
    words = {table["classification"] for table in props["tables"].values()}
    return max((word for word in words if word in LEVELS), key=LEVELS.index, default=None)


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    """No rule expires current objects under a table's location.

    An object's age is not the age of its rows: compaction writes old rows anew, and a file that is
    still read may be years old. A file of a log is as old as its lines.
    """
    locations = [
        (bucket, prefix)
        for _, bucket, prefix in table_locations(stack)
        if stack.scope.domain is not None or not is_audited_bucket(bucket, stack.scope)
    ]
    for resource, rule in _expiring(stack):
        # No location can name a bucket whose name is left to chance.
        bucket = resource.props.get("bucket")
        if any(place == bucket and _meet(rule.prefix, prefix) for place, prefix in locations):
            yield resource, f"{rule.where} expires current objects under a table's location"


def _expiring(stack: Stack) -> Iterator[tuple[Resource, LifecycleRule]]:
    rules = [(r, rule) for r in stack.of(*BUCKET_LIFECYCLES) for rule in configured_rules(r.props)]
    rules += [(r, rule) for r in stack.of(*BUCKETS) for rule in rules_of_bucket(r.props.known)]
    for resource, rule in rules:
        if rule.expires_objects:
            yield resource, rule


def _meet(one: str, other: str) -> bool:
    """Whether some object can lie under both prefixes."""
    return one.startswith(other) or other.startswith(one)


RULE = Rule(
    id="retention-by-classification",
    code="GOV-005",
    title="Retention fits the classification",
    why="What is kept can leak, and the more it would hurt, the sooner it has to go; a lifecycle"
    " that deletes files by their age takes away rows that are still wanted.",
    fix="shorten sla: {retention: …}, or leave it out: the organisation's own holds then; let no"
    " lifecycle rule expire current objects where a table's files lie",
    controls=("FSBP S3.13",),
    check_stack=check_stack,
    checks={PRODUCT: check},
    parameters=(
        Parameter(
            name="mostDays",
            what="for which data may be kept, by the highest classification of its columns",
            default={
                "public": 36_500,
                "internal": 3_650,
                "confidential": 1_825,
                "restricted": 1_095,
            },
            tightens=Tightening.LOWER,
        ),
        Parameter(
            name="daysWhereUnsaid",
            what="for which data is kept where its product says nothing, by the same",
            default={"public": 3_650, "internal": 1_825, "confidential": 1_095, "restricted": 365},
            tightens=Tightening.LOWER,
        ),
    ),
)
