from meshwright.errors import Severity

from .conftest import Checked, said

ROLE = "arn:aws:iam::111122223333:role/people"
TRUST = {"reader": [ROLE], "runtime": {"services": ["glue.amazonaws.com"]}}
BOTH = {"sales": TRUST, "finance": TRUST}


def test_whoever_is_named_may_assume(checked: Checked) -> None:
    assert checked(name="dev", assume=BOTH) == ()


def test_where_nobody_is_named_only_the_deployer_may(checked: Checked) -> None:
    findings = checked(name="dev", assume={"sales": TRUST})

    assert said(findings) == [("CHK032", "finance")]
    assert "the reader role and runtime roles of domain 'finance'" in findings[0].message
    assert findings[0].severity is Severity.NOTE
    assert findings[0].position.path == "domains/finance/domain.yaml"
    assert "the platform's owner" in findings[0].fix


def test_reader_and_runtime_roles_are_looked_at_apart(checked: Checked) -> None:
    only_reader = {"reader": [ROLE]}
    only_runtime = {"runtime": {"principals": [ROLE]}}

    findings = checked(name="dev", assume={"sales": only_reader, "finance": only_runtime})

    assert [f.message for f in findings] == [
        "only the deploying role may assume runtime roles of domain 'sales'",
        "only the deploying role may assume the reader role of domain 'finance'",
    ] or [f.message for f in findings] == [
        "only the deploying role may assume the reader role of domain 'finance'",
        "only the deploying role may assume runtime roles of domain 'sales'",
    ]


def test_in_the_local_aws_nobody_need_be_named(checked: Checked) -> None:
    assert checked(name="local") == ()


def test_trust_in_an_unknown_domain_is_a_warning(checked: Checked) -> None:
    (finding,) = checked(name="dev", assume={**BOTH, "sale": TRUST})

    assert (finding.code, finding.severity) == ("CHK030", Severity.WARNING)
    assert finding.message == "there is no domain 'sale', did you mean 'sales'?"


def test_trust_in_a_domain_that_cannot_be_read_is_left_in_peace(checked: Checked) -> None:
    assert checked({"legal/domain.yaml": "x: 1\n"}, name="dev", assume={**BOTH, "legal": {}}) == ()


def test_a_principal_has_no_domains_name(checked: Checked) -> None:
    (finding,) = checked(principals={"sales": ROLE})

    assert (finding.code, finding.severity) == ("CHK031", Severity.ERROR)
