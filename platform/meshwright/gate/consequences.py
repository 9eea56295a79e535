"""What follows from a fault that is reported already is not reported beside it."""

from collections.abc import Iterable, Mapping

from meshwright.checks.codes import NO_LEGAL_BASIS, OWN_INPUT, SAME_ORIGIN
from meshwright.errors import Finding
from meshwright.ids import at_path, is_product
from meshwright.plan.limits import COLLISION, TOO_LONG

CAUSES: Mapping[str, tuple[str, ...]] = {
    COLLISION.id: (SAME_ORIGIN.id,),
    "GOV-008": (TOO_LONG.id,),
    "LIN-004": (OWN_INPUT.id,),
    "LF-003": (SAME_ORIGIN.id,),
    "LF-005": (NO_LEGAL_BASIS.id,),
}
"""The codes of findings that are the cause of others about the same product, by their codes."""


def without_consequences(
    findings: Iterable[Finding], causes: Mapping[str, tuple[str, ...]] = CAUSES
) -> tuple[Finding, ...]:
    """The findings but for those whose cause is among them."""
    every = tuple(findings)
    told = {(finding.code, about) for finding in every for about in _about(finding)}

    def follows(finding: Finding) -> bool:
        others = causes.get(finding.code, ())
        return any((code, about) in told for code in others for about in _about(finding))

    return tuple(finding for finding in every if not follows(finding))


def _about(finding: Finding) -> tuple[str, ...]:
    # A product's role lies in its domain's stack, but comes from the product's file.
    product = at_path(finding.position.path) or ""
    return tuple(filter(None, (finding.subject, product if is_product(product) else "")))
