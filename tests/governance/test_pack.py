from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel
from pulumi_policy.deserialize import deserialize_properties

from guardrails.cases import SCOPE, CaseResource
from guardrails.judging import EffectiveRules
from guardrails.props import UNKNOWN, Props, Scope
from guardrails.rule import Level, Life, Rule
from guardrails.rules import ALL_RULES
from guardrails.rules.kms import kms_rotation_and_deletion_window
from guardrails.rules.s3 import s3_public_access_block
from guardrails.settings import RuleOverride, apply_override, initial
from meshwright.errors import UsageError
from meshwright.governance.packs.pack import Governed, Pack, decoded, load_pack, policies, scopes
from wire import Engine, secret, urn

POLICIES = Path(__file__).parents[2] / "policies"
PACKS = ("security", "governance")
BLOCK, KEY_RULE = s3_public_access_block.RULE, kms_rotation_and_deletion_window.RULE
KEY = "aws:kms/key:Key"
ENVIRONMENT = """\
account: "111122223333"
region: eu-central-1
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
"""


def engine(*rules: Rule) -> Engine:
    return Engine(policies(Pack("pack", "", rules), lambda _: SCOPE))


def key(**values: object) -> CaseResource:
    return CaseResource(KEY, "key", values)


def raising(props: Props) -> Iterator[str]:
    raise KeyError(props["description"])


def quoting(props: Props) -> Iterator[str]:
    yield f"{props['a']} {props['b']} {props['c']}"


def test_the_packs_pick_every_rule_once() -> None:
    picked = [rule.code for name in PACKS for rule in load_pack(POLICIES / name).rules]

    assert sorted(picked) == sorted(rule.code for rule in ALL_RULES)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_named_as_its_folder(name: str) -> None:
    assert load_pack(POLICIES / name).name == name


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_one_policy_a_stage_with_an_advisory_twin(name: str) -> None:
    made = [policy.name for policy in policies(load_pack(POLICIES / name), lambda _: SCOPE)]
    for_resources, for_the_stack = ["resource", "resource-advisory"], ["stack", "stack-advisory"]

    assert made in ([*for_resources, *for_the_stack], for_resources)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "name: p\ndescription: d\n",
            "pack.yaml:1:1: error SPEC003 missing required field 'rules'",
        ),
        (
            "name: p\ndescription: d\nrules: [S3-001]\nlevel: off\n",
            "pack.yaml:4:1: error SPEC012 unknown field",
        ),
        ("name: p\ndescription: d\nrules: [S3-999]\n", "pack.yaml:3:9: there are no rules S3-999"),
        ("name: [\n", "cannot be used"),
        ("", "cannot be used"),
    ],
)
def test_a_pack_that_cannot_be_used_says_why(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "pack.yaml").write_text(text)

    with pytest.raises(UsageError, match=problem):
        load_pack(tmp_path)


def test_a_pack_that_names_a_retired_code_asks_the_others(tmp_path: Path) -> None:
    text = "name: p\ndescription: d\nrules: [LIN-001, S3-001, LIN-002]\n"
    (tmp_path / "pack.yaml").write_text(text)

    assert [rule.code for rule in load_pack(tmp_path).rules] == ["S3-001"]


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"pack\.yaml cannot be used"):
        load_pack(tmp_path)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").touch()
    environments = tmp_path / "platform" / "environments"
    environments.mkdir(parents=True)
    (environments / "dev.yaml").write_text(ENVIRONMENT)
    monkeypatch.delenv("MESH_ROOT", raising=False)
    return tmp_path


def test_a_packs_scope_is_that_of_its_stack(root: Path) -> None:
    scope = scopes(root / "policies" / "security")("dev.sales.orders")

    assert (scope.environment, scope.domain, scope.product) == ("dev", "sales", "orders")
    assert scope.account == "111122223333"


def test_a_resource_is_judged_by_the_stack_that_its_urn_names(root: Path) -> None:
    asked: list[str] = []

    def scope(stack: str) -> Scope:
        asked.append(stack)
        return scopes(root)(stack)

    told = Engine(policies(Pack("pack", "", (KEY_RULE, BLOCK)), scope), "dev.finance")
    told.analyze(key())
    told.analyze_stack([key()])

    assert asked == ["dev.finance", "dev.finance"]


def test_a_stack_of_no_environment_is_refused_and_not_passed_over(root: Path) -> None:
    told = Engine(policies(Pack("pack", "", (KEY_RULE, BLOCK)), scopes(root)), "scratch")

    violations = [*told.analyze(key()), *told.analyze_stack([key()])]
    assert [v.level for v in violations] == ["MANDATORY", "MANDATORY"]
    assert all("no rule can be asked: there is no environment" in v.message for v in violations)


def test_a_violation_is_mandatory_and_names_rule_resource_and_remedy() -> None:
    (violation,) = engine(KEY_RULE).analyze(key(enableKeyRotation=False))

    assert violation.level == "MANDATORY"
    assert violation.urn == urn(key())
    assert violation.message.splitlines()[1:] == [
        "KMS-001 Keys rotate and have a deletion window: enableKeyRotation must be true",
        f"  resource: {urn(key())}",
        "  at: key.key",
        f"  fix: {KEY_RULE.fix}",
    ]


