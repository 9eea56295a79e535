"""What is joined to one verdict."""

from datetime import date
from pathlib import Path

import pytest

from meshwright.errors import Severity
from meshwright.gate.assessment import Assessment, assess
from meshwright.workspace import Workspace

from meshes import FILES, TODAY

ENVIRONMENT = """\
account: "{account}"
region: eu-central-1
backend: s3://state
deployer: arn:aws:iam::{account}:role/deployer
administrators: [arn:aws:iam::{account}:role/deployer]
"""
WAIVER = """\
waivers:
  - rule: SALES-001
    finding: description
    reason: The importer is replaced in August.
    ticket: T-1
    granted: 2026-05-01
    expires: 2026-07-15
"""
RULE = """\
from guardrails.rule import At, Parameter, Rule, Tightening
from guardrails.types import PRODUCT


def check(props):
    if len(props["description"]) < props.parameters["words"]:
        yield At("description", "it is too short")


WORDS = Parameter(name="words", what="w", default=0, tightens=Tightening.HIGHER)
RULE = Rule(
    id="long", code="SALES-001", title="Long", why="So.", fix="f", checks={PRODUCT: check},
    parameters=(WORDS,), mandatory_from={},
)
RULES = (RULE,)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample mesh in two environments, with a rule of the domain's own."""
    for name, text in FILES.items():
        write(tmp_path, f"domains/{name}", text)
    write(tmp_path, "policies/domains/sales/__init__.py", RULE)
    for name, account in (("dev", "111122223333"), ("prod", "444455556666")):
        text = ENVIRONMENT.format(account=account)
        write(tmp_path, f"platform/environments/{name}.yaml", text)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def assessed(root: Path, environment: str = "dev", as_of: date = TODAY) -> Assessment:
    return assess(Workspace(root), environment, as_of=as_of)


def codes(assessment: Assessment) -> list[str]:
    return [f.code for f in assessment.findings if f.severity is Severity.ERROR]


def test_a_waiver_that_nobody_has_a_use_for_is_an_error_everywhere(root: Path) -> None:
    write(root, "domains/sales/orders/waivers.yaml", WAIVER)

    assert codes(assessed(root, "dev")) == ["POL021"]
    assert codes(assessed(root, "prod")) == ["POL021"]


def test_a_waiver_that_one_environment_has_a_use_for_is_none_anywhere(root: Path) -> None:
    write(root, "domains/sales/orders/waivers.yaml", WAIVER)
    only_in_prod = RULE.replace(
        'if len(props["description"]) < props.parameters["words"]',
        'if props.scope.environment == "prod"',
    )
    write(root, "policies/domains/sales/__init__.py", only_in_prod)

    assert "POL021" not in codes(assessed(root, "dev"))
    assert "POL021" not in codes(assessed(root, "prod"))


def test_another_environment_that_cannot_be_used_has_no_use_for_a_waiver(root: Path) -> None:
    write(root, "domains/sales/orders/waivers.yaml", WAIVER)
    write(root, "platform/environments/prod.yaml", "region: nowhere\n")

    assert codes(assessed(root, "dev")) == ["POL021"]


def test_a_record_holds_until_a_waiver_ends_or_a_rule_turns(root: Path) -> None:
    write(root, "domains/sales/orders/waivers.yaml", WAIVER)
    before = assessed(root).plan.stacks
    late = RULE.replace(
        "mandatory_from={}", "mandatory_from={'dev': __import__('datetime').date(2026, 6, 20)}"
    )
    write(root, "policies/domains/sales/__init__.py", late)
    after = assessed(root).plan.stacks

    assert before["dev.sales.orders"].next_change == date(2026, 7, 16)
    assert {name: stack.next_change for name, stack in after.items() if "sales" in name} == {
        name: date(2026, 6, 20) for name in after if "sales" in name
    }
    # A domain's own rule concerns nobody else.
    assert after["dev.finance"].next_change is None


def test_a_record_is_for_the_settings_and_waivers_it_was_written_under(root: Path) -> None:
    before = assessed(root).plan.stacks["dev.sales.orders"]
    write(root, "domains/sales/orders/waivers.yaml", WAIVER)
    after = assessed(root).plan.stacks["dev.sales.orders"]

    assert after.digest == before.digest
    assert after.judged_by != before.judged_by
