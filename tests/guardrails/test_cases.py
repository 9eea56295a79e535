from dataclasses import replace
from pathlib import Path

import pytest

from guardrails.cases import CasesError, Kind, cases, needed
from guardrails.rules.governance import owner_required
from guardrails.rules.s3 import s3_versioning

RULE = s3_versioning.RULE
FILE = f"{RULE.module}.yaml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {name: [", "is no YAML: while parsing"),
        ("- {name: a, props: !unknow x, problems: []}", "is no YAML: could not determine"),
        ("- {name: a, props: {day: 2026-13-01}, problems: []}", "is no YAML: month must be in"),
        ("", "is no list of cases"),
        ("name: a", "is no list of cases"),
        ("- a", ": case 1 is no mapping"),
        ("- {name: a, props: {}, problem: []}", ": case 1 has an unknown key 'problem'"),
        ("- {name: a, props: {}}", ": case 1 has no 'problems'"),
        ("- {props: {}, problems: []}", ": case 1 has no 'name'"),
        ("- {name: a, props: {}, problems: it is wrong}", ": case 1 has problems that are no list"),
        ("- {name: a, problems: []}", ": case 1 has neither props nor resources nor specs"),
        ("- {name: a, resources: [{name: b}], problems: []}", ": case 1 cannot be read: 'type'"),
        ("- {name: a, specs: [a], problems: []}", ": case 1 cannot be read: string indices"),
        ("- {name: a, props: {}, scope: {town: x}, problems: []}", ": case 1 cannot be read: "),
        ("- {name: a, props: {}, scope: [x], problems: []}", ": case 1 cannot be read: "),
    ],
)
def test_a_file_of_cases_that_cannot_be_read_says_which_and_why(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / FILE).write_text(text)

    with pytest.raises(CasesError) as refused:
        cases(replace(RULE, home=tmp_path))
    assert str(refused.value).startswith(f"{FILE}{said if said[0] == ':' else f' {said}'}")


def test_properties_of_no_type_are_no_case(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("- {name: a, props: {}, problems: []}")

    with pytest.raises(CasesError, match="case 1 has props of no type"):
        cases(replace(RULE, home=tmp_path, checks={}))


def test_a_case_shows_one_kind_of_answer(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        "- {name: a, props: {}, problems: []}\n"
        "- {name: b, props: {}, problems: [it is wrong]}\n"
        "- {name: c, props: {}, problems: ['could not be evaluated: it.a is not known yet']}\n"
        "- {name: d, props: {}, problems: [], applies: false}\n"
    )

    kinds = [case.kind for case in cases(replace(RULE, home=tmp_path))]
    assert kinds == [Kind.PASS, Kind.FAIL, Kind.UNKNOWN, Kind.NOT_APPLICABLE]


def test_a_rule_needs_the_kinds_of_cases_that_it_can_have() -> None:
    assert set(needed(RULE)) == set(Kind)
    assert needed(owner_required.RULE) == (Kind.PASS, Kind.FAIL)
    of_meshes = replace(owner_required.RULE, checks={}, check_mesh=lambda _: iter(()))
    assert needed(of_meshes) == (Kind.PASS, Kind.FAIL)
