"""Waivers that hold for longer than they did."""

from collections.abc import Iterator, Mapping
from datetime import date

from meshwright.contracts import codes
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.specs.local import local_of
from meshwright.specs.waivers import Waivers
from meshwright.wording import shown


def waived_longer(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for each waiver of the same finding that expires later."""
    before, after = local_of(base.mesh), local_of(head.mesh)
    for identity in sorted({*base.mesh.products} & {*head.mesh.products}):
        known = _expiries(before(identity).waivers)
        now = after(identity).waivers
        for index, (waiver, _) in enumerate(now or ()):
            was = known.get((waiver.rule, waiver.finding))
            if now is None or was is None or waiver.expires <= was:
                continue
            message = (
                f"the waiver of {waiver.rule} at {shown(waiver.finding)} holds until"
                f" {waiver.expires}, {(waiver.expires - was).days} days longer"
            )
            path = ("waivers", index, "expires")
            position, where = now.source.at_value(*path), ".".join(map(str, path))
            yield codes.WAIVED_LONGER.at(position, message, subject=identity, where=where)


def _expiries(waivers: Waivers | None) -> Mapping[tuple[str, str], date]:
    return {(waiver.rule, waiver.finding): waiver.expires for waiver, _ in waivers or ()}
