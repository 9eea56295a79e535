"""SARIF 2.1.0, which code scanning and editors read (docs.oasis-open.org/sarif/sarif/v2.1.0).

GitHub tells alerts apart by a hash of the line, which its upload action adds to every result that
has none; a hash of ours under that name would only make it complain, so ours has its own name.
"""

from typing import Any
from urllib.parse import quote

from meshwright.errors import Severity
from meshwright.reports.model import Card, Report, ReportedFinding
from meshwright.visible import json_text

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "meshFinding/v1"
ROOT = "%SRCROOT%"
PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
MAX_TAGS = 20
"""What GitHub reads of a rule's tags."""

Json = dict[str, Any]


def render(report: Report) -> str:
    codes = sorted({finding.code for finding in report.findings})
    indexes = {code: index for index, code in enumerate(codes)}
    run: Json = {
        "tool": {"driver": _driver(report, codes)},
        "automationDetails": {"id": f"{report.command.replace(' ', '-')}/"},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(finding, indexes[finding.code]) for finding in report.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(document, indent=1) + "\n"


def _driver(report: Report, codes: list[str]) -> Json:
    first = {finding.code: finding for finding in reversed(report.findings)}
    home = {"informationUri": report.web} if report.web else {}
    rules = [_rule(report, first[code]) for code in codes]
    return {"name": "meshwright", **home, "rules": rules}


def _rule(report: Report, finding: ReportedFinding) -> Json:
    card = report.cards.get(finding.code) or _card(finding)
    page, _, fragment = finding.page.partition("#")
    link = report.link(page, fragment)
    fix = f"To fix it: {card.fix}."
    tags = {"tags": list(card.controls[:MAX_TAGS])} if card.controls else {}
    return {
        "id": finding.code,
        "shortDescription": {"text": card.title},
        "fullDescription": {"text": card.explanation},
        # An absolute URI or nothing: a path alone would not be valid.
        **({"helpUri": link} if link else {}),
        "help": {"text": f"{card.explanation}\n\n{fix}\n\nPage: {finding.page}"},
        "defaultConfiguration": {"level": card.level.value},
        "properties": {"problem.severity": PROBLEM[card.level], **tags},
    }


def _card(finding: ReportedFinding) -> Card:
    """For a code that no table knows."""
    return Card(finding.code, finding.message, finding.fix, finding.level)


def _result(finding: ReportedFinding, index: int) -> Json:
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.level.value,
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        **_baseline(finding),
        **_suppressions(finding),
        "properties": {"subject": finding.subject, "owner": finding.owner},
    }


def _message(finding: ReportedFinding) -> str:
    said = "; ".join((finding.message, *finding.remarks))
    # `[text](target)` would be a link: a spec's author writes no links into alerts.
    return f"{said}\nTo fix it: {finding.fix}".replace("](", "] (")


def _location(finding: ReportedFinding) -> Json:
    region = {"startLine": finding.line, "startColumn": finding.column}
    if finding.end_column:
        region |= {"endLine": finding.line, "endColumn": finding.end_column}
    artifact = {"uri": quote(finding.path), "uriBaseId": ROOT}
    named = (("member", finding.where), ("resource", finding.resource))
    logical = [{"fullyQualifiedName": name, "kind": kind} for kind, name in named if name]
    physical = {"artifactLocation": artifact, "region": region}
    return {"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}


def _baseline(finding: ReportedFinding) -> Json:
    if finding.is_new is None:
        return {}
    return {"baselineState": "new" if finding.is_new else "unchanged"}


def _suppressions(finding: ReportedFinding) -> Json:
    if finding.waived is None:
        return {}
    waiver = {"kind": "external", "status": "accepted", "justification": str(finding.waived)}
    return {"suppressions": [waiver]}
