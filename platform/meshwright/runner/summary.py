"""What a set of stacks holds, counted in the mesh's words."""

from collections import Counter
from collections.abc import Iterable, Mapping

from meshwright.aws.resource_types import BUCKET, DATABASE, OBJECT, PERMISSIONS, ROLE, TABLE
from meshwright.plan.declaration import StackPlan

COUNTED = {
    BUCKET: "buckets",
    DATABASE: "databases",
    TABLE: "tables",
    ROLE: "roles",
    PERMISSIONS: "grants",
    OBJECT: "entries",
}
"""What people ask for, by the type that makes it."""


def holdings(stacks: Iterable[StackPlan]) -> Mapping[str, Mapping[str, int]]:
    """How many of each there are, by domain; the foundation's under the empty id."""
    count: dict[str, Counter[str]] = {}
    for stack in stacks:
        of_domain = count.setdefault(stack.id.domain, Counter())
        of_domain.update(COUNTED[d.type] for d in stack.declarations if d.type in COUNTED)
    return {domain: dict(count[domain]) for domain in sorted(count)}


def total(holdings: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    """The sum over all domains, in the order of the table above."""
    words = COUNTED.values()
    return {word: sum(of.get(word, 0) for of in holdings.values()) for word in words}
