"""Rules asked with other parameters than their own."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from guardrails.cases import SCOPE
from guardrails.evaluation import resource_problems
from guardrails.rule import Resource, Rule
from guardrails.rules import ALL_RULES
from guardrails.types import PRODUCT

POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE = "aws:iam/role:Role"
BY_CODE = {rule.code: rule for rule in ALL_RULES}


def asked(
    code: str, values: Mapping[str, Any], *, of: str = PRODUCT, **parameters: Any
) -> list[str]:
    rule = BY_CODE[code]
    changed = tuple(replace(p, default=parameters.get(p.name, p.default)) for p in rule.parameters)
    assert set(parameters) <= {p.name for p in rule.parameters}
    spec = Resource.of(of, "sales.orders", values, SCOPE, id="sales.orders")
    tuned: Rule = replace(rule, parameters=changed)
    return [problem.message for problem in resource_problems([tuned], spec)]


def column(name: str) -> Mapping[str, Any]:
    said = {"type": "string", "pii": False, "saysPii": False}
    return {"id": "sales.orders", "tables": {"orders": {"columns": {name: said}}}}


@pytest.mark.parametrize(
    "allowed",
    [
        "customer_name",
        "orders.customer_name",
        "sales.orders.orders.customer_name",
        "sales.*.customer_name",
        "*_name",
    ],
)
def test_governance_lists_what_is_not_personal(allowed: str) -> None:
    assert asked("GOV-003", column("customer_name"))
    assert asked("GOV-003", column("customer_name"), notPersonal=(allowed,)) == []


@pytest.mark.parametrize("allowed", ["name", "lines.customer_name", "customer", "er_name"])
def test_what_is_listed_is_a_whole_name(allowed: str) -> None:
    assert asked("GOV-003", column("customer_name"), notPersonal=(allowed,))


def test_governance_lists_further_personal_names() -> None:
    assert asked("GOV-003", column("badge")) == []
    assert asked("GOV-003", column("badge"), patterns=("badge",)) == [
        "it looks like what governance calls personal by badge, and it is not marked as pii"
    ]


def test_where_no_retention_is_said_the_organisations_own_counts() -> None:
    silent = {"sla": {}, "tables": {"orders": {"classification": "internal"}}}

    assert asked("GOV-005", silent) == []
    assert asked("GOV-005", silent, daysWhereUnsaid={"internal": 4000}) == [
        "internal data is kept for at most 3650 days, not 4000"
    ]
    assert asked("GOV-005", silent, mostDays={"internal": 1824}) == [
        "internal data is kept for at most 1824 days, not 1825"
    ]


def test_every_tier_can_be_asked_to_promise_more() -> None:
    bronze = {"tier": "bronze", "sla": {"freshness": 60, "availability": 99.0}}

    assert asked("GOV-006", bronze) == []
    assert asked("GOV-006", bronze, tiers=("bronze",), promises=("retention",)) == [
        "retention is not promised, and the product's tier asks for it"
    ]


def test_every_tier_can_be_asked_for_descriptions_and_checks() -> None:
    table = {"quality": 1, "columns": {"order_id": {"quality": 0}}}
    bronze = {"tier": "bronze", "description": "Orders.", "tables": {"orders": table}}

    assert asked("GOV-007", bronze) + asked("GOV-014", bronze) == []
    assert len(asked("GOV-007", bronze, leastPercent={"bronze": 1})) == 2
    assert asked("GOV-014", bronze, leastChecks={"bronze": 2}) == [
        "1 of 2 quality rules that its tier asks for"
    ]


def test_a_column_too_few_is_seen_in_a_table_of_many() -> None:
    columns = {f"c{i}": {"description": "Said."} for i in range(100)} | {"c100": {}}
    spec = {"tier": "gold", "description": "Orders."}
    table = {"description": "Orders.", "columns": columns}

    assert asked("GOV-007", {**spec, "tables": {"orders": table}}) == []
    assert asked("GOV-007", {**spec, "tables": {"orders": table}}, leastPercent={"gold": 100}) == [
        "100 of 101 columns are described, and 100 in 100 have to be"
    ]


def of_role(*actions: str) -> Mapping[str, Any]:
    statement = {"Effect": "Allow", "Action": actions, "Resource": "arn:aws:iam::1:role/a"}
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": statement})}


@pytest.mark.parametrize("written", ["s3:NewAction", "S3:newaction"])
def test_governance_knows_actions_that_the_list_does_not_in_any_case(written: str) -> None:
    policy = of_role("s3:NewAction")

    assert asked("IAM-004", policy, of=POLICY) == [
        "policy: Statement[0].Action[0] is no action of AWS's"
    ]
    assert asked("IAM-004", policy, of=POLICY, furtherActions=(written,)) == []


@pytest.mark.parametrize("written", ["iam:CreateRole", "IAM:createrole"])
def test_governance_permits_an_escalating_action_in_any_case_and_no_other(written: str) -> None:
    policy = of_role("iam:CreateRole", "iam:PutRolePolicy")

    assert asked("IAM-005", policy, of=POLICY, permittedActions=(written,)) == [
        "policy: Statement[0] allows iam:PutRolePolicy, by which rights are given or taken over"
    ]


def trusting(provider: str) -> Mapping[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithSAML",
    }
    return {"assumeRolePolicy": json.dumps({"Version": "2012-10-17", "Statement": statement})}


def test_governance_names_the_identity_providers_that_vouch_for_a_roles_people() -> None:
    own = "arn:aws:iam::111122223333:saml-provider/staff"
    other = "arn:aws:iam::999999999999:saml-provider/staff"
    foreign = ["assumeRolePolicy: Statement[0] lets in another account, or whom it vouches for"]

    assert asked("IAM-008", trusting(own), of=ROLE) == foreign
    assert asked("IAM-008", trusting(own), of=ROLE, furtherPrincipals=(own,)) == []
    assert asked("IAM-008", trusting(other), of=ROLE, furtherPrincipals=(own,)) == foreign


def test_an_organisations_own_accounts_need_no_external_id() -> None:
    def of_another(organisation: str = "") -> Mapping[str, Any]:
        pinned = {"StringEquals": {"aws:PrincipalOrgID": organisation}}
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::999999999999:role/central"},
            "Action": "sts:AssumeRole",
            "Condition": pinned if organisation else {},
        }
        return {"assumeRolePolicy": json.dumps({"Version": "2012-10-17", "Statement": statement})}

    bare = [
        "assumeRolePolicy: Statement[0] lets another organisation assume the role, and asks for no"
        " external id"
    ]
    organisation = "o-abcdefghij"

    assert asked("IAM-007", of_another(), of=ROLE) == bare
    assert asked("IAM-007", of_another(), of=ROLE, ownAccounts=("999999999999",)) == []
    assert asked("IAM-007", of_another(organisation), of=ROLE) == bare
    assert asked("IAM-007", of_another(organisation), of=ROLE, ownAccounts=(organisation,)) == []
