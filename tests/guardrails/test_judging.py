from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from guardrails.cases import SCOPE
from guardrails.evaluation import Problem
from guardrails.judging import (
    EffectiveRules,
    Outcome,
    Waiver,
    grace,
    judged,
    on_mesh,
    on_resource,
    on_stack,
    resource_path,
    turns,
)
from guardrails.props import UNKNOWN, Props
from guardrails.rule import At, Level, Life, Parameter, Resource, Rule, Stack, Tightening
from guardrails.settings import RuleOverride, apply_override
from guardrails.settings import initial as setting_of
from guardrails.types import PRODUCT

TODAY = date(2026, 6, 1)
YESTERDAY, TOMORROW = date(2026, 5, 31), date(2026, 6, 2)
KEY = "aws:kms/key:Key"


def check(props: Props) -> Iterator[str | At]:
    if props["days"] < props.parameters["least"]:
        yield At("days", "too few")


def check_all(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for resource in stack.resources:
        if resource.props["days"] < stack.parameters["least"]:
            yield resource, "too few"


RULE = Rule(
    id="x",
    code="XX-001",
    title="t",
    why="w.",
    fix="f",
    checks={KEY: check},
    check_stack=check_all,
    check_mesh=check_all,
    parameters=(Parameter(name="least", what="l", default=7, tightens=Tightening.HIGHER),),
)
WAIVER = Waiver("XX-001", "key.key", "because it is so", "T-1", YESTERDAY, TOMORROW)


def resource(days: object = 1, name: str = "key", kind: str = KEY) -> Resource:
    return Resource.of(kind, name, {"days": days}, SCOPE, id=name)


def effective(
    rule: Rule = RULE, *waivers: Waiver, drafts: bool = False, **asked: int
) -> EffectiveRules:
    setting, _ = apply_override(setting_of(rule), RuleOverride(layer="l", parameters=asked))
    return EffectiveRules("dev", TODAY, {rule.code: setting}, waivers, drafts)


def off(rule: Rule = RULE) -> EffectiveRules:
    relaxable = replace(rule, relaxable=True)
    setting, _ = apply_override(setting_of(relaxable), RuleOverride(layer="l", level=Level.OFF))
    return EffectiveRules("dev", TODAY, {rule.code: setting})


def path(problem: Problem) -> str:
    return resource_path(KEY, problem.resource.name) if problem.resource else "stack"


def outcome(rule: Rule, *waivers: Waiver, days: object = 1, drafts: bool = False) -> list[Outcome]:
    stands = effective(rule, *waivers, drafts=drafts)
    return [v.outcome for v in on_resource((rule,), resource(days), stands, path)]


def test_a_mandatory_rule_in_force_is_an_error() -> None:
    assert outcome(RULE) == [Outcome.ERROR]


def test_an_advisory_rule_warns() -> None:
    assert outcome(replace(RULE, level=Level.ADVISORY)) == [Outcome.WARNING]


def test_a_mandatory_rule_may_only_advise_of_something() -> None:
    def advising(props: Props) -> Iterator[At]:
        del props
        yield At("days", "few", advisory=True)

    assert outcome(replace(RULE, checks={KEY: advising})) == [Outcome.WARNING]


def test_a_rule_stands_as_it_is_written_where_nothing_is_resolved() -> None:
    (verdict,) = on_resource((RULE,), resource(), EffectiveRules("dev", TODAY), path)

    assert verdict.outcome is Outcome.ERROR


def test_a_rule_is_asked_with_the_parameters_that_hold() -> None:
    assert outcome(RULE, days=8) == []
    assert list(on_resource((RULE,), resource(8), effective(least=9), path))
    assert list(on_stack((RULE,), Stack(SCOPE, (resource(8),)), effective(least=9), path))


def test_what_is_off_is_not_asked() -> None:
    stack = Stack(SCOPE, (resource(),))

    assert list(on_resource((RULE,), resource(), off(), path)) == []
    assert list(on_stack((RULE,), stack, off(), path)) == []
    assert list(on_mesh((RULE,), stack, lambda _: off(), path)) == []


@pytest.mark.parametrize(
    "rule", [replace(RULE, life=Life.DRAFT), replace(RULE, introduced=TOMORROW)]
)
def test_a_draft_is_told_to_its_authors_alone(rule: Rule) -> None:
    assert outcome(rule) == []
    assert outcome(rule, drafts=True) == [Outcome.DRAFT]


def test_a_rule_is_in_force_from_the_day_it_is_introduced() -> None:
    assert outcome(replace(RULE, introduced=TODAY)) == [Outcome.ERROR]


def test_a_deprecated_rule_only_notes() -> None:
    assert outcome(replace(RULE, life=Life.DEPRECATED)) == [Outcome.NOTE]


@pytest.mark.parametrize(
    "rule",
    [
        RULE,
        replace(RULE, life=Life.DRAFT),
        replace(RULE, life=Life.DEPRECATED),
        replace(RULE, level=Level.ADVISORY),
        replace(RULE, mandatory_from={"dev": TOMORROW}),
    ],
)
def test_a_verdict_of_any_kind_says_what_a_waiver_would_name(rule: Rule) -> None:
    (verdict,) = on_resource((rule,), resource(), effective(rule, drafts=True), path)

    assert verdict.path == "key.key"


def test_in_its_grace_a_rule_warns_and_states_the_day() -> None:
    rule = replace(RULE, mandatory_from={"dev": TOMORROW, "prod": YESTERDAY})
    (verdict,) = on_resource((rule,), resource(), effective(rule), path)

    assert (verdict.outcome, verdict.mandatory_from) == (Outcome.WARNING, TOMORROW)
    assert grace(rule, "prod", TODAY) is None
    assert grace(rule, "local", TODAY) is None


def test_from_its_day_on_a_rule_is_mandatory() -> None:
    assert outcome(replace(RULE, mandatory_from={"dev": TODAY})) == [Outcome.ERROR]


@pytest.mark.parametrize("day", [YESTERDAY, TODAY, TOMORROW])
@pytest.mark.parametrize("environment", ["prod", "local", "develop"])
def test_a_day_for_one_environment_makes_it_mandatory_nowhere_else(
    environment: str, day: date
) -> None:
    rule = replace(RULE, mandatory_from={environment: day})
    (verdict,) = on_resource((rule,), resource(), effective(rule), path)

    assert (verdict.outcome, verdict.mandatory_from) == (Outcome.WARNING, None)


def test_an_advisory_rule_in_grace_stays_advisory() -> None:
    rule = replace(RULE, level=Level.ADVISORY, mandatory_from={"dev": TOMORROW})
    (verdict,) = on_resource((rule,), resource(), effective(rule), path)

    assert (verdict.outcome, verdict.mandatory_from) == (Outcome.WARNING, None)


def test_a_waived_finding_is_still_looked_for() -> None:
    (verdict,) = on_resource((RULE,), resource(), effective(RULE, WAIVER), path)

    assert (verdict.outcome, verdict.waiver, verdict.path) == (Outcome.WAIVED, WAIVER, "key.key")
    assert WAIVER.days_left(TODAY) == 1


@pytest.mark.parametrize(
    "waiver",
    [
        replace(WAIVER, rule="XX-002"),
        replace(WAIVER, finding="key"),
        replace(WAIVER, finding="key.key2"),
        replace(WAIVER, granted=TOMORROW),
        replace(WAIVER, expires=YESTERDAY),
    ],
)
def test_a_waiver_of_something_else_or_another_day_waives_nothing(waiver: Waiver) -> None:
    assert outcome(RULE, waiver) == [Outcome.ERROR]


def test_both_ends_of_a_waiver_are_included() -> None:
    waiver = replace(WAIVER, granted=TODAY, expires=TODAY)

    assert outcome(RULE, waiver) == [Outcome.WAIVED]


@pytest.mark.parametrize("days", [UNKNOWN, "a text"])
def test_a_question_without_an_answer_cannot_be_waived(days: object) -> None:
    assert outcome(RULE, WAIVER, days=days) == [Outcome.ERROR]


def test_a_question_about_all_specs_comes_to_what_each_product_says() -> None:
    specs = Stack(SCOPE, (resource(name="a", kind=PRODUCT), resource(name="b", kind=PRODUCT)))
    of_product = {"a": effective(RULE, replace(WAIVER, finding="key.a")), "b": off()}

    verdicts = on_mesh(
        (RULE,), specs, lambda spec: of_product[spec.id] if spec else effective(), path
    )

    assert [(v.path, v.outcome) for v in verdicts] == [("key.a", Outcome.WAIVED)]


def test_a_question_about_all_specs_is_asked_where_one_product_alone_wants_it() -> None:
    specs = Stack(SCOPE, (resource(name="a", kind=PRODUCT), resource(name="b", kind=PRODUCT)))

    verdicts = on_mesh(
        (RULE,), specs, lambda spec: effective() if spec and spec.id == "a" else off(), path
    )

    assert [(v.path, v.outcome) for v in verdicts] == [("key.a", Outcome.ERROR)]


def test_a_stack_as_a_whole_is_judged_too() -> None:
    faulty = replace(RULE, check_stack=lambda _: 1 / 0)
    (verdict,) = on_stack((faulty,), Stack(SCOPE, ()), effective(faulty), path)

    assert (verdict.path, verdict.outcome) == ("stack", Outcome.ERROR)


def test_the_days_on_which_a_rule_turns() -> None:
    rules = (RULE, replace(RULE, introduced=TODAY, mandatory_from={"dev": TOMORROW}))

    assert list(turns(rules, "dev")) == [TODAY, TOMORROW]
    assert list(turns(rules, "prod")) == [TODAY]


def test_what_no_spec_stands_for_is_named_by_type_and_name() -> None:
    assert resource_path("aws:s3/bucketPolicy:BucketPolicy", "data") == "bucketPolicy.data"


def test_a_problem_is_judged_by_the_rule_that_found_it() -> None:
    verdict = judged(Problem(RULE, resource(), "m"), EffectiveRules("dev", TODAY), "p")

    assert (verdict.problem.rule, verdict.outcome) == (RULE, Outcome.ERROR)
