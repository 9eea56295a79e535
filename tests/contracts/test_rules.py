"""Rules that ask for less, waivers that hold for longer."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guardrails.rules import ALL_RULES
from guardrails.settings import initial
from meshwright.contracts.rules import _looser as looser
from meshwright.contracts.rules import _whom as whom
from meshwright.contracts.rules import no_longer_picked, rules_loosened
from meshwright.contracts.waivers import waived_longer
from meshwright.errors import Severity
from meshwright.gate.assessment import Assessment
from meshwright.governance import load_organisation

from .conftest import Assess, Files, write
from meshes import FILES, environment

FLOOR = 'governanceTeam: "@acme/governance"\nrules: {{{}}}\n'
PACK = "name: {}\ndescription: Rules.\nrules: {}\n"
WAIVER = """\
waivers:
  - rule: S3-006
    finding: storage
    reason: The old reports are needed until the move.
    ticket: DATA-1
    granted: {}
    expires: {}
"""
Said = Mapping[str, str]
RULE = next(rule for rule in ALL_RULES if rule.code == "GOV-005")
NAME = RULE.parameters[0].name


@pytest.fixture
def governed(assessed: Assess, tmp_path_factory: pytest.TempPathFactory):
    """The sample mesh under a floor and packs, with files of its own changed."""

    def assess(
        floor: str = "", packs: Said | None = None, files: Files | None = None, **place: Any
    ) -> Assessment:
        root: Path = tmp_path_factory.mktemp("policies")
        write(root, "policies/floor.yaml", FLOOR.format(floor))
        for name, rules in (packs or {}).items():
            write(root, f"policies/{name}/pack.yaml", PACK.format(name, rules))
        found = assessed(files, environment(**place))
        return replace(found, organisation=load_organisation(root))

    return assess


def said(base: Assessment, head: Assessment) -> list[str]:
    found = [*rules_loosened(base, head)]
    assert all(f.severity is Severity.WARNING and f.code == "CHK062" for f in found)
    return [f"{f.position.path}:{f.position.line} {f.where}: {f.message}" for f in found]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        # A level and a parameter; a line that changes, comes, and goes.
        (
            "GOV-007: {level: mandatory}",
            "GOV-007: {level: advisory}",
            "GOV-007 goes from mandatory",
        ),
        ("", "GOV-007: {level: off}", "GOV-007 goes from advisory to off"),
        ("GOV-007: {level: mandatory}", "", "GOV-007 goes from mandatory to advisory"),
        (
            "S3-006: {parameters: {noncurrentDays: 30}}",
            "S3-006: {parameters: {noncurrentDays: 90}}",
            "noncurrentDays of S3-006 goes from 30 to 90",
        ),
        (
            "S3-006: {parameters: {noncurrentDays: 30}}",
            "",
            "noncurrentDays of S3-006 goes from 30 to",
        ),
        # What is allowed grows, what is asked for shrinks; numbers by name.
        (
            "",
            "IAM-008: {parameters: {furtherPrincipals: ['999999999999']}}",
            "furtherPrincipals of IAM-008 goes from [] to [999999999999]",
        ),
        ("GOV-003: {parameters: {patterns: [badge]}}", "", "patterns of GOV-003 goes from [badge]"),
        (
            "",
            "GOV-005: {parameters: {mostDays: {internal: 9999}}}",
            "mostDays of GOV-005 goes from {",
        ),
        ("", "GOV-006: {parameters: {tiers: [gold]}}", "tiers of GOV-006 goes from [silver, gold]"),
    ],
)
def test_what_asks_for_less_is_said_and_the_way_back_is_not(
    governed, before: str, after: str, what: str
) -> None:
    (found,) = said(governed(before), governed(after))

    assert found.startswith(f"policies/floor.yaml:{2 if after else 1} rules.")
    assert f": {what}" in found
    assert found.endswith(" for every product")
    assert said(governed(after), governed(before)) == []
    assert said(governed(after), governed(after)) == []


def test_a_bound_that_is_no_longer_named_is_less() -> None:
    rule = replace(RULE, parameters=(replace(RULE.parameters[0], default={"a": 1, "b": 1}),))
    bound, unbound = (replace(initial(rule), parameters={NAME: p}) for p in ({"a": 1}, {}))

    assert [*looser(bound, unbound)] == [NAME]
    assert [*looser(unbound, bound)] == []


def test_a_pack_an_environment_a_domain_and_a_product_are_named_with_whom_they_affect(
    governed,
) -> None:
    less = {"rules": {"GOV-006": {"level": "advisory"}}}
    lines = "governance: {rules: {GOV-006: {level: advisory}}}\n"
    product = {"sales/orders/product.yaml": FILES["sales/orders/product.yaml"] + lines}
    domain = {"sales/governance.yaml": "rules: {GOV-006: {level: advisory}}\n"}
    strict = {"own": "{GOV-007: {level: mandatory}}"}

    assert said(governed(), governed(governance=less)) == [
        "env.yaml:1 rules.GOV-006.level: GOV-006 goes from mandatory to advisory for every product"
    ]
    assert [f.rpartition(" for ")[2] for f in said(governed(), governed(files=domain))] == [
        "sales.invoices, sales.orders"
    ]
    assert [f.rpartition(" for ")[2] for f in said(governed(), governed(files=product))] == [
        "sales.orders"
    ]
    assert said(governed(packs=strict), governed(packs={"own": "[GOV-007]"})) == [
        "policies/own/pack.yaml:1 rules.GOV-007.level: GOV-007 goes from mandatory to advisory for"
        " every product"
    ]


def test_of_many_products_some_are_named() -> None:
    many = [f"sales.p{i}" for i in range(8)]

    assert whom(many, [*many, "sales.p9"]) == (
        "sales.p0, sales.p1, sales.p2, sales.p3, sales.p4 and 3 more"
    )
    assert whom(["sales"], ["", "sales", *many]) == "sales"


def test_a_rule_that_no_pack_picks_any_more_is_said(governed) -> None:
    both = governed(packs={"own": "[S3-001, S3-002]", "other": "[IAM-001]"})
    moved = governed(packs={"own": "[S3-001]", "other": "[IAM-001, S3-002]"})
    less = governed(packs={"own": "[S3-001]", "other": "[IAM-001]"})
    gone = governed(packs={"own": "[S3-001, S3-002]"})

    assert [*no_longer_picked(both, moved)] == [*no_longer_picked(less, both)] == []
    (found,) = no_longer_picked(both, less)
    assert (found.code, found.position.path) == ("CHK063", "policies/own/pack.yaml")
    assert found.message == "the pack own no longer lists S3-002, and no other pack does"
    (found,) = no_longer_picked(both, gone)
    assert (found.message, found.position.path) == (
        "the pack other no longer lists IAM-001, and no other pack does",
        "policies/other/pack.yaml",
    )


def test_a_retired_code_is_not_missed(governed) -> None:
    base, head = governed(packs={"own": "[S3-001, LIN-001]"}), governed(packs={"own": "[S3-001]"})

    assert [*no_longer_picked(base, head)] == []


def test_domains_own_rules_that_no_pack_asks_any_more_are_said(governed) -> None:
    asking = governed(packs={"own": "[S3-001]\ndomainRules: true"})
    silent = governed(packs={"own": "[S3-001]"})

    (found,) = no_longer_picked(asking, silent)
    assert found.message == "no pack evaluates the domains' own rules any more"
    assert [*no_longer_picked(silent, asking)] == [*no_longer_picked(asking, asking)] == []


def test_a_waiver_that_holds_for_longer_is_said(assessed: Assess) -> None:
    def waived(granted: str, expires: str) -> Assessment:
        text = WAIVER.format(granted, expires)
        return assessed({"sales/orders/waivers.yaml": text})

    short, long = waived("2026-05-01", "2026-06-30"), waived("2026-06-01", "2026-07-30")

    (found,) = waived_longer(short, long)
    assert (found.code, found.severity, found.position.line) == ("CHK064", Severity.WARNING, 7)
    assert found.message.endswith("at 'storage' holds until 2026-07-30, 30 days longer")
    for base, head in ((long, short), (short, short), (assessed(), short), (short, assessed())):
        assert [*waived_longer(base, head)] == []
