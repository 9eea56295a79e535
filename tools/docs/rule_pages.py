"""The generated page of each rule: what, why, what to avoid and to prefer, out of its cases."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from guardrails.cases import Case, CaseResource, CasesError, cases
from guardrails.former_ids import FORMER_IDS
from guardrails.props import UNKNOWN
from guardrails.retired_codes import RETIRED
from guardrails.rule import Parameter, Rule, folder_of
from guardrails.rules import ALL_RULES
from guardrails.settings import written
from guardrails.types import PRODUCT
from meshwright.governance.domain_rules import FOLDER as OWN_RULES
from meshwright.governance.domain_rules import DomainRules
from meshwright.governance.explain import FOLDER, bounds, facts, page_path, tighter

RULES = "policies/guardrails/rules"
NO_OWN_RULES = DomainRules()
AREAS = {
    "GOV": "What specs say",
    "LIN": "Lineage",
    "S3": "Buckets",
    "IAM": "Policies and roles",
    "KMS": "Keys",
    "LF": "Lake Formation",
    "GLU": "The Glue catalog",
    "ATH": "Athena",
    "LCY": "The life of data",
}
"""What the rules of a series are about; another series is a heading by itself."""


def documents(own: DomainRules = NO_OWN_RULES) -> Mapping[str, str]:
    """Every page by its path relative to the repository's root, and their index."""
    pages = {page_path(rule): page(rule) for rule in ALL_RULES}
    for domain, rules in own.rules.items():
        pages |= {page_path(rule): page(rule, domain) for rule in rules}
    return {f"{FOLDER}/README.md": _index(own), **pages}


def _index(own: DomainRules) -> str:
    areas: dict[str, list[Rule]] = {title: [] for title in AREAS.values()}
    for rule in ALL_RULES:
        series = rule.code.rpartition("-")[0]
        areas.setdefault(AREAS.get(series, series), []).append(rule)
    for domain, rules in own.rules.items():
        areas[f"Rules of the domain {domain}"] = list(rules)
    sections = (_section(title, rules) for title, rules in areas.items() if rules)
    head = "# Rules\n\nWhat `mesh check` and the packs ask, and what others call it."
    return "\n\n".join((head, *sections, _former_ids(), _retired_codes())) + "\n"


def _former_ids() -> str:
    codes = {rule.id: f"[{rule.code}]({Path(page_path(rule)).name})" for rule in ALL_RULES}
    rows = (f"| `{old}` | `{new}` | {codes[new]} |" for old, new in sorted(FORMER_IDS.items()))
    head = ("| before | now | code |", "| --- | --- | --- |")
    text = (
        "Codes have never changed. Commands that take a rule's id take the ids it had before, too."
    )
    return f"## Former ids\n\n{text}\n\n" + "\n".join((*head, *rows))


def _retired_codes() -> str:
    rows = (
        f"| `{code}` | {', '.join(f'[{c}](../findings.md#{c.lower()})' for c in checks)} |"
        for code, checks in RETIRED.items()
    )
    text = "Where a pack, a setting or a waiver still names one, it is accepted and ignored."
    head = ("| code | the checks that say the same |", "| --- | --- |")
    return f"## Retired codes\n\n{text}\n\n" + "\n".join((*head, *rows))


def _section(title: str, rules: Iterable[Rule]) -> str:
    rows = (
        f"| [{rule.code}]({Path(page_path(rule)).name}) | `{rule.id}` | {rule.title} |"
        f" {rule.level} |"
        f" {', '.join(rule.controls)} |"
        for rule in sorted(rules, key=lambda rule: rule.code)
    )
    head = ("| code | id | title | level | controls |", "| --- | --- | --- | --- | --- |")
    return f"## {title}\n\n" + "\n".join((*head, *rows))


def page(rule: Rule, domain: str = "") -> str:
    """A rule's page, as Markdown; `domain` has one of its own."""
    folder = f"{OWN_RULES}/{domain}" if domain else f"{RULES}/{folder_of(rule.code)}"
    parts = [
        f"# {rule.code} {rule.id}",
        f"**{rule.title}.** {rule.why}",
        f"**To fix it**: {rule.fix}.",
        "\n".join(f"- **{label.capitalize()}**: {said}." for label, said in facts(rule)),
        *_parameters(rule.parameters),
        *_examples(rule),
        _types(rule),
        f"Rule `{rule.id}`: `{folder}/{rule.module}.py`, its cases beside it.",
    ]
    return "\n\n".join(parts) + "\n"


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    rows = [
        f"| `{p.name}` | {p.what} | `{written(p.default)}` | {tighter(p)} | {bounds(p)} |"
        for p in parameters
    ]
    if rows:
        head = (
            "| parameter | means | default | asks for more | bounds |",
            "| --- | --- | --- | --- | --- |",
        )
        yield "## Parameters\n\n" + "\n".join((*head, *rows))


def _types(rule: Rule) -> str:
    asked = {*rule.checks, *((PRODUCT,) if rule.check_mesh else ())}
    if rule.check_each:
        return "It is asked of every resource, whatever its type, and of the providers."
    if not asked:
        return "It is asked of the whole stack, whatever its resources are."
    kinds = "\n".join(f"- `{kind}`" for kind in sorted(asked))
    return f"## Resource types\n\n{kinds}"


def _examples(rule: Rule) -> Iterator[str]:
    """A wrong and a right case, of those that there are: a rule that is just begun has none."""
    known = [case for case in _cases(rule) if case.applies]
    wrong = next((case for case in known if case.problems), None)
    right = next((case for case in known if not case.problems), None)
    if wrong:
        yield f"## Avoid\n\n{_shown(wrong)}"
        yield "\n".join(f"> {problem}" for problem in wrong.problems)
    if right:
        yield f"## Prefer\n\n{_shown(right)}"


def _cases(rule: Rule) -> tuple[Case, ...]:
    try:
        return cases(rule)
    except CasesError:
        # `mesh policy test` says what is wrong with them.
        return ()


def _shown(case: Case) -> str:
    resources = "\n".join(_block(resource) for resource in case.resources)
    return f"{case.name[0].upper()}{case.name[1:]}:\n\n```yaml\n{resources}```"


def _block(resource: CaseResource) -> str:
    return yaml.safe_dump(
        {resource.type: _readable(resource.values)}, sort_keys=False, allow_unicode=True, width=100
    )


def _readable(value: Any) -> Any:
    """A case's value for people: documents as what they hold rather than as one line of text."""
    match value:
        case str() if value.startswith("{"):
            return json.loads(value)
        case Mapping():
            return {name: _readable(item) for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType] - JSON
        case list():
            return [_readable(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - JSON
        case _:
            return "(not known yet)" if value is UNKNOWN else value
