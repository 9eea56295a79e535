from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.rule import Level, Parameter, Rule, Tightening
from guardrails.settings import (
    LEVEL,
    Kind,
    RuleOverride,
    Setting,
    Step,
    apply_override,
    initial,
    is_as_tight,
    resolved,
    taken,
    unlike,
    written,
)

DAYS = Parameter(name="days", what="days", default=30, tightens=Tightening.LOWER, least=1, most=365)
SHARE = Parameter(name="share", what="percent", default=50.0, tightens=Tightening.HIGHER)
STRICT = Parameter(name="strict", what="strict", default=False, tightens=Tightening.HIGHER)
WORD = Parameter(name="word", what="word", default="a", tightens=Tightening.HIGHER)
ALLOWED = Parameter(
    name="allowed", what="what is allowed", default=("a", "b", "c"), tightens=Tightening.FEWER
)
ASKED = Parameter(name="asked", what="what is asked", default=("a",), tightens=Tightening.MORE)
CLASSES = Parameter(
    name="classes",
    what="days by class",
    default={"public": 100, "secret": 10},
    tightens=Tightening.LOWER,
    most=1000,
)
PARAMETERS = (DAYS, SHARE, STRICT, WORD, ALLOWED, ASKED, CLASSES)


def rule(*, relaxable: bool = False, level: Level = Level.ADVISORY) -> Rule:
    return Rule(
        id="x",
        code="XX-001",
        title="t",
        why="w.",
        fix="f",
        level=level,
        relaxable=relaxable,
        parameters=PARAMETERS,
    )


def override(level: Level | None = None, *, free: bool = False, **parameters: Any) -> RuleOverride:
    return RuleOverride(
        layer="domain sales", level=level, parameters=parameters, sets_parameters=free
    )


def refused(*overrides: RuleOverride, of: Rule | None = None) -> list[tuple[Kind, str]]:
    setting, found = initial(of or rule()), []
    for asked in overrides:
        setting, refusals = apply_override(setting, asked)
        found += [(refusal.kind, refusal.name) for refusal in refusals]
    return found


def test_where_nothing_is_said_a_rule_holds_as_it_is_written() -> None:
    setting = initial(rule())

    assert setting.level is Level.ADVISORY
    assert setting.parameters == {p.name: p.default for p in PARAMETERS}
    assert setting.decided("days") == Step("days", 30, "the rule")


def test_a_mandatory_rule_is_mandatory() -> None:
    assert initial(rule(level=Level.MANDATORY)).level is Level.MANDATORY


def test_what_asks_for_more_is_taken_and_says_where_it_came_from() -> None:
    asked = RuleOverride(
        layer="domain sales",
        level=Level.MANDATORY,
        parameters={"days": 7, "share": 60},
        places={"level": "domains/sales/governance.yaml:2", "days": "g.yaml:3"},
    )
    setting = resolved(rule(), [asked])

    assert (setting.level, setting.parameters["days"]) == (Level.MANDATORY, 7)
    assert setting.decided(LEVEL).place == "domains/sales/governance.yaml:2"
    assert setting.decided("days") == Step("days", 7, "domain sales", "g.yaml:3")
    assert setting.decided("share") == Step("share", 60, "domain sales", "")


@pytest.mark.parametrize(
    "parameters",
    [
        {"days": 31},
        {"share": 49.5},
        {"word": "b"},
        {"allowed": ["a", "d"]},
        {"asked": []},
        {"classes": {"secret": 11}},
    ],
)
def test_less_is_refused_and_changes_nothing(parameters: Mapping[str, Any]) -> None:
    (name,) = parameters
    setting, (refusal,) = apply_override(initial(rule()), override(**parameters))

    assert (refusal.kind, refusal.name) == (Kind.RELAXES, name)
    assert setting == initial(setting.rule)
    assert refused(override(**parameters), of=rule(relaxable=True)) == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"days": 30},
        {"days": 1},
        {"share": 50},
        {"share": 60.5},
        {"strict": True},
        {"word": "a"},
        {"allowed": ["c"]},
        {"allowed": ["c", "b", "a"]},
        {"asked": ["b", "a"]},
        {"classes": {"public": 99}},
        {"classes": {"public": 99, "secret": 9}},
    ],
)
def test_more_is_granted(parameters: Mapping[str, Any]) -> None:
    assert refused(override(**parameters)) == []


