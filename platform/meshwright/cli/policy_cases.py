"""`mesh policy test`: every case of every rule, in the hosts that ask it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Json
from meshwright.cli.rule_names import rule_named
from meshwright.errors import ExitCode
from meshwright.visible import plural

if TYPE_CHECKING:
    from guardrails.rule import Rule
    from meshwright.errors import Finding
    from meshwright.governance.authoring.trials import Failure, Trial


def ask_cases(
    rules: Annotated[
        list[str] | None, typer.Argument(metavar="RULE", help="Codes or ids; all if empty.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Ask every rule about its cases, as the engine and `mesh check` would."""
    from meshwright.governance.authoring import trials
    from meshwright.governance.domain_rules import all_rules, load_domain_rules
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    own = load_domain_rules(root)
    asked = _chosen(all_rules(own), rules)
    day = as_of or options.today()
    results = [trials.tried(rule, domain, as_of=day) for rule, domain in asked]
    orphans = () if rules else tuple(trials.orphans(own, root))
    findings = () if rules else own.findings
    passed = not orphans and not findings and all(result.passed for result in results)
    if json:
        output.emit("policy test", _document(results, orphans, findings, passed=passed))
    else:
        for line in _lines(results, orphans, findings):
            output.print_out(line)
        output.say(_summary(results))
    if not passed:
        raise typer.Exit(ExitCode.FAILED)


def _chosen(
    known: "Sequence[tuple[Rule, str]]", names: Sequence[str] | None
) -> "list[tuple[Rule, str]]":
    if not names:
        return list(known)
    rules = [rule for rule, _ in known]
    codes = dict.fromkeys(rule_named(name, rules).code for name in names)
    owners = {rule.code: (rule, domain) for rule, domain in known}
    return [owners[code] for code in codes]


def _lines(
    results: "Sequence[Trial]", orphans: Sequence[str], findings: "Sequence[Finding]"
) -> Iterator[str]:
    for result in results:
        verdict = "ok" if result.passed else "FAILED"
        owner = f" (domain {result.domain})" if result.domain else ""
        cases = plural(result.cases, "case")
        yield f"{result.rule.code:<10} {verdict:<7} {cases:<10} {result.rule.title}{owner}"
        yield from _troubles(result)
    for path in orphans:
        yield f"{path}: no rule in the table has these cases"
    yield from map(output.finding_text, findings)


def _troubles(result: "Trial") -> Iterator[str]:
    file = f"{result.rule.module}.yaml"
    if result.fault:
        yield f"  {result.fault}"
    elif not result.cases:
        yield f"  it has no cases: write them into {file} beside its module"
    elif result.lacking:
        yield f"  it has no case of the kind {', '.join(result.lacking)}: add one to {file}"
    for failure in result.failures:
        yield f"  {failure.case}"
        yield f"    expected: {_said(failure.expected)}"
        yield f"    got:      {_said(failure.got)}"


def _said(problems: Sequence[str]) -> str:
    return "\n              ".join(problems) or "no problem"


def _summary(results: "Sequence[Trial]") -> str:
    failed = [result.rule.code for result in results if not result.passed]
    counted = plural(sum(result.cases for result in results), "case")
    verdict = f"failed: {', '.join(failed)}" if failed else "all as expected"
    return f"{plural(len(results), 'rule')}, {counted}: {verdict}"


def _document(
    results: "Sequence[Trial]",
    orphans: Sequence[str],
    findings: "Sequence[Finding]",
    *,
    passed: bool,
) -> dict[str, Any]:
    return {
        "passed": passed,
        "rules": [_rule(result) for result in results],
        "casesWithoutRule": list(orphans),
        "findings": [output.finding_document(finding) for finding in findings],
    }


def _rule(result: "Trial") -> dict[str, Any]:
    return {
        "code": result.rule.code,
        "id": result.rule.id,
        "domain": result.domain or None,
        "passed": result.passed,
        "cases": result.cases,
        "lacking": [kind.value for kind in result.lacking],
        "fault": result.fault or None,
        "failures": [_failure(failure) for failure in result.failures],
    }


def _failure(failure: "Failure") -> dict[str, Any]:
    return {
        "case": failure.case,
        "expected": list(failure.expected),
        "got": list(failure.got),
    }
