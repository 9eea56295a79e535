"""Which stacks findings hold back: a product's its own, a domain's its products' too."""

from collections.abc import Iterable, Mapping

from meshwright.errors import Finding, Severity
from meshwright.ids import FOUNDATION, at_path, covers

EVERYTHING = FOUNDATION


def holder(finding: Finding, environment: str) -> str | None:
    """The id that a finding holds back with all above it; None where it stops nobody.

    What lies in domains/ but belongs to no domain, such as a stray file, stops nobody's product.
    """
    if finding.subject and finding.subject != environment:
        return finding.subject
    found = at_path(finding.position.path)
    if found is None or finding.subject == environment:
        return EVERYTHING
    return found or None


def held(
    identities: Iterable[str], findings: Iterable[Finding], environment: str
) -> Mapping[str, tuple[Finding, ...]]:
    """The ids that may not be deployed, and the findings of level error that say so."""
    errors = [
        (cause, f)
        for f in findings
        if f.severity is Severity.ERROR and (cause := holder(f, environment)) is not None
    ]
    found = {i: tuple(f for cause, f in errors if covers(cause, i)) for i in identities}
    return {identity: causes for identity, causes in found.items() if causes}


def concerning(
    findings: Iterable[Finding], identities: frozenset[str], environment: str
) -> tuple[Finding, ...]:
    """The findings that bear on a selection; all of them where the selection is everything."""
    return tuple(
        f
        for f in findings
        if (cause := holder(f, environment)) is None or any(covers(cause, i) for i in identities)
    )
