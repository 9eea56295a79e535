"""Findings of a change that a product's reviewers have agreed to, waived as those of rules are."""

from dataclasses import replace
from datetime import date

from meshwright.errors import Finding, Severity, Waived
from meshwright.governance.waivers import waiver_of
from meshwright.specs.models import DataProduct
from meshwright.specs.waivers import CHANGES


def waived(finding: Finding, product: DataProduct, as_of: date) -> Finding:
    """The finding, as a note where a waiver of its product names it and holds."""
    for spec, _ in product.waivers or ():
        waiver = waiver_of(spec)
        is_named = (waiver.rule, waiver.finding) == (finding.code, finding.where)
        if is_named and finding.code in CHANGES and waiver.holds(as_of):
            left = waiver.days_left(as_of)
            said = Waived(waiver.reason, waiver.ticket, waiver.expires, left)
            return replace(finding, severity=Severity.NOTE, waived=said)
    return finding