@pytest.mark.parametrize(
    ("parameters", "advice"),
    [
        ({"days": 31}, "only a smaller number may be asked for"),
        ({"share": 49.5}, "only a larger number may be asked for"),
        ({"allowed": ["d"]}, "only leave entries out"),
        ({"asked": []}, "only add entries"),
    ],
)
def test_who_asks_for_less_is_told_what_may_be_asked_for(
    parameters: Mapping[str, Any], advice: str
) -> None:
    _, (refusal,) = apply_override(initial(rule()), override(**parameters))

    assert refusal.fix == f"{advice}, or ask for a waiver of what cannot comply"


def test_a_refused_mapping_is_shown_as_it_would_be() -> None:
    _, (refusal,) = apply_override(initial(rule()), override(classes={"secret": 11}))

    assert refusal.problem == (
        "classes of XX-001 is {public: 100, secret: 10} here,"
        " and {public: 100, secret: 11} asks for less"
    )


@pytest.mark.parametrize(
    ("tightens", "now", "wanted", "expected"),
    [
        (Tightening.HIGHER, {"a": 1}, {"a": 2}, True),
        (Tightening.HIGHER, {"a": 1}, {"a": 0}, False),
        (Tightening.MORE, ("a", "b"), ("b", "a"), True),
        (Tightening.FEWER, ("a", "b"), ("b", "a"), True),
    ],
)
def test_entries_are_compared_by_what_they_say(
    tightens: Tightening, now: Any, wanted: Any, expected: bool
) -> None:
    assert is_as_tight(tightens, now, wanted) is expected


def test_strictness_is_not_taken_back() -> None:
    assert refused(override(strict=True), override(strict=False)) == [(Kind.RELAXES, "strict")]


def test_a_lower_level_is_refused_unless_the_rule_is_relaxable() -> None:
    assert refused(override(Level.OFF)) == [(Kind.RELAXES, LEVEL)]
    assert refused(override(Level.MANDATORY), override(Level.ADVISORY)) == [(Kind.RELAXES, LEVEL)]
    assert refused(override(Level.OFF), of=rule(relaxable=True)) == []
    assert refused(override(Level.ADVISORY)) == []

    _, (refusal,) = apply_override(initial(rule()), override(Level.OFF))
    assert refusal.fix == "leave it advisory, or ask for a waiver of what cannot comply"


def test_a_rule_cannot_be_off_and_have_parameters() -> None:
    found = refused(override(Level.OFF, days=7), of=rule(relaxable=True))

    assert found == [(Kind.CONTRADICTS, LEVEL)]

    _, (refusal,) = apply_override(initial(rule(relaxable=True)), override(Level.OFF, days=7))
    assert refusal.fix == "leave one of the two out"


def test_an_unknown_parameter_is_refused_with_those_there_are() -> None:
    _, (refusal,) = apply_override(initial(rule()), override(dayz=3))

    assert refusal.kind is Kind.NO_SUCH_PARAMETER
    assert refusal.problem == "XX-001 has no parameter 'dayz'"
    assert refusal.fix == ("its parameters are allowed, asked, classes, days, share, strict, word")


def test_a_rule_without_parameters_says_so() -> None:
    bare = Rule(id="x", code="XX-001", title="t", why="w.", fix="f")
    _, (refusal,) = apply_override(initial(bare), override(days=3))

    assert refusal.fix == "leave `parameters` out"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"days": "7"}, "a whole number"),
        ({"days": 7.5}, "a whole number"),
        ({"days": True}, "a whole number"),
        ({"share": "much"}, "a number"),
        ({"share": False}, "a number"),
        ({"strict": 1}, "true or false"),
        ({"word": 1}, "a text"),
        ({"allowed": "a"}, "a list of texts"),
        ({"allowed": [1]}, "a list of texts"),
        ({"classes": 3}, "a mapping of public or secret to whole numbers"),
        ({"classes": {"other": 3}}, "a mapping of public or secret to whole numbers"),
        ({"classes": {"public": "3"}}, "a mapping of public or secret to whole numbers"),
    ],
)
def test_a_value_of_another_kind_is_refused(parameters: Mapping[str, Any], expected: str) -> None:
    _, (refusal,) = apply_override(initial(rule(relaxable=True)), override(free=True, **parameters))

    assert (refusal.kind, refusal.fix) == (Kind.WRONG_VALUE, f"write {expected}")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"days": 0}, "days of XX-001 has to be at least 1"),
        ({"days": 366}, "days of XX-001 has to be at most 365"),
        ({"classes": {"public": 1001}}, "classes of XX-001 has to be at most 1000"),
    ],
)
def test_a_value_out_of_range_is_refused_to_everybody(
    parameters: Mapping[str, Any], words: str
) -> None:
    _, (refusal,) = apply_override(initial(rule(relaxable=True)), override(free=True, **parameters))

    assert (refusal.kind, refusal.problem) == (Kind.OUT_OF_RANGE, words)
    assert refusal.fix == "stay in that range"


