from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as Xml

from meshwright.reports.junit import render

from .conftest import HOSTILE, finding, reported, warning
from reporting import waived_for


def parsed(report):
    """The document, whose counts are those of its cases."""
    root = Xml.fromstring(render(report).encode())  # noqa: S314 - our own
    for counted in (root, *root.iter("testsuite")):
        assert counted.get("tests") == str(len(list(counted.iter("testcase"))))
        assert counted.get("failures") == str(len(list(counted.iter("failure"))))
        assert counted.get("skipped") == str(len(list(counted.iter("skipped"))))
    return root


def said(case, name):
    return case.findtext(name) or ""


def test_no_findings_are_a_case_that_passes_for_each_product():
    root = parsed(reported(judged=("sales.orders", "finance.reporting")))

    assert [suite.get("name") for suite in root] == ["finance", "sales"]
    assert [case.get("classname") for case in root.iter("testcase")] == [
        "finance.reporting",
        "sales.orders",
    ]
    assert root.get("failures") == "0"


def test_a_mesh_without_products_is_no_empty_document():
    assert parsed(reported()).get("tests") == "1"


def test_an_error_fails_and_a_warning_passes_with_what_it_says():
    root = parsed(reported(finding(), warning(subject="sales.lines")))
    failed, passed = root.iter("testcase")

    assert failed.get("name") == "SPEC017 tables.orders.columns.discount"
    assert next(failed.iter("failure")).get("message") == "unknown type 'strin'"
    assert "product.yaml:8:24: error SPEC017" in said(failed, "failure")
    assert "fix: write string" in said(failed, "failure")
    assert passed.find("failure") is None
    assert "no support channel" in said(passed, "system-out")


def test_a_product_with_a_finding_does_not_pass_as_well():
    root = parsed(reported(finding(), judged=("sales.orders", "sales.lines")))

    assert [case.get("classname") for case in root.iter("testcase")] == [
        "sales.orders",
        "sales.lines",
    ]


def test_a_waived_finding_is_skipped_with_its_days():
    report = reported(finding())
    waived = replace(report.findings[0], waived=waived_for(1))
    root = parsed(replace(report, findings=(waived,)))

    assert root.get("failures") == "0"
    assert "waived, 1 day left" in next(root.iter("skipped")).attrib["message"]


def test_a_warning_in_its_grace_says_until_when():
    report = reported(warning())
    graced = replace(report.findings[0], grace=date(2026, 9, 1))

    assert "an error from 2026-09-01 on" in render(replace(report, findings=(graced,)))


def test_whatever_a_spec_says_the_document_is_xml(hostile):
    root = parsed(hostile)

    assert root.get("failures") == str(len(HOSTILE))
    assert "\\u0000" in render(hostile)
