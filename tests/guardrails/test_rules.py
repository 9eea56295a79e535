import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guardrails import evaluation
from guardrails.cases import Case, cases, verdict
from guardrails.former_ids import FORMER_IDS
from guardrails.props import UNKNOWN
from guardrails.retired_codes import RETIRED
from guardrails.rule import Rule, Stage
from guardrails.rules import ALL_RULES
from meshwright.checks.codes import CHECK_CODES

FOLDER = evaluation.RULES_FOLDER
EACH_CASE = [
    pytest.param(rule, case, id=f"{rule.code}-{case.name}")
    for rule in ALL_RULES
    for case in cases(rule)
]
CANARY = "CANARY-5f1c2ab7"


def files(suffix: str) -> list[Path]:
    return sorted(p for p in FOLDER.rglob(f"*{suffix}") if not p.stem.startswith("__"))


def test_the_tables_list_every_module_of_the_folders_once() -> None:
    assert sorted(rule.folder / f"{rule.module}.py" for rule in ALL_RULES) == files(".py")


def test_every_rule_has_cases_and_no_cases_lack_a_rule() -> None:
    assert sorted(rule.folder / f"{rule.module}.yaml" for rule in ALL_RULES) == files(".yaml")


def test_a_former_id_names_a_rule_of_today() -> None:
    ids = {rule.id for rule in ALL_RULES}

    assert set(FORMER_IDS.values()) <= ids
    assert not set(FORMER_IDS) & ids


def test_a_retired_code_is_no_rules() -> None:
    assert not set(RETIRED) & {rule.code for rule in ALL_RULES}


def test_what_says_the_same_as_a_retired_code_is_a_rule_or_a_check_of_today() -> None:
    known = {rule.code for rule in ALL_RULES} | {code.id for code in CHECK_CODES}

    assert {other for others in RETIRED.values() for other in others} <= known


def test_codes_and_ids_are_unique() -> None:
    assert len({rule.code for rule in ALL_RULES}) == len(ALL_RULES)
    assert len({rule.id for rule in ALL_RULES}) == len(ALL_RULES)


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_a_rule_says_all_that_a_reader_needs(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z0-9]+-[0-9]{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.title
    assert rule.why.endswith(".")
    assert rule.fix
    assert not rule.fix.endswith(".")
    assert rule.stages


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_a_rule_has_a_clean_a_failing_and_an_unknown_case_for_what_it_asks(rule: Rule) -> None:
    known = [case for case in cases(rule) if case.applies]

    for stage in rule.stages:
        of_stage = [case for case in known if case.stage is stage]
        assert any(not case.problems for case in of_stage), f"no clean case for a {stage}"
        assert any(case.problems for case in of_stage), f"no failing case for a {stage}"
    unknown = [p for case in known for p in case.problems if "could not be evaluated" in p]
    # All that a spec says is known.
    assert unknown or rule.stages == (Stage.SPEC,)


@pytest.mark.parametrize(("rule", "case"), EACH_CASE)
def test_a_rule_comes_to_the_verdict_of_its_case(rule: Rule, case: Case) -> None:
    assert verdict(rule, case) == case.problems


@pytest.mark.parametrize(("rule", "case"), EACH_CASE)
def test_a_case_about_one_resource_says_whether_its_rule_is_asked(rule: Rule, case: Case) -> None:
    if case.stage is Stage.RESOURCE:
        assert case.applies is rule.asks_about(case.resources[0].type)


def with_canaries(value: Any) -> Any:
    """A case's values with every text that a secret could stand in replaced by one."""
    if isinstance(value, dict):
        return {name: with_canaries(item) for name, item in value.items()}
    if isinstance(value, list):
        return [with_canaries(item) for item in value]
    return value if value is UNKNOWN or not isinstance(value, str) else CANARY


def inside_documents(value: Any) -> Any:
    """A case's values with canaries inside of documents, so that a rule gets past reading them."""
    if isinstance(value, dict):
        return {name: inside_documents(item) for name, item in value.items()}
    if isinstance(value, list):
        return [inside_documents(item) for item in value]
    if isinstance(value, str) and value.startswith("{"):
        return re.sub(r'"(arn:|o-|[0-9])[^"]*"', f'"{CANARY}*"', value)
    return value


@pytest.mark.parametrize("hide", [with_canaries, inside_documents])
@pytest.mark.parametrize(("rule", "case"), EACH_CASE)
def test_no_message_quotes_a_value_of_the_resource(rule: Rule, case: Case, hide: Any) -> None:
    resources = tuple(
        replace(resource, values=hide(dict(resource.values))) for resource in case.resources
    )

    said = verdict(rule, replace(case, resources=resources))

    assert not [message for message in said if CANARY in message]


def test_a_rule_without_a_file_of_cases_has_none() -> None:
    assert cases(replace(ALL_RULES[0], id="not-written-yet")) == ()


def test_importing_the_rules_needs_neither_the_engine_nor_the_platform() -> None:
    text = "\n".join(path.read_text() for path in Path(FOLDER).parent.rglob("*.py"))

    assert not re.search(r"^\s*(import|from) (pulumi|boto3|meshwright)", text, re.MULTILINE)
