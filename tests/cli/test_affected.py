"""`mesh affected`: the stacks that a change concerns, why, and what the answer cannot hold."""

import json
import subprocess
from pathlib import Path

import pytest

from meshwright.cli import deployment
from meshwright.cli.deployment import Order
from meshwright.gate.assessment import assess
from meshwright.workspace import Workspace

from .conftest import write
from meshes import TODAY

ORDERS = "domains/sales/orders/product.yaml"
LOCAL = "platform/environments/local.yaml"
ALL = [
    "local",
    "local.finance",
    "local.sales",
    "local.finance.reporting",
    "local.sales.invoices",
    "local.sales.orders",
]


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def base(checkout: Path) -> Path:
    git(checkout, "init", "-q", "-b", "main")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "base")
    git(checkout, "switch", "-q", "-c", "change")
    return checkout


def affected(mesh, *arguments):
    return mesh("affected", "--changed-since", "main", *arguments, "--json").document


def effects(document):
    return {s["stack"]: s["effect"] for s in document["stacks"]}


def edited(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def test_a_change_of_nothing_concerns_no_stack(base, mesh):
    write(base, {"docs/notes.md": "Words.\n", "README.md": "Words.\n"})
    edited(base, ORDERS, "description: Confirmed", "# a comment\ndescription: Confirmed")

    assert affected(mesh)["stacks"] == []


def test_a_column_concerns_its_product_alone(base, mesh):
    edited(base, ORDERS, "sku: string", "sku: string, price: double")
    document = affected(mesh)

    assert document["stacks"] == [
        {
            "stack": "local.sales.orders",
            "subject": "sales.orders",
            "kind": "product",
            "effect": "changed",
            "other": None,
            "resources": document["stacks"][0]["resources"],
        }
    ]
    assert document["stacks"][0]["resources"] > 5
    assert document["environment"] == "local"
    assert document["asOf"] == "2026-06-01"
    assert document["since"]["ref"] == "main"
    assert len(document["since"]["commit"]) == 40
    assert "nightly" in document["beyond"]


def test_an_input_concerns_the_stack_that_holds_the_grant(base, mesh):
    edited(base, "domains/sales/invoices/product.yaml", "inputs: [sales.orders]\n", "")

    assert effects(affected(mesh)) == {
        "local.sales.invoices": "changed",
        "local.sales.orders": "changed",
    }


def test_a_product_that_comes_and_one_that_goes(base, mesh):
    spec = base / "domains/finance/reporting/product.yaml"
    write(base, {"domains/sales/fresh/product.yaml": spec.read_text()})
    spec.unlink()
    (base / "domains/sales/orders/access/finance.reporting.yaml").unlink()
    found = effects(affected(mesh))

    assert found["local.sales.fresh"] == "added"
    assert found["local.finance.reporting"] == "deleted"
    out = mesh("affected", "--changed-since", "main").out
    assert "mesh destroy finance.reporting --env local`" in out


def test_a_product_that_moves_is_told_by_both_its_names(base, mesh):
    git(base, "mv", "domains/finance/reporting", "domains/sales/revenue")
    write(base, {"domains/sales/revenue/product.lock.yaml": "origin: finance.reporting\n"})
    stacks = {s["stack"]: (s["effect"], s["other"]) for s in affected(mesh)["stacks"]}

    assert stacks["local.sales.revenue"] == ("moved", "local.finance.reporting")
    assert stacks["local.finance.reporting"] == ("deleted", "local.sales.revenue")
    out = mesh("affected", "--changed-since", "main").out
    assert "local.sales.revenue  (was local.finance.reporting)" in out
    assert "local.finance.reporting  (now local.sales.revenue)" in out


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("platform/meshwright/plan/new.py", "# code\n"),
        ("platform/meshwright/specs/new.py", "# code\n"),
        ("platform/engine/VERSION", "1.0.0\n"),
        ("policies/guardrails/new.py", "# code\n"),
        ("policies/floor.yaml", 'governanceTeam: "@a/b"\n'),
        ("requirements.lock", "pulumi==1\n"),
        ("requirements-check.lock", "pydantic==1\n"),
    ],
)
def test_code_that_plans_or_acts_concerns_every_stack(base, mesh, path, text):
    write(base, {path: text})
    document = affected(mesh)

    assert [s["stack"] for s in document["stacks"]] == ALL
    assert document["everything"] == "code"
    assert document["code"] == [path]
    out = mesh("affected", "--changed-since", "main").out
    assert f"  all of them: the platform's code differs ({path})\n" in out


WAIVER = (
    "waivers: [{rule: GOV-011, finding: product, reason: It takes a little while longer,"
    " ticket: T-1, granted: 2026-05-20, expires: 2026-07-01}]\n"
)


@pytest.mark.parametrize(
    ("path", "text", "stacks"),
    [
        ("domains/sales/governance.yaml", "rules: {GOV-007: {level: mandatory}}\n", 3),
        ("domains/sales/orders/waivers.yaml", WAIVER, 1),
    ],
)
def test_how_rules_stand_concerns_those_for_whom_they_do(base, mesh, path, text, stacks):
    write(base, {path: text})

    assert len(affected(mesh)["stacks"]) == stacks


