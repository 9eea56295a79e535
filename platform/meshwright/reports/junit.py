"""JUnit XML: a suite for each domain, a test case for each finding and each product without one.

Nobody owns the format; this keeps to what Jenkins, GitLab and Azure read alike. What does not
stop a deployment passes, with what it says as its output.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from meshwright.ids import domain_of
from meshwright.reports.model import Report, ReportedFinding
from meshwright.visible import one_line

MESH = "mesh"
"""The suite of what is about no single domain."""


def render(report: Report) -> str:
    suites = dict[str, list[Xml.Element]]()
    for subject, case in _cases(report):
        suites.setdefault(domain_of(subject) or MESH, []).append(case)
    root = Xml.Element("testsuites", {"name": report.command})
    for name, cases in sorted(suites.items()):
        suite = Xml.SubElement(root, "testsuite", {"name": one_line(name), **_counts(cases)})
        suite.extend(cases)
    root.attrib.update(_counts([*root.iter("testcase")]))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def _cases(report: Report) -> Iterator[tuple[str, Xml.Element]]:
    for finding in report.findings:
        yield finding.subject, _case(finding)
    found = {finding.subject for finding in report.findings}
    clean = [subject for subject in report.judged if subject not in found]
    # A run without any case is a broken job to its readers.
    for subject in clean if found or clean else [""]:
        yield subject, _element(subject, "no findings")


def _case(finding: ReportedFinding) -> Xml.Element:
    place = finding.where or finding.resource or finding.path
    case = _element(finding.subject, f"{finding.code} {place}")
    said, details = one_line("; ".join((finding.message, *finding.remarks))), _details(finding)
    if finding.blocks:
        failure = Xml.SubElement(case, "failure", {"message": said, "type": one_line(finding.code)})
        failure.text = details
    elif finding.waived:
        Xml.SubElement(case, "skipped", {"message": said})
    else:
        Xml.SubElement(case, "system-out").text = details
    return case


def _element(subject: str, name: str) -> Xml.Element:
    return Xml.Element("testcase", {"classname": one_line(subject or MESH), "name": one_line(name)})


def _details(finding: ReportedFinding) -> str:
    place = f"{finding.path}:{finding.line}:{finding.column}"
    lines = [
        "; ".join((f"{place}: {finding.level} {finding.code} {finding.message}", *finding.remarks)),
        *([f"resource: {finding.resource}"] if finding.resource else []),
        f"fix: {finding.fix}",
        f"page: {finding.page}",
    ]
    return "\n".join(map(one_line, lines))


def _counts(cases: list[Xml.Element]) -> dict[str, str]:
    failures = sum(case.find("failure") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return {
        "tests": str(len(cases)),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(skipped),
        "time": "0",
    }
