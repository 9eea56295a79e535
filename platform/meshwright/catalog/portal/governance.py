"""What the page of rules tells: each rule as it stands here, and how many findings it has."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from meshwright.catalog.model import Domain, Table
from meshwright.catalog.portal.content import Content
from meshwright.catalog.scores import Days, Mark, followed
from meshwright.errors import Finding, Severity
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What one rule or check finds that is not waived, and where."""

    code: str
    severity: Severity
    """The gravest of them."""
    said: str
    """One of them."""
    fix: str
    count: int
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """How the share of a domain's products without findings went."""

    since: date
    change: int
    """In percentage points, since then."""
    points: str
    """A line through all days, in a picture of 60 by 16, by their time."""


def values(content: Content) -> dict[str, Any]:
    """What the template of the page is given."""
    open_ = [finding for finding in content.findings if finding.waived is None]
    waived = [finding for finding in content.findings if finding.waived is not None]
    packs: dict[str, list[Mapping[str, Any]]] = {}
    for rule in content.rules:
        for pack in rule["packs"] or ("in no pack",):
            packs.setdefault(pack, []).append(rule)
    scores = _scores(content, open_, waived)
    days = followed(content.scores, content.catalog.as_of, _marks(content, scores))
    until = {day: marks for day, marks in days.items() if day <= content.catalog.as_of}
    trends = {each.domain: trend_of(each.domain, until) for each in scores}
    return {
        "days": days,
        "trends": {domain: trend for domain, trend in trends.items() if trend},
        "packs": packs,
        "open_counts": Counter(finding.code for finding in open_),
        "waived_counts": Counter(finding.code for finding in waived),
        "scores": scores,
        "found": _found(open_),
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


def _marks(content: Content, scores: list[Score]) -> Mapping[str, Mark]:
    """The scores of one's own domains, as they are kept for later days."""
    own = sorted((each for each in scores if each.domain not in content.others), key=_domain)
    return {
        each.domain: Mark(products=each.products, passing=each.passing.part, errors=each.errors)
        for each in own
    }


def _domain(score: Score) -> str:
    return score.domain


def trend_of(domain: str, days: Days) -> Trend | None:
    """How a domain went; None where one day alone knows it."""
    told = [(day, marks[domain].percent) for day, marks in days.items() if domain in marks]
    if len(told) < 2:
        return None
    (first, before), (last, now) = told[0], told[-1]
    span = (last - first).days
    points = (f"{1 + (day - first).days * 58 // span},{15 - p * 14 // 100}" for day, p in told)
    return Trend(first, now - before, " ".join(points))


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


def _found(open_: list[Finding]) -> list[Open]:
    """What is found, by code: the gravest first."""
    by_code: dict[str, list[Finding]] = {}
    for finding in sorted(open_, key=_gravity):
        by_code.setdefault(finding.code, []).append(finding)
    return [
        Open(
            code=code,
            severity=found[0].severity,
            said=found[0].message,
            fix=found[0].fix,
            count=len(found),
            subjects=tuple(sorted({each.subject for each in found})),
        )
        for code, found in by_code.items()
    ]


def _gravity(finding: Finding) -> tuple[int, str]:
    return [*Severity].index(finding.severity), finding.code
