"""`mesh explain`: what a finding's code means and what to do about it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import output
from meshwright.cli.options import AsOf, Json
from meshwright.cli.rule_names import find_rule
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from guardrails.rule import Rule
    from meshwright.governance.resolved import Resolved


def explain(
    code: Annotated[
        str,
        typer.Argument(metavar="CODE", help="A code such as SPEC012 or S3-001, or a rule's id."),
    ],
    product: Annotated[
        str | None,
        typer.Option(metavar="ID", help="How a rule stands for this product or domain, and why."),
    ] = None,
    env: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only in this environment; else in each.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Explain a finding or a rule by its code, and how a rule stands for a product."""
    own = _own_rules()
    code = _code_of(code, own)
    found = _standings(code, product, env, as_of) if product else []
    pages = {**explanations(), **{rule.code: _rule_text(rule) for rule in own}}
    page = pages.get(code.upper())
    if page is None:
        raise _unknown(code, pages)
    if json:
        _emit(code, page, found)
        return
    output.print_text(page.strip())
    for standing in found:
        output.print_out(f"\n{_text(standing)}")


def _own_rules() -> "tuple[Rule, ...]":
    """The domains' own rules, where a checkout is around."""
    from meshwright.governance.domain_rules import load_domain_rules
    from meshwright.workspace import find_workspace

    try:
        own = load_domain_rules(find_workspace().root).rules
    except UsageError:
        return ()
    return tuple(rule for rules in own.values() for rule in rules)


def _code_of(name: str, own: "tuple[Rule, ...]") -> str:
    """The code of what is named: a rule has an id too."""
    from guardrails.rules import ALL_RULES

    rule = find_rule(name, (*ALL_RULES, *own))
    return rule.code if rule else name


def _rule_text(rule: "Rule") -> str:
    from meshwright.governance.explain import text

    return text(rule)


def _standings(code: str, product: str, env: str | None, as_of: date | None) -> "list[Resolved]":
    from meshwright.cli.policy import resolutions, rule_called
    from meshwright.governance.resolved import resolved

    made = resolutions(env, as_of)
    rule = rule_called(made[0], code)
    _refuse_unknown(product)
    if rule.code not in made[0].settings(product):
        raise UsageError(
            f"{rule.code} is not asked of {product}", fix="it is another domain's own rule"
        )
    return [resolved(resolution, rule.code, product) for resolution in made]


def _refuse_unknown(product: str) -> None:
    from meshwright.specs.load import load_mesh
    from meshwright.wording import did_you_mean, shown
    from meshwright.workspace import find_workspace

    mesh = load_mesh(find_workspace().root).mesh
    known = {*mesh.domains, *mesh.products}
    if product not in known:
        hint = did_you_mean(product, known)
        raise UsageError(
            f"no product or domain that can be read is called {shown(product)}{hint}",
            fix="name a product, such as sales.orders",
        )


def _text(standing: "Resolved") -> str:
    from meshwright.governance import resolved

    return resolved.text(standing)


def _emit(code: str, page: str, found: "Sequence[Resolved]") -> None:
    from meshwright.governance import resolved

    said: dict[str, Any] = {"code": code.upper(), "text": page}
    if found:
        said["standings"] = [resolved.document(standing) for standing in found]
    output.emit("explain", said)


def explanations() -> Mapping[str, str]:
    """The text of every code, of findings and of rules."""
    from meshwright.athena.codes import SQL_CODES
    from meshwright.checks.codes import CHECK_CODES
    from meshwright.contracts.codes import CHANGE_CODES
    from meshwright.governance import explain as rules
    from meshwright.governance.owners import OWNER_CODES
    from meshwright.operations.proof.codes import PROOF_CODES
    from meshwright.plan.limits import PLAN_CODES
    from meshwright.specs.codes import SPEC_CODES
    from meshwright.standards.glue.codes import GLUE_IMPORT_CODES
    from meshwright.standards.odcs.codes import IMPORT_CODES
    from meshwright.standards.readers.codes import READER_CODES

    findings = {
        code.id: f"{code.id} ({code.severity}): {code.title}\n\n{code.explanation}\n\n"
        f"fix: {code.fix}"
        for code in (
            *SPEC_CODES,
            *CHECK_CODES,
            *SQL_CODES,
            *CHANGE_CODES,
            *PLAN_CODES,
            *OWNER_CODES,
            *PROOF_CODES,
            *IMPORT_CODES,
            *GLUE_IMPORT_CODES,
            *READER_CODES,
        )
    }
    return {**findings, **rules.pages()}


def _unknown(code: str, pages: Mapping[str, str]) -> UsageError:
    from meshwright.wording import did_you_mean, shown

    hint = did_you_mean(code, pages)
    return UsageError(
        f"no finding or rule has the code {shown(code)}{hint}",
        fix="take the code from a finding's line; docs/reference/findings.md lists them",
    )
