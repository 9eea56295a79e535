"""What one finding has said of a product is not said again by another."""

from collections.abc import Mapping

from meshwright.errors import Finding
from meshwright.ids import at_path, is_product


def without_repetition(
    findings: tuple[Finding, ...], superseded_by: Mapping[str, tuple[str, ...]]
) -> tuple[Finding, ...]:
    """The findings but for those that another one about the same subject already says."""
    told = {(f.code, about) for f in findings for about in _about(f)}

    def is_told(finding: Finding) -> bool:
        others = superseded_by.get(finding.code, ())
        return any((code, about) in told for code in others for about in _about(finding))

    return tuple(finding for finding in findings if not is_told(finding))


def _about(finding: Finding) -> tuple[str, ...]:
    # A product's role lies in its domain's stack, but comes from the product's file.
    product = at_path(finding.position.path) or ""
    return tuple(filter(None, (finding.subject, product if is_product(product) else "")))
