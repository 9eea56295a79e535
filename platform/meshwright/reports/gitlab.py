"""GitLab's code quality report (docs.gitlab.com/ci/testing/code_quality).

GitLab compares the report of a merge request with that of its target by the fingerprints, so that
what is new is its own to say.
"""

from typing import Any

from meshwright.errors import Severity
from meshwright.reports.model import Report, ReportedFinding
from meshwright.visible import json_text

SEVERITIES = {Severity.ERROR: "blocker", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report) -> str:
    issues = [_issue(finding) for finding in report.findings]
    return json_text(issues, indent=1) + "\n"


def _issue(finding: ReportedFinding) -> dict[str, Any]:
    said = "; ".join((f"{finding.code}: {finding.message}", *finding.remarks))
    return {
        "description": f"{said} (fix: {finding.fix})",
        "check_name": finding.code,
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }


def _severity(finding: ReportedFinding) -> str:
    if finding.waived:
        return "info"
    # A warning in its grace is an error to come.
    return "major" if finding.grace else SEVERITIES[finding.level]
