"""Who is asked to approve an attack, by CODEOWNERS as code hosts read it."""

import re

import pytest

from hostile.attack import ATTACKER, Attack
from hostile.attacks import ATTACKS
from hostile.victims import VICTIMS
from meshwright.governance.owners import codeowners

TEAM = "@acme/governance"
REVIEWERS = {domain: (f"@acme/{domain}",) for domain in (ATTACKER, *VICTIMS)}
PERSONAL = ("people.salaries", "sales.orders")
OWNERS = codeowners(REVIEWERS, team=TEAM, personal=PERSONAL)
ASKING = [attack for attack in ATTACKS if attack.asks_victim]
JUDGING = (
    "policies/floor.yaml",
    "policies/guardrails/rules/lakeformation/lf_grant_least_privilege.py",
    "platform/environments/prod.yaml",
    "platform/meshwright/checks/agreements.py",
    "mesh",
    "requirements.lock",
    "CODEOWNERS",
    "docs/CODEOWNERS",
    ".github/CODEOWNERS",
    ".github/workflows/mesh-check.yml",
    ".gitlab/CODEOWNERS",
    ".gitlab-ci.yml",
    f"domains/{ATTACKER}/governance.yaml",
    f"domains/{ATTACKER}/ledger/waivers.yaml",
)
"""What decides how specs are judged, or excuses from it, wherever it lies."""


def approvers(path: str) -> tuple[str, ...]:
    """The owners of the last line that matches.

    GitHub docs, "About code owners": a pattern with a slash at its start begins at the root, one
    with a slash at its end means all that is below a folder, and `*` stands for no slash.
    """
    asked: tuple[str, ...] = ()
    for line in OWNERS.splitlines():
        if line and not line.startswith("#"):
            pattern, *owners = line.split(" ")
            if _matches(pattern, path):
                asked = tuple(owners)
    return asked


def _matches(pattern: str, path: str) -> bool:
    assert pattern.startswith("/")
    expression = "[^/]*".join(map(re.escape, pattern[1:].split("*")))
    below = ".*" if pattern.endswith("/") else "(/.*)?"
    return re.fullmatch(f"{expression}{below}", path, re.DOTALL) is not None


@pytest.mark.parametrize("attack", ASKING, ids=[attack.id for attack in ASKING])
def test_whoever_writes_into_a_victims_folder_cannot_approve_it(attack: Attack) -> None:
    paths = [f"domains/{path}" for path in attack.files if not path.startswith(f"{ATTACKER}/")]

    for path in paths:
        asked = approvers(path)
        assert asked
        assert f"@acme/{ATTACKER}" not in asked


@pytest.mark.parametrize("path", JUDGING)
def test_what_judges_a_change_is_not_its_authors_to_approve(path: str) -> None:
    assert approvers(path) == (TEAM,)


def test_agreements_about_persons_are_governances_and_the_rest_the_domains() -> None:
    assert approvers("domains/sales/orders/access/finance.ledger.yaml") == (TEAM,)
    assert approvers("domains/sales/orders/product.yaml") == ("@acme/sales",)
    assert approvers("domains/finance/ledger/product.yaml") == ("@acme/finance",)


@pytest.mark.parametrize(
    "path",
    [
        "domains/sales_eu/orders/product.yaml",
        "domains/Sales/orders/product.yaml",
        "domains/finance",
        "domains/finance2/ledger/product.yaml",
        "domains//sales/orders/product.yaml",
    ],
)
def test_a_folder_that_looks_like_a_domains_is_governances(path: str) -> None:
    assert f"@acme/{ATTACKER}" not in approvers(path)
