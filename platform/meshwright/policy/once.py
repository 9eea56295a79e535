"""What the specs' own checks have said of a product is not said again by a rule."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from meshwright.errors import Finding


def untold(
    findings: Iterable[Finding], told: Collection[Finding], *, rules: Sequence[Rule] = ALL_RULES
) -> Iterator[Finding]:
    """The findings of rules, but for those that `told` say of the same product or domain."""
    known = {(finding.code, finding.subject) for finding in told}
    told_by = {rule.code: rule.told_by for rule in rules}
    for finding in findings:
        if not any((code, finding.subject) in known for code in told_by.get(finding.code, ())):
            yield finding
