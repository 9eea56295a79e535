"""`mesh explain`: what a finding's code means and what to do about it."""

from collections.abc import Mapping
from typing import Annotated

import typer

from meshwright.cli import output
from meshwright.cli.options import Json
from meshwright.errors import UsageError


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A code such as SPEC012 or S3-001.")],
    json: Json = False,
) -> None:
    """Explain a finding or a rule by its code."""
    pages = explanations()
    page = pages.get(code.upper())
    if page is None:
        raise _unknown(code, pages)
    if json:
        output.emit("explain", {"code": code.upper(), "text": page})
    else:
        output.print_out(page.strip())


def explanations() -> Mapping[str, str]:
    """The text of every code, of findings and of rules."""
    from meshwright.checks.codes import CHECK_CODES
    from meshwright.plan.limits import PLAN_CODES
    from meshwright.policy import explain as rules
    from meshwright.policy.owners import OWNER_CODES
    from meshwright.spec.codes import SPEC_CODES

    findings = {
        code.id: f"{code.id} ({code.severity}): {code.title}\n\n{code.explanation}\n\n"
        f"fix: {code.fix}"
        for code in (*SPEC_CODES, *CHECK_CODES, *PLAN_CODES, *OWNER_CODES)
    }
    return {**findings, **rules.pages()}


def _unknown(code: str, pages: Mapping[str, str]) -> UsageError:
    from meshwright.spec.wording import did_you_mean, shown

    hint = did_you_mean(code, pages)
    return UsageError(
        f"no finding or rule has the code {shown(code)}{hint}",
        fix="take the code from a finding's line; docs/reference/findings.md lists them",
    )