def test_an_unknown_value_is_mandatory_too() -> None:
    (violation,) = engine(KEY_RULE).analyze(key(enableKeyRotation=UNKNOWN))

    assert violation.level == "MANDATORY"
    assert "could not be evaluated: key.enableKeyRotation is not known yet" in violation.message


def test_an_advisory_rule_only_advises() -> None:
    (violation,) = engine(replace(KEY_RULE, level=Level.ADVISORY)).analyze(key())

    assert violation.level == "ADVISORY"


def test_a_rule_that_raises_is_named_and_hides_no_other() -> None:
    faulty = replace(BLOCK, checks={KEY: raising})
    first, second = engine(faulty, KEY_RULE).analyze(key(description="canary"))

    assert "rule S3-001 (s3-public-access-block) raised KeyError" in first.message
    assert "canary" not in first.message
    assert second.message.splitlines()[1].startswith("KMS-001")


def test_a_stack_rule_that_raises_is_about_the_stack() -> None:
    faulty = replace(BLOCK, check_stack=lambda _: 1 / 0)
    (violation,) = engine(faulty).analyze_stack([key()])

    assert violation.urn == ""
    assert "raised ZeroDivisionError" in violation.message


def test_a_secret_never_shows(capsys: pytest.CaptureFixture[str]) -> None:
    bucket = {"bucket": secret("canary"), "policy": secret('{"canary": 1}')}
    tags = {name: secret("canary") for name in ("mesh:classification", "mesh:owner")}
    resource = CaseResource("aws:s3/bucket:Bucket", "data", {**bucket, "tags": secret(tags)})
    asked = engine(*ALL_RULES)

    shown = [v.message for v in (*asked.analyze(resource), *asked.analyze_stack([resource]))]
    assert len(shown) > 3
    assert "canary" not in "".join((*shown, *capsys.readouterr()))


def test_numbers_arrive_as_they_were_written() -> None:
    rule = replace(KEY_RULE, checks={KEY: quoting})
    (violation,) = engine(rule).analyze(key(a=30, b=2.5, c=True))

    assert "30 2.5 True" in violation.message


def test_the_engines_own_resources_are_passed_over() -> None:
    stack = CaseResource("pulumi:pulumi:Stack", "mesh-dev", {})
    provider = CaseResource("pulumi:providers:aws", "aws", {"region": UNKNOWN})

    assert engine(*ALL_RULES).analyze(stack) == []
    assert engine(*ALL_RULES).analyze_stack([stack, provider]) == []


def test_what_is_no_json_is_unknown() -> None:
    assert decoded({"source": object(), "null": None}) == {"source": UNKNOWN, "null": None}


@pytest.fixture
def decodings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Everything that the SDK decodes for a rule."""
    decoded_things: list[object] = []

    def counting(properties: Any) -> Any:
        decoded_things.append(properties)
        return deserialize_properties(properties)

    monkeypatch.setattr("pulumi_policy.policy.deserialize_properties", counting)
    return decoded_things


def test_a_resource_is_decoded_once_where_nothing_is_advised(decodings: list[object]) -> None:
    asked = engine(*ALL_RULES)
    good = key(enableKeyRotation=True, deletionWindowInDays=30)

    asked.analyze(good)
    assert len(decodings) == 1
    asked.analyze_stack([good, good])
    assert len(decodings) == 3


def test_advice_is_told_once_and_forgotten(decodings: list[object]) -> None:
    asked = engine(replace(KEY_RULE, level=Level.ADVISORY))

    assert [v.level for v in asked.analyze(key())] == ["ADVISORY"]
    assert asked.analyze(key(enableKeyRotation=True, deletionWindowInDays=30)) == []
    assert [v.level for v in asked.analyze(key())] == ["ADVISORY"]
    assert len(decodings) == 5


def test_a_twin_tells_the_engine_that_it_advises() -> None:
    made = policies(Pack("pack", "", (KEY_RULE,)), lambda _: SCOPE)

    assert [policy.enforcement_level for policy in made] == [
        EnforcementLevel.MANDATORY,
        EnforcementLevel.ADVISORY,
    ]


def effective(rule: Rule, level: Level) -> Governed:
    setting, _ = apply_override(initial(rule), RuleOverride(layer="domain sales", level=level))
    return Governed(EffectiveRules("dev", date(2026, 6, 1), {rule.code: setting}))


def test_a_stack_for_which_every_rule_is_off_is_refused() -> None:
    rule = replace(KEY_RULE, relaxable=True)
    pack = Pack("pack", "", (rule,))
    asked = Engine(policies(pack, lambda _: SCOPE, lambda _: effective(rule, Level.OFF)))
    (violation,) = asked.analyze(key())

    assert violation.level == "MANDATORY"
    assert "every rule of the pack pack is off for dev.sales.orders" in violation.message


def test_a_pack_of_drafts_tells_nobody() -> None:
    assert engine(replace(KEY_RULE, life=Life.DRAFT)).analyze(key()) == []
