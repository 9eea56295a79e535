import pytest

from meshwright.cli.explain import explanations


@pytest.mark.parametrize("code", sorted(explanations()))
def test_every_code_is_explained(mesh, code):
    ended = mesh("explain", code.lower(), "--json")

    assert ended.code == 0
    assert ended.document["code"] == code
    assert code in ended.document["text"]


def test_codes_of_specs_checks_plan_and_rules_are_known():
    families = {code.partition("0")[0].rstrip("-") for code in explanations()}

    assert {"SPEC", "S3", "IAM", "KMS", "LF", "GOV"} <= families


def test_an_unknown_code_is_refused_with_the_nearest_one(mesh):
    ended = mesh("explain", "SPEC03")

    assert ended.code == 2
    assert ", did you mean 'SPEC" in ended.err


@pytest.mark.parametrize("name", ["s3-lifecycle-cleanup", "bucket-lets-the-old-go", "S3-006"])
def test_a_rule_is_explained_by_its_id_or_a_former_one_too(mesh, name):
    ended = mesh("explain", name, "--json")

    assert ended.code == 0
    assert ended.document["code"] == "S3-006"
    said = "bucket-lets-the-old-go is called s3-lifecycle-cleanup now\n"
    assert ended.err == (said if name == "bucket-lets-the-old-go" else "")


def test_how_a_rule_stands_is_explained_by_a_former_id(mesh):
    ended = mesh("explain", "bucket-lets-the-old-go", "--product", "sales.orders", "--json")

    assert ended.code == 0
    assert {standing["environment"] for standing in ended.document["standings"]}


def test_a_retired_code_is_explained_by_the_checks_that_took_its_place(mesh):
    assert "CHK002 and CHK003" in mesh("explain", "LIN-002").out
