import pytest

from meshwright.reports.model import Base
from meshwright.reports.reported import end_column, fingerprinted

from .conftest import LINES, finding, reported, warning


def prints(*findings):
    return [print_ for _, print_ in fingerprinted(findings)]


def test_a_finding_keeps_its_fingerprint_where_its_line_moves():
    assert prints(finding(line=8)) == prints(finding(line=80, column=1))


def test_a_finding_keeps_its_fingerprint_as_days_pass():
    assert prints(finding("expires in 5 days")) == prints(finding("expires in 12 days"))


@pytest.mark.parametrize(
    "other",
    [
        {"code": "SPEC018"},
        {"path": "domains/sales/lines/product.yaml"},
        {"where": "tables.orders.columns.margin"},
        {"resource": "aws:s3/bucket:Bucket::data"},
        {"subject": "sales.lines"},
        {"message": "another"},
    ],
)
def test_another_finding_has_another_fingerprint(other):
    assert prints(finding()) != prints(finding(**other))


def test_findings_that_say_the_same_of_two_lines_have_two_fingerprints():
    alike = prints(finding(line=8), finding(line=9))

    assert len(set(alike)) == 2
    assert prints(finding(line=1), finding(line=8), finding(line=9))[:2] == alike


def test_what_the_base_has_is_not_new_and_what_it_alone_has_is_gone():
    gone = finding("gone")
    report = reported(finding(line=9), warning(), existing=[finding(line=1), gone])

    assert [(f.code, f.is_new) for f in report.findings] == [("SPEC017", False), ("GOV-001", True)]
    assert report.base == Base("main", fixed=1)


def test_nothing_is_new_where_nothing_is_compared():
    assert [f.is_new for f in reported(finding()).findings] == [None]


def test_what_stops_comes_first_and_of_it_what_is_new():
    report = reported(
        warning(path="a"),
        finding("old", path="a"),
        finding("new", path="b"),
        existing=[finding("old", path="a")],
    )

    assert [f.message for f in report.findings][:2] == ["new", "old"]
    assert report.findings[2].code == "GOV-001"


def test_a_product_without_an_owner_of_its_own_is_its_domains():
    (found,) = reported(finding()).findings

    assert found.owner == "team-sales@acme.example"


def test_a_mesh_in_a_folder_of_its_repository_is_reported_from_the_repositorys_root():
    (found,) = reported(finding(), folder="data/").findings

    assert found.path == "data/domains/sales/orders/product.yaml"
    assert found.page.startswith("data/docs/reference/")
    assert found.fingerprint == reported(finding()).findings[0].fingerprint


@pytest.mark.parametrize(
    ("line", "column", "word"),
    [
        (LINES[8], 24, "strin"),
        (LINES[8], 7, "discount"),
        (LINES[8], 17, "{type"),
        ("description: One row per order.  # why", 14, "One row per order."),
        ("version: '1.0''s' # x", 10, "'1.0''s'"),
        (r'version: "a \" b", c', 10, r'"a \" b"'),
        ("tags: [a, b]", 8, "a"),
        ("tags: [a, b]", 11, "b"),
        ("amount: decimal(18,2)", 9, "decimal(18,2)"),
        ("  - name", 5, "name"),
    ],
)
def test_a_span_ends_where_the_word_does(line, column, word):
    assert line[column - 1 : end_column(line, column) - 1] == word


@pytest.mark.parametrize(("line", "column"), [("", 1), ("a", 2), ("a", 0), ("a  ", 2), ("a", 99)])
def test_a_span_has_no_end_where_there_is_no_word(line, column):
    assert end_column(line, column) == 0
