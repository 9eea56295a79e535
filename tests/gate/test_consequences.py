"""What follows from a fault is told of once, and no other fault is hidden with it."""

from pathlib import Path

import pytest

from meshwright.checks import check_mesh
from meshwright.errors import Finding, Position, Severity
from meshwright.gate.assessment import assess
from meshwright.gate.consequences import CAUSES, without_consequences
from meshwright.governance import evaluate
from meshwright.plan import plan
from meshwright.plan.limits import plan_findings
from meshwright.specs.load import load_environment, load_mesh
from meshwright.workspace import Workspace

from meshes import FILES, TODAY

INVOICES = "sales/invoices/product.yaml"
LONG = "a_product_with_a_name_that_goes_on_and_on_until_nothing_can_hold_it"
ENVIRONMENT = """\
account: "111122223333"
region: eu-central-1
backend: s3://state
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
"""
AGREEMENT = "sales/orders/access/finance.reporting.yaml"
REPEATED = {
    "CHK002": {INVOICES: FILES[INVOICES].replace("sales.orders", "sales.invoices")},
    "CHK017": {AGREEMENT: FILES[AGREEMENT].replace("margin", "customer_email")},
    "CHK022": {"sales/invoices/product.lock.yaml": "origin: sales.orders\n"},
    "PLAN001": {f"sales/{LONG}/product.yaml": FILES[INVOICES]},
}
"""Files that have a fault from which others follow, by the fault's code."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, {f"domains/{name}": text for name, text in FILES.items()})
    write(tmp_path, {"platform/environments/dev.yaml": ENVIRONMENT})
    return tmp_path


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def codes(root: Path) -> set[str]:
    """The codes of the errors of a whole assessment."""
    found = assess(Workspace(root), "dev", as_of=TODAY).findings
    return {finding.code for finding in found if finding.severity is Severity.ERROR}


def every(root: Path) -> tuple[Finding, ...]:
    """What specs, checks, plan and rules find, consequences among it."""
    loaded, place = load_mesh(root), load_environment(root, "dev")
    planned = plan(loaded.mesh, place, as_of=TODAY)
    return (
        *loaded.findings,
        *check_mesh(loaded.mesh, place, as_of=TODAY),
        *plan_findings(planned, place),
        *evaluate(planned, loaded.mesh, place),
    )


@pytest.mark.parametrize("code", REPEATED)
def test_a_fault_is_told_of_once(root: Path, code: str) -> None:
    write(root, {f"domains/{name}": text for name, text in REPEATED[code].items()})

    assert codes(root) == {code}


@pytest.mark.parametrize(
    ("code", "cause"), [(code, cause) for code, causes in CAUSES.items() for cause in causes]
)
def test_each_consequence_that_is_listed_has_its_cause(root: Path, code: str, cause: str) -> None:
    write(root, {f"domains/{name}": text for name, text in REPEATED[cause].items()})

    assert {code, cause} <= {finding.code for finding in every(root)}


@pytest.mark.parametrize(
    ("read", "code"),
    [("sales.payments", "CHK001"), ("sales.invoices", "CHK002"), ("sales.returns", "CHK003")],
)
def test_one_checker_looks_at_what_inputs_refer_to(root: Path, read: str, code: str) -> None:
    returns = FILES[INVOICES].replace("sales.orders", "sales.invoices")
    invoices = FILES[INVOICES].replace("sales.orders", read)
    write(root, {f"domains/{INVOICES}": invoices, "domains/sales/returns/product.yaml": returns})

    assert codes(root) == {code}


def test_a_fault_in_a_waivers_file_hides_no_finding_of_a_rule(root: Path) -> None:
    silver = f"{FILES[INVOICES]}tier: silver\nsla: {{freshness: 4h, availability: 99%}}\n"
    waivers = "waivers:\n  - rule: S3-001\n"
    write(root, {f"domains/{INVOICES}": silver, "domains/sales/invoices/waivers.yaml": waivers})

    found = assess(Workspace(root), "dev", as_of=TODAY).findings

    about = {finding.code for finding in found if finding.subject == "sales.invoices"}
    assert about == {"SPEC003", "GOV-007", "GOV-014"}


def finding(code: str, subject: str, path: str = "domains/sales/orders/product.yaml") -> Finding:
    return Finding(Position(path), code, Severity.ERROR, "m", "f", subject)


def test_a_consequence_is_about_the_same_product() -> None:
    cause = finding("CAUSE", "sales.orders")
    same, other = finding("THEN", "sales.orders"), finding("THEN", "sales.carts", "x")

    assert without_consequences((same, cause, other), {"THEN": ("CAUSE",)}) == (cause, other)


def test_a_products_role_in_its_domains_stack_is_the_products_affair() -> None:
    told = (finding("CAUSE", "sales.orders"), finding("THEN", "sales"))

    assert without_consequences(told, {"THEN": ("CAUSE",)}) == (told[0],)


def test_a_domains_fault_is_not_its_products() -> None:
    domain = finding("CAUSE", "sales", "domains/sales/domain.yaml")
    told = (domain, finding("THEN", "sales.orders"))

    assert without_consequences(told, {"THEN": ("CAUSE",)}) == told
