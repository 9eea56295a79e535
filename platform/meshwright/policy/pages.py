"""The generated page of each rule: what, why, what to avoid and to prefer, out of its cases."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from guardrails.cases import Case, CaseResource, cases
from guardrails.props import UNKNOWN
from guardrails.rule import Rule, Stage
from guardrails.rules import ALL_RULES
from guardrails.types import PRODUCT
from meshwright.policy.explain import FOLDER, page_path

STAGES = {
    Stage.SPEC: "the specs, before anything is planned",
    Stage.RESOURCE: "each resource, before it is created",
    Stage.STACK: "the stack as a whole, in the preview before anything is created",
}


def documents() -> Mapping[str, str]:
    """Every page by its path relative to the repository's root, and their index."""
    return {f"{FOLDER}/README.md": _index()} | {page_path(rule): page(rule) for rule in ALL_RULES}


def _index() -> str:
    rows = "".join(
        f"| [{rule.code}]({rule.code}.md) | {rule.title} | {rule.severity} |\n"
        for rule in ALL_RULES
    )
    return f"# Rules\n\n| code | title | level |\n| --- | --- | --- |\n{rows}"


def page(rule: Rule) -> str:
    """A rule's page, as Markdown."""
    parts = [
        f"# {rule.code} {rule.title}",
        rule.why,
        f"**To fix it**: {rule.fix}.",
        f"**Level**: {rule.severity}. **Asked of**: {_stages(rule)}.",
        *_examples(rule),
        _types(rule),
        f"Rule `{rule.id}`: `policies/guardrails/rules/{rule.module}.py`, its cases beside it.",
    ]
    return "\n\n".join(parts) + "\n"


def _stages(rule: Rule) -> str:
    return "; ".join(STAGES[stage] for stage in rule.stages)


def _types(rule: Rule) -> str:
    asked = {*rule.checks, *((PRODUCT,) if rule.check_mesh else ())}
    kinds = "\n".join(f"- `{kind}`" for kind in sorted(asked))
    return f"## Resource types\n\n{kinds}"


def _examples(rule: Rule) -> Iterable[str]:
    known = [case for case in cases(rule) if case.applies]
    wrong = next(case for case in known if case.problems)
    right = next(case for case in known if not case.problems)
    yield f"## Avoid\n\n{_shown(wrong)}"
    yield "\n".join(f"> {problem}" for problem in wrong.problems)
    yield f"## Prefer\n\n{_shown(right)}"


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
