from collections.abc import Iterator
from dataclasses import replace

import pytest

from guardrails import documents, evaluation
from guardrails.cases import SCOPE
from guardrails.evaluation import mesh_problems, resource_problems, stack_problems
from guardrails.props import UNKNOWN, Props
from guardrails.rule import Check, Life, Resource, Rule, Stack
from guardrails.rules.kms import kms_rotation_and_deletion_window
from guardrails.rules.s3 import s3_public_access_block

KEY = "aws:kms/key:Key"
WRONG_TYPE = {"deletionWindowInDays": "a secret", "enableKeyRotation": False}


def resource(values: dict[str, object], kind: str = KEY) -> Resource:
    return Resource.of(kind, "key", values, SCOPE, id="the key")


def rule(check: Check, code: str = "XX-001") -> Rule:
    return Rule(id="x", code=code, title="t", why="w.", fix="f", checks={KEY: check})


def quiet(props: Props) -> Iterator[str]:
    del props
    yield from ()


def noisy(props: Props) -> Iterator[str]:
    yield "first"
    yield f"then {props['unknown']}"


def broken(props: Props) -> Iterator[str]:
    raise ValueError(props["secret"])


def test_a_rule_that_raises_is_a_problem_that_names_it_and_the_line() -> None:
    (_, raised) = resource_problems([kms_rotation_and_deletion_window.RULE], resource(WRONG_TYPE))

    assert raised.message.startswith(
        "rule KMS-001 (kms-rotation-and-deletion-window) raised TypeError"
        " at kms_rotation_and_deletion_window.py:"
    )


def test_a_fault_does_not_quote_what_it_stumbled_over() -> None:
    (problem,) = resource_problems([rule(broken)], resource({"secret": "canary"}))

    assert problem.message == "rule XX-001 (x) raised ValueError"


def test_a_rule_that_raises_hides_no_other() -> None:
    rules = [rule(broken, "XX-001"), rule(noisy, "XX-002"), rule(quiet, "XX-003")]
    problems = resource_problems(rules, resource({"secret": "s", "unknown": "known"}))

    assert [p.rule.code for p in problems] == ["XX-001", "XX-002", "XX-002"]


def test_what_a_rule_found_before_an_unknown_value_is_kept() -> None:
    problems = resource_problems([rule(noisy)], resource({"unknown": UNKNOWN}))

    assert [p.message for p in problems] == [
        "first",
        "could not be evaluated: key.unknown is not known yet",
    ]


def test_a_check_that_is_no_generator_is_guarded_too() -> None:
    def at_once(props: Props) -> Iterator[str]:
        return iter([props["missing"]])

    (problem,) = resource_problems([rule(at_once)], resource({}))

    assert problem.message == "rule XX-001 (x) raised KeyError"


def test_a_check_that_answers_nothing_at_all_is_a_fault() -> None:
    def forgotten(props: Props) -> Iterator[str]:
        del props
        return None  # type: ignore[return-value]  # pyright: ignore

    (problem,) = resource_problems([rule(forgotten)], resource({}))

    assert problem.message == "rule XX-001 (x) raised TypeError"


def test_a_rule_is_not_asked_about_other_types() -> None:
    assert not list(resource_problems([rule(broken)], resource({}, "aws:s3/bucket:Bucket")))


def test_a_stack_rule_that_raises_is_about_the_stack() -> None:
    def raising(stack: Stack) -> Iterator[tuple[Resource, str]]:
        raise RuntimeError(str(stack))

    asked = replace(s3_public_access_block.RULE, check_stack=raising)
    (problem,) = stack_problems([asked, rule(broken)], Stack(SCOPE, ()))

    assert problem.resource is None
    assert problem.message == "rule S3-001 (s3-public-access-block) raised RuntimeError"


def test_a_malformed_document_is_a_problem_of_the_rule_that_reads_it() -> None:
    def reading(props: Props) -> Iterator[str]:
        documents.statements(props["policy"])
        yield from ()

    (problem,) = resource_problems([rule(reading)], resource({"policy": "{"}))

    assert problem.message == "the policy document cannot be read: it is not JSON"


@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit])
def test_an_end_of_the_process_is_not_a_rules_fault(fault: type[BaseException]) -> None:
    def ending(props: Props) -> Iterator[str]:
        del props
        raise fault

    with pytest.raises(fault):
        list(resource_problems([rule(ending)], resource({})))


def test_the_rules_lie_where_the_evaluator_looks_for_them() -> None:
    assert (evaluation.RULES_FOLDER / "__init__.py").is_file()


def test_a_rule_without_a_question_about_all_specs_is_not_asked_one() -> None:
    assert list(mesh_problems([rule(broken)], Stack(SCOPE, ()))) == []


def test_a_draft_that_raises_shows_its_author_the_message() -> None:
    draft = replace(rule(broken), life=Life.DRAFT)
    (problem,) = resource_problems([draft], resource({"secret": "no tag 'mesh:owner'"}))

    assert problem.message == "rule XX-001 (x) raised ValueError: no tag 'mesh:owner'"
