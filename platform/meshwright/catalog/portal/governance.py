"""What the page of rules tells: each rule as it stands here, and how many findings it has."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from meshwright.catalog.portal.content import Content
from meshwright.errors import Finding
from meshwright.ids import domain_of


def values(content: Content) -> dict[str, Any]:
    """What the template of the page is given."""
    open_ = [finding for finding in content.findings if finding.waived is None]
    waived = [finding for finding in content.findings if finding.waived is not None]
    packs: dict[str, list[Mapping[str, Any]]] = {}
    for rule in content.rules:
        for pack in rule["packs"] or ("in no pack",):
            packs.setdefault(pack, []).append(rule)
    return {
        "packs": packs,
        "open_counts": Counter(finding.code for finding in open_),
        "waived_counts": Counter(finding.code for finding in waived),
        "scores": _scores(content, open_, waived),
        "checks": _checks(content, open_),
        "unreadable": content.unreadable,
    }


def _scores(
    content: Content, open_: list[Finding], waived: list[Finding]
) -> list[tuple[str, int, int, int]]:
    """By domain: errors, what else is open, and what is waived."""
    errors = Counter(domain_of(f.subject) for f in open_ if f.severity == "error")
    others = Counter(domain_of(f.subject) for f in open_ if f.severity != "error")
    agreed = Counter(domain_of(f.subject) for f in waived)
    domains: Iterable[str] = content.catalog.domains
    # A domain's name is its own id.
    found = [(d, errors[domain_of(d)], others[domain_of(d)], agreed[domain_of(d)]) for d in domains]
    return sorted(found, key=lambda each: (-each[1], -each[2], each[0]))


def _checks(content: Content, open_: list[Finding]) -> list[tuple[str, str, int]]:
    """What checks found that belong to no pack: code, an example of it, and how often."""
    known = {rule["code"] for rule in content.rules}
    counts = Counter(finding.code for finding in open_ if finding.code not in known)
    said = {finding.code: finding.message for finding in reversed(open_)}
    return [(code, said[code], count) for code, count in sorted(counts.items())]
