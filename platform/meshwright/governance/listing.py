"""`mesh policy list`: every rule with its metadata, and how it stands in each environment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from guardrails.rule import Level, Parameter, Rule
from meshwright.governance.explain import page_path
from meshwright.governance.resolved import document, life, plain, resolved
from meshwright.governance.resolver import ResolvedRules


def listed(resolutions: Sequence[ResolvedRules]) -> Iterator[Mapping[str, Any]]:
    """One document a rule, in the order of their tables; a domain's own rules come last."""
    first = resolutions[0]
    for rule in first.rules:
        yield _document(rule, resolutions, "")
    for domain, rules in first.organisation.domain_rules.rules.items():
        for rule in rules:
            yield _document(rule, resolutions, domain)


def _document(rule: Rule, resolutions: Sequence[ResolvedRules], domain: str) -> Mapping[str, Any]:
    organisation = resolutions[0].organisation
    standing = {g.environment.name: resolved(g, rule.code, domain) for g in resolutions}
    levels = [found.setting.level for found in standing.values()]
    packs = [pack.name for pack in organisation.picked.get(rule.code, ())]
    if domain:
        packs = [pack.name for pack in organisation.packs if pack.domain_rules]
    return {
        "id": rule.id,
        "code": rule.code,
        "title": rule.title,
        "level": max(levels, key=_rank).value,
        "life": life(rule, resolutions[0].environment.name, resolutions[0].as_of),
        "stages": [stage.value for stage in rule.stages],
        "relaxable": rule.relaxable,
        "parameters": [_parameter(parameter) for parameter in rule.parameters],
        "controls": list(rule.controls),
        "packs": packs,
        "domain": domain or None,
        "introduced": rule.introduced.isoformat() if rule.introduced else None,
        "mandatoryFrom": {name: day.isoformat() for name, day in rule.mandatory_from.items()},
        "page": page_path(rule),
        "environments": {name: _standing(found) for name, found in standing.items()},
    }


def _rank(level: Level) -> int:
    return level.rank


def _parameter(parameter: Parameter) -> Mapping[str, Any]:
    return {
        "name": parameter.name,
        "what": parameter.what,
        "default": plain(parameter.default),
        "tightens": parameter.tightens.value,
        "least": parameter.least,
        "most": parameter.most,
    }


def _standing(found: Any) -> Mapping[str, Any]:
    said = document(found)
    return {name: said[name] for name in ("level", "life", "parameters", "provenance")}