def test_further_files_of_code_are_counted(base, mesh):
    write(base, {f"platform/meshwright/plan/{name}.py": "" for name in "abc"})

    out = mesh("affected", "--changed-since", "main").out
    assert "(platform/meshwright/plan/a.py and 2 more)" in out


def test_code_that_reports_concerns_no_stack(base, mesh):
    write(base, {"platform/meshwright/cli/new.py": "", "policies/README.md": "", "tools/a.py": ""})

    assert affected(mesh)["stacks"] == []


def test_an_environment_with_another_backend_has_nothing_yet(base, mesh):
    with (base / LOCAL).open("a") as file:
        file.write("backend: file:///elsewhere\n")
    document = affected(mesh)

    assert (document["everything"], len(document["stacks"])) == ("backend", len(ALL))
    assert "another backend" in mesh("affected", "--changed-since", "main").out


def test_of_a_new_environment_every_stack_is_added(base, mesh):
    git(base, "switch", "-q", "main")
    git(base, "rm", "-q", LOCAL)
    git(base, "commit", "-q", "-m", "without")
    git(base, "switch", "-q", "-c", "again")
    git(base, "checkout", "-q", "change", "--", LOCAL)
    document = affected(mesh)

    assert document["everything"] == "noBase"
    assert effects(document) == dict.fromkeys(ALL, "added")
    assert "main has no such environment" in mesh("affected", "--changed-since", "main").out


def test_a_spec_that_could_not_be_read_before_is_added(base, mesh):
    git(base, "switch", "-q", "main")
    edited(base, ORDERS, "tables:", "tabels:")
    git(base, "commit", "-qam", "broken")
    git(base, "switch", "-q", "-c", "mended")
    edited(base, ORDERS, "tabels:", "tables:")

    assert effects(affected(mesh))["local.sales.orders"] == "added"


@pytest.mark.usefixtures("base")
def test_a_wrong_ref_and_a_wrong_environment_are_refused(mesh):
    wrong = mesh("affected", "--changed-since", "main", "--env", "prood")

    assert (mesh("affected", "--changed-since", "nope").code, wrong.code) == (2, 2)
    assert "prood" in wrong.err


def test_a_shallow_clone_is_told_what_it_lacks(base, mesh, tmp_path, monkeypatch):
    write(base, {"README.md": "Words.\n"})
    git(base, "add", "-A")
    git(base, "commit", "-q", "-m", "more")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{base}", "shallow")
    monkeypatch.setenv("MESH_ROOT", str(tmp_path / "shallow"))
    ended = mesh("affected", "--changed-since", "HEAD~1")

    assert ended.code == 2
    assert "error: this clone is shallow" in ended.err
    assert "fetch-depth: 0" in ended.err


def test_a_matrix_shares_the_products_out(base, mesh):
    for path in ("sales/orders", "sales/invoices", "finance/reporting"):
        edited(base, f"domains/{path}/product.yaml", "description: ", "description: About ")
    line = mesh("affected", "--changed-since", "main", "--matrix", "2").out
    matrix = json.loads(line)

    assert line.count("\n") == 1
    assert [job["shard"] for job in matrix["include"]] == ["1/2", "2/2"]
    assert sorted(job["stacks"] for job in matrix["include"]) == [1, 2]
    assert affected(mesh, "--matrix", "2")["matrix"] == matrix
    assert "matrix" in affected(mesh)


def test_a_matrix_has_no_more_jobs_than_products_that_can_be_brought_up(base, mesh):
    edited(base, ORDERS, "sku: string", "sku: string, price: double")
    assert len(affected(mesh, "--matrix", "9")["matrix"]["include"]) == 1
    (base / "domains/finance/reporting/product.yaml").unlink()
    (base / "domains/sales/orders/access/finance.reporting.yaml").unlink()
    (base / ORDERS).unlink()
    (base / "domains/sales/invoices/product.yaml").unlink()

    assert affected(mesh, "--matrix", "9")["matrix"] == {"include": []}
    assert affected(mesh)["matrix"] is None


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("count", ["0", "257", "x"])
def test_a_matrix_has_as_many_jobs_as_github_allows(mesh, count):
    assert mesh("affected", "--changed-since", "main", "--matrix", count).code == 2


def test_an_up_of_what_has_changed_covers_that_and_what_it_rests_on(base):
    edited(base, ORDERS, "sku: string", "sku: string, price: double")
    order = Order("up", "", (), "local", TODAY, json=False, since="main")
    workspace = Workspace(base)
    selection = deployment._selected(order, workspace, assess(workspace, "local", as_of=TODAY))

    assert selection.named == {"sales.orders"}
    # It grants to a role of the other domain.
    assert selection.identities == {"", "sales", "finance", "sales.orders"}


def test_where_nothing_has_changed_no_engine_is_started(base, mesh):
    ended = mesh("up", "--changed-since", "main", "--json")

    assert ended.code == 0
    assert (ended.document["results"], ended.document["plan"]) == ([], [])
    assert not (base / ".mesh").exists()
    assert "0 stacks" in mesh("up", "--changed-since", "main").out
    assert "0 stacks" in mesh("preview", "--changed-since", "main", "--env", "local").out
