import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guardrails.former_ids import FORMER_IDS
from guardrails.rule import Life, Parameter, Rule, Tightening
from guardrails.rules import ALL_RULES
from guardrails.rules.s3 import s3_lifecycle_cleanup
from meshwright.errors import Finding, Position, Severity
from meshwright.governance import explain
from meshwright.governance.codes import POLICY_CODES
from meshwright.governance.domain_rules import DomainRules
from tools.docs.rule_pages import documents, page

S3_006 = s3_lifecycle_cleanup.RULE
ROOT = Path(__file__).parents[3]


def test_the_committed_pages_are_what_the_rules_say() -> None:
    written = {
        str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / explain.FOLDER).glob("*")
    }

    assert written == dict(documents())


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_a_page_says_what_why_and_how_to_fix_it(rule: Rule) -> None:
    text = page(rule)

    assert text.startswith(f"# {rule.code} {rule.id}\n\n**{rule.title}.** ")
    assert all(part in text for part in (rule.why, rule.fix, "## Avoid", "## Prefer"))
    assert all(kind in text for kind in rule.checks)


def finding(code: str, rule: str = "") -> Finding:
    return Finding(Position("a"), code, Severity.ERROR, "it is wrong", "change it", rule=rule)


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_each_finding_of_a_rule_leads_to_its_page(rule: Rule) -> None:
    page = finding(rule.code, rule.id).page

    assert page == explain.page_path(rule)
    assert (ROOT / page).is_file()


def test_any_other_finding_leads_to_its_section() -> None:
    headings = (ROOT / "docs/reference/findings.md").read_text().splitlines()

    for code in ("SPEC003", *(code.id for code in POLICY_CODES)):
        assert finding(code).page == f"docs/reference/findings.md#{code.lower()}"
        assert f"## {code}" in headings


@pytest.mark.parametrize("show", [page, explain.text])
def test_a_rule_says_how_it_may_be_set_and_what_others_call_it(show) -> None:
    text = show(S3_006)

    for parameter in S3_006.parameters:
        assert all(part in text for part in (parameter.name, parameter.what, "a smaller number"))
    assert str(S3_006.parameters[0].default) in text
    assert ", ".join(S3_006.controls) in text
    assert "may ask for more only" in text
    assert "may ask for less" in show(replace(S3_006, relaxable=True))


@pytest.mark.parametrize("show", [page, explain.text])
def test_a_rule_says_where_it_is_in_its_life(show) -> None:
    in_grace = replace(
        S3_006,
        introduced=date(2026, 1, 2),
        mandatory_from={"prod": date(2026, 9, 1), "dev": date(2026, 7, 1)},
    )

    assert "in force" in show(S3_006)
    assert "a draft" in show(replace(S3_006, life=Life.DRAFT))
    assert "deprecated" in show(replace(S3_006, life=Life.DEPRECATED))
    assert (
        "introduced on 2026-01-02; mandatory in dev from 2026-07-01 on, a warning until then;"
        " mandatory in prod from 2026-09-01 on" in show(in_grace)
    )


@pytest.mark.parametrize("show", [page, explain.text])
def test_the_bounds_of_a_parameter_are_told(show) -> None:
    days = Parameter(
        name="days", what="days", default=3, tightens=Tightening.HIGHER, least=1, most=90
    )

    text = show(replace(S3_006, parameters=(days,)))

    assert "a larger number" in text
    assert "at least 1, at most 90" in text


def test_an_explanation_names_the_page() -> None:
    assert explain.text(S3_006).endswith(
        "page: docs/reference/rules/S3-006-s3-lifecycle-cleanup.md\n"
    )


def test_the_index_lists_every_rule_once_by_area_with_its_controls() -> None:
    index = documents()["docs/reference/rules/README.md"]

    assert sorted(re.findall(r"^\| \[([A-Z0-9-]+)\]", index, re.MULTILINE)) == sorted(
        rule.code for rule in ALL_RULES
    )
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| `([a-z0-9-]+)` \|", index, re.MULTILINE)
    assert dict(rows) == FORMER_IDS
    buckets = index[index.index("## Buckets") : index.index("## Policies and roles")]
    codes = sorted(rule.code for rule in ALL_RULES if rule.code.startswith("S3-"))
    assert re.findall(r"\[(S3-\d+)\]", buckets) == codes
    assert f"| {', '.join(S3_006.controls)} |" in buckets


def test_a_domains_own_rules_have_pages_too(tmp_path: Path) -> None:
    own = replace(S3_006, code="SALES-001", home=tmp_path)

    pages = documents(DomainRules({"sales": (own,)}))

    assert "policies/domains/sales/s3_lifecycle_cleanup.py" in pages[explain.page_path(own)]
    index = pages["docs/reference/rules/README.md"]
    assert (
        "[SALES-001](SALES-001-s3-lifecycle-cleanup.md)"
        in index[index.index("## Rules of the domain sales") :]
    )


@pytest.mark.parametrize("cases", [None, "[", "- {name: a, props: {}, problems: []}\n"])
def test_a_rule_that_is_just_begun_has_a_page(tmp_path: Path, cases: str | None) -> None:
    if cases:
        (tmp_path / f"{S3_006.module}.yaml").write_text(cases)

    text = page(replace(S3_006, home=tmp_path))

    assert "## Avoid" not in text
    assert ("## Prefer" in text) is (cases is not None and cases.startswith("- "))


def test_a_rule_about_whole_stacks_alone_says_so() -> None:
    assert "asked of the whole stack" in page(replace(S3_006, checks={}))


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_every_rule_is_explained(rule: Rule) -> None:
    text = explain.explain(rule.code.lower())

    assert text is not None
    assert all(part in text for part in (rule.title, rule.why, rule.fix))


def test_that_no_rule_ran_is_explained_too() -> None:
    assert "proves nothing" in (explain.explain("POL001") or "")


def test_what_no_rule_has_is_not_explained() -> None:
    assert explain.explain("XX-999") is None
