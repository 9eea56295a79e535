"""What the page of rules tells: each rule as it stands here, and how many findings it has."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.catalog.model import Domain, Table
from meshwright.catalog.portal.content import Content
from meshwright.errors import Finding
from meshwright.ids import domain_of


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all; of nothing, all."""
        return self.part * 100 // self.whole if self.whole else 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a domain does."""

    domain: str
    products: int
    passing: Share
    """Products about which nothing is found that is not waived."""
    described: Share
    """Columns that say what they hold."""
    measured: Share
    """Tables that promise quality."""
    fresh: Share
    """Products that promise freshness."""
    errors: int
    others: int
    waived: int


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
        "unread": content.unread,
        "unreadable": content.unreadable,
    }


def _scores(content: Content, open_: list[Finding], waived: list[Finding]) -> list[Score]:
    """A row for each domain: those with most to do first."""
    errors = Counter[str](domain_of(f.subject) for f in open_ if f.severity == "error")
    others = Counter[str](domain_of(f.subject) for f in open_ if f.severity != "error")
    agreed = Counter[str](domain_of(f.subject) for f in waived)
    found = {f.subject for f in open_}
    scores = [
        _score(content, domain, found, errors=errors[id_], others=others[id_], waived=agreed[id_])
        for id_, domain in content.catalog.domains.items()
    ]
    return sorted(scores, key=lambda each: (-each.errors, -each.others, each.domain))


def _score(
    content: Content, domain: Domain, found: set[str], *, errors: int, others: int, waived: int
) -> Score:
    products = [content.catalog.products[id_] for id_ in domain.products]
    tables = [table for product in products for table in product.tables]
    columns = [column for table in tables for column in table.columns]
    return Score(
        domain=domain.id,
        products=len(products),
        passing=Share(sum(each.id not in found for each in products), len(products)),
        described=Share(sum(bool(each.description) for each in columns), len(columns)),
        measured=Share(sum(_has_rules(each) for each in tables), len(tables)),
        fresh=Share(sum(bool(p.sla.freshness_seconds) for p in products), len(products)),
        errors=errors,
        others=others,
        waived=waived,
    )


def _has_rules(table: Table) -> bool:
    return bool(table.quality) or any(column.quality for column in table.columns)


def _checks(content: Content, open_: list[Finding]) -> list[tuple[str, str, int]]:
    """What checks found that belong to no pack: code, an example of it, and how often."""
    known = {rule["code"] for rule in content.rules}
    counts = Counter(finding.code for finding in open_ if finding.code not in known)
    said = {finding.code: finding.message for finding in reversed(open_)}
    return [(code, said[code], count) for code, count in sorted(counts.items())]
