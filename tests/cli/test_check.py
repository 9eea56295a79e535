import shutil
import subprocess
from dataclasses import replace

import pytest

from meshwright.changes.scope import Scope
from meshwright.changes.touched import affected
from meshwright.errors import Contracted, Finding, Hit, Position, Severity
from meshwright.gate.merging import EVERYWHERE, Judged, merged, unrepeated

ORDERS = "domains/sales/orders/product.yaml"
INVOICES = "domains/sales/invoices/product.yaml"
FIELDS = {
    "code",
    "severity",
    "path",
    "line",
    "column",
    "message",
    "fix",
    "subject",
    "where",
    "resource",
    "page",
    "waived",
    "mandatoryFrom",
    "draft",
    "environments",
    "contract",
}


@pytest.fixture
def broken(checkout):
    """Two products with one error each."""
    for name in (ORDERS, INVOICES):
        with (checkout / name).open("a") as file:
            file.write("clasification: internal\n")
    return checkout


def paths(ended):
    return [finding["path"] for finding in ended.document["findings"]]


def test_a_clean_mesh_passes_and_says_what_was_looked_at(mesh):
    ended = mesh("check")

    assert ended.code == 0
    assert "3 products in 2 domains, for local" in ended.err


def test_a_finding_has_its_place_its_fix_and_its_page(mesh, broken):
    ended = mesh("check")

    assert ended.code == 5
    line = len((broken / ORDERS).read_text().splitlines())
    assert f"{ORDERS}:{line}:1: error SPEC" in ended.out
    assert "did you mean 'classification'?" in ended.out
    assert "\n  fix: " in ended.out
    assert "\n  page: docs/reference/findings.md#spec" in ended.out


@pytest.mark.usefixtures("broken")
def test_findings_are_a_document(mesh):
    ended = mesh("check", "--json")

    assert ended.code == 5
    assert ended.document["version"] == 2
    assert ended.document["environments"] == ["local"]
    assert all(set(finding) == FIELDS for finding in ended.document["findings"])
    assert paths(ended) == [INVOICES, ORDERS]


@pytest.mark.usefixtures("broken")
def test_paths_narrow_the_report_and_the_verdict(mesh):
    assert paths(mesh("check", "domains/sales/orders", "--json")) == [ORDERS]
    assert mesh("check", "domains/finance").code == 0
    assert mesh("check", ORDERS).code == 5


def git(root, *arguments):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


def test_what_changed_since_a_ref_and_who_refers_to_it_is_reported(mesh, checkout):
    # Invoices reads orders; customers is on its own, and broken all along.
    product = "description: C.\ntables: {c: {columns: {a: strin}}}\n"
    customers = checkout / "domains/sales/customers"
    customers.mkdir()
    (customers / "product.yaml").write_text(product)
    with (checkout / INVOICES).open("a") as file:
        file.write("clasification: internal\n")
    git(checkout, "init", "-b", "main")
    git(checkout, "add", ".")
    git(checkout, "commit", "-m", "one")
    unchanged = paths(mesh("check", "--changed-since", "main", "--json"))
    with (checkout / ORDERS).open("a") as file:
        file.write("version: 1.0\n")
    (checkout / "domains/sales/orders/access/stray.txt").write_text("new, and not in git")

    assert unchanged == []
    assert set(paths(mesh("check", "--changed-since", "main", "--json"))) == {
        INVOICES,
        ORDERS,
        "domains/sales/orders/access/stray.txt",
    }


@pytest.mark.parametrize(
    ("file", "covered"),
    [
        (ORDERS, {"sales.orders", "sales.invoices", "finance.reporting"}),
        ("domains/finance/reporting/product.yaml", {"finance.reporting", "sales.orders"}),
        ("domains/finance/domain.yaml", {"finance", "finance.reporting", "sales.orders"}),
        ("README.md", set()),
    ],
)
def test_a_change_affects_its_product_and_who_refers_to_it(sample, file, covered):
    changed = affected([file], sample)

    assert changed is not None
    assert changed - {file} == covered