@pytest.mark.parametrize("parameters", [{"days": 1}, {"days": 365}, {"classes": {"public": 1000}}])
def test_the_ends_of_a_range_are_in_it(parameters: Mapping[str, Any]) -> None:
    assert refused(override(free=True, **parameters)) == []


def test_the_organisation_sets_its_own_numbers_but_lowers_no_level() -> None:
    assert refused(override(free=True, days=300, allowed=["z"])) == []
    assert refused(override(Level.OFF, free=True)) == [(Kind.RELAXES, LEVEL)]


def test_a_mapping_changes_what_it_names_alone() -> None:
    setting = resolved(rule(), [override(classes={"secret": 5})])

    assert setting.parameters["classes"] == {"public": 100, "secret": 5}


def test_a_mapping_without_names_of_its_own_takes_any() -> None:
    assert unlike({}, {"sales": 3}) == ""
    assert unlike({}, {"sales": "3"}) == "a mapping of names to whole numbers"
    assert is_as_tight(Tightening.LOWER, {}, {"sales": 3})


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "true"),
        (False, "false"),
        (3, "3"),
        ("x", "x"),
        (("a", "b"), "[a, b]"),
        ({"a": 1, "b": 2}, "{a: 1, b: 2}"),
    ],
)
def test_values_are_shown_in_the_words_of_a_file(value: Any, shown: str) -> None:
    assert written(value) == shown


NAMES = st.lists(st.sampled_from("abcde"), unique=True)
WISHES = st.builds(
    lambda level, parameters: RuleOverride(layer="somebody", level=level, parameters=parameters),
    st.none() | st.sampled_from(Level),
    st.fixed_dictionaries(
        {},
        optional={
            "days": st.integers(-5, 400) | st.text(max_size=1),
            "share": st.integers(0, 100) | st.floats(0, 100),
            "strict": st.booleans(),
            "word": st.sampled_from("ab"),
            "allowed": NAMES,
            "asked": NAMES,
            "classes": st.dictionaries(
                st.sampled_from(["public", "secret", "other"]), st.integers(0, 2000)
            ),
            "unknown": st.integers(),
        },
    ),
)


def assert_no_less(before: Setting, after: Setting) -> None:
    assert after.level.rank >= before.level.rank
    for parameter in PARAMETERS:
        then, now = before.parameters[parameter.name], after.parameters[parameter.name]
        assert is_as_tight(parameter.tightens, then, now)


@given(st.lists(WISHES, max_size=8))
def test_no_sequence_of_wishes_ever_relaxes_a_rule_that_nobody_may_relax(
    overrides: list[RuleOverride],
) -> None:
    settings = [initial(rule())]
    for asked in overrides:
        settings.append(apply_override(settings[-1], asked)[0])

    for before, after in pairwise(settings):
        assert_no_less(before, after)
    assert_no_less(settings[0], settings[-1])
    assert resolved(rule(), overrides).parameters == settings[-1].parameters


@given(st.lists(WISHES, max_size=5), WISHES)
def test_what_is_refused_changes_nothing_and_what_is_not_holds(
    overrides: list[RuleOverride], last: RuleOverride
) -> None:
    before = resolved(rule(relaxable=True), overrides)
    after, refusals = apply_override(before, last)

    names = {refusal.name for refusal in refusals}
    for name, value in last.parameters.items():
        if name in before.parameters:
            then = before.parameters[name]
            assert after.parameters[name] == (then if name in names else taken(then, value))
    expected = before.level if last.level is None or LEVEL in names else last.level
    assert after.level is expected


@given(st.lists(WISHES, max_size=6))
def test_the_last_step_of_each_name_is_what_holds(overrides: list[RuleOverride]) -> None:
    setting = resolved(rule(relaxable=True), overrides)

    assert setting.decided(LEVEL).value == setting.level
    assert all(setting.decided(n).value == v for n, v in setting.parameters.items())
