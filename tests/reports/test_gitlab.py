import json
from dataclasses import replace
from datetime import date

import pytest

from meshwright.errors import Severity
from meshwright.reports.gitlab import render

from .conftest import HOSTILE, finding, reported, warning
from reporting import waived_for

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def issues(report):
    """The issues, each with what GitLab asks of one and a fingerprint that no other has."""
    found = json.loads(render(report).encode())
    for issue in found:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith(("/", "./"))
    assert len({issue["fingerprint"] for issue in found}) == len(found)
    return found


def test_no_findings_are_an_empty_list():
    assert issues(reported()) == []


def test_an_issue_has_its_place_and_its_fix():
    (issue,) = issues(reported(finding()))

    assert issue["location"] == {
        "path": "domains/sales/orders/product.yaml",
        "lines": {"begin": 8},
    }
    assert issue["description"] == "SPEC017: unknown type 'strin' (fix: write string)"


def test_what_two_lines_have_alike_are_two_issues():
    assert len(issues(reported(finding(line=1), finding(line=2)))) == 2


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({}, "minor"),
        ({"grace": date(2026, 9, 1)}, "major"),
        ({"waived": waived_for(3)}, "info"),
    ],
)
def test_a_warnings_severity_is_what_will_become_of_it(changes, severity):
    report = reported(warning())
    changed = replace(report.findings[0], **changes)

    assert issues(replace(report, findings=(changed,)))[0]["severity"] == severity


def test_an_error_blocks():
    assert issues(reported(finding(severity=Severity.ERROR)))[0]["severity"] == "blocker"


def test_whatever_a_spec_says_the_document_is_valid(hostile):
    assert len(issues(hostile)) == len(HOSTILE)