@pytest.mark.parametrize("file", ["policies/security/x.yaml", "platform/meshwright/plan/names.py"])
def test_a_change_of_rules_or_code_affects_everything(sample, file):
    assert affected([file], sample) is None
    assert Scope(changed=affected([file], sample)).covers(finding("anything"))


@pytest.fixture
def sample(checkout):
    from meshwright.specs.load import load_mesh

    return load_mesh(checkout).mesh


def finding(message, code="SPEC001"):
    return Finding(Position("f"), code, Severity.ERROR, message, "fix")


def test_what_several_environments_say_alike_is_reported_once():
    dev = (finding("mesh-dev too long"), finding("and this"))
    prod = (finding("mesh-prod too long"), finding("new", "SPEC002"))

    assert [f.message for f in unrepeated([dev, prod])] == ["and this", "mesh-dev too long", "new"]


def test_a_finding_names_its_environments_where_it_does_not_hold_in_all_of_them():
    everywhere, some = finding("and this"), replace(finding("in one"), code="SPEC002")
    heavy, light = finding("mesh-prod", "X-1"), finding("mesh-dev", "X-1")
    light = replace(light, severity=Severity.WARNING)
    said = merged(
        [
            Judged("dev", (everywhere, light)),
            Judged("prod", (everywhere, some, heavy)),
            Judged(EVERYWHERE, (replace(some, code="OWN001"),)),
        ]
    )

    assert {(f.code, f.message): f.environments for f in said.findings} == {
        ("SPEC001", "and this"): (),
        ("SPEC002", "in one"): ("prod",),
        ("X-1", "mesh-prod"): ("prod",),
        ("OWN001", "in one"): (),
    }


def test_what_is_new_in_one_environment_is_new_though_another_had_it_before():
    dev, prod = finding("mesh-dev too long"), finding("mesh-prod too long")
    said = merged([Judged("dev", (dev,)), Judged("prod", (prod,), frozenset({prod}))])

    assert said.new == {dev}


def test_every_environment_is_checked_unless_one_is_named(mesh, checkout):
    folder = checkout / "platform/environments"
    text = (folder / "local.yaml").read_text().replace("123456789012", "111122223333")
    (folder / "dev.yaml").write_text(text + "backend: s3://state\n")

    assert mesh("check", "--json").document["environments"] == ["dev", "local"]
    assert mesh("check", "--env", "dev", "--json").document["environments"] == ["dev"]


def test_a_mesh_without_environments_cannot_be_checked(mesh, checkout):
    shutil.rmtree(checkout / "platform/environments")

    assert mesh("check").code == 2


def test_a_deployed_stack_without_a_spec_is_reported_where_the_state_can_be_read(mesh, checkout):
    state = checkout / "state/.pulumi/stacks/mesh"
    state.mkdir(parents=True)
    for stack in ("dev.sales", "dev.sales.gone"):
        (state / f"{stack}.json").write_text("{}")
    arn = "arn:aws:iam::111122223333:role/deployer"
    (checkout / "platform/environments/dev.yaml").write_text(
        f'account: "111122223333"\nregion: eu-west-1\nbackend: file://{checkout}/state\n'
        f"deployer: {arn}\nadministrators: [{arn}]\n"
    )
    ended = mesh("check", "--env", "dev")

    assert mesh("check", "--env", "dev", "--json").document["orphans"] == ["dev.sales.gone"]
    assert "dev.sales.gone is deployed without a spec" in ended.err
    assert "mesh destroy sales.gone --env dev" in ended.err


def test_of_a_change_that_hits_more_in_one_environment_all_are_named():
    dev, prod = (
        Finding(
            Position("a.yaml"),
            "CHK080",
            Severity.ERROR,
            f"read by {', '.join(who)}",
            "",
            contract=Contracted(
                "columnDropped", "breaking", "", "", tuple(Hit(w, "input") for w in who)
            ),
        )
        for who in (("sales.a",), ("sales.a", "audit"))
    )
    (told,) = merged([Judged("dev", (dev,)), Judged("prod", (prod,))]).findings

    assert (told.message, told.environments) == ("read by sales.a, audit", ())
