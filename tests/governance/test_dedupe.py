from collections.abc import Iterable

import pytest

from guardrails.rules import ALL_RULES
from meshwright.checks import check_mesh
from meshwright.checks.codes import CHECK_CODES
from meshwright.errors import Finding
from meshwright.governance import evaluate
from meshwright.governance.dedupe import without_repetition
from meshwright.plan import plan
from meshwright.plan.limits import PLAN_CODES
from meshwright.specs.codes import SPEC_CODES
from meshwright.specs.environment import Environment

from meshes import FILES, TODAY, MeshOf

INVOICES = "sales/invoices/product.yaml"
TOLD_BY = {rule.code: rule.superseded_by for rule in ALL_RULES}


def untold(found: Iterable[Finding], told: Iterable[Finding]) -> list[Finding]:
    """What rules found and nothing else has said."""
    known = set(told)
    return [f for f in without_repetition((*known, *found), TOLD_BY) if f not in known]


@pytest.mark.parametrize(
    ("read", "code", "rule"),
    [("sales.payments", "CHK001", "LIN-001"), ("sales.invoices", "CHK002", "LIN-002")],
)
def test_what_a_check_has_said_no_rule_says_again(
    mesh_of: MeshOf, dev: Environment, read: str, code: str, rule: str
) -> None:
    mesh = mesh_of({INVOICES: FILES[INVOICES].replace("sales.orders", read)})
    told = list(check_mesh(mesh, dev, as_of=TODAY))
    found = evaluate(plan(mesh, dev, as_of=TODAY), mesh, dev)

    assert code in {finding.code for finding in told}
    assert rule in {finding.code for finding in found}
    assert [finding.code for finding in untold(found, told)] == []


def test_what_is_said_of_another_product_hides_nothing(mesh_of: MeshOf, dev: Environment) -> None:
    text = FILES[INVOICES].replace("sales.orders", "sales.payments")
    mesh = mesh_of({INVOICES: text, "sales/returns/product.yaml": text})
    told = [f for f in check_mesh(mesh, dev, as_of=TODAY) if f.subject == "sales.returns"]
    found = evaluate(plan(mesh, dev, as_of=TODAY), mesh, dev)

    assert [(f.code, f.subject) for f in untold(found, told)] == [("LIN-001", "sales.invoices")]


def test_a_rule_names_codes_that_there_are() -> None:
    codes = {code.id for code in (*SPEC_CODES, *CHECK_CODES, *PLAN_CODES)}

    assert {code for rule in ALL_RULES for code in rule.superseded_by} <= codes
