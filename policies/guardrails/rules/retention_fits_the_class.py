"""How long data is kept fits its class, and no lifecycle takes a table's files by their age."""

from collections.abc import Iterator

from guardrails.lifecycles import LifecycleRule, configured_rules, rules_of_bucket
from guardrails.locations import table_locations
from guardrails.rule import Resource, Rule, Stack
from guardrails.types import BUCKET_LIFECYCLES, BUCKETS


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    """No rule expires current objects under a table's location.

    An object's age is not the age of its rows: compaction writes old rows anew, and a file that is
    still read may be years old.
    """
    locations = [(bucket, prefix) for _, bucket, prefix in table_locations(stack)]
    for resource, rule in _expiring(stack):
        bucket = resource.props["bucket"]
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
    id="retention-fits-the-class",
    code="GOV-005",
    title="Retention fits the classification",
    why="Data that is kept for longer than its class allows is a liability, and a lifecycle that"
    " deletes files by their age takes away rows that are still wanted.",
    fix="let no lifecycle rule expire current objects where a table's files lie",
    check_stack=check_stack,
    controls=("FSBP S3.13",),
)
