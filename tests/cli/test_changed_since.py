"""A narrowed check says whatever a change brings, wherever it lies."""

import subprocess
from pathlib import Path

import pytest

from .conftest import write

PRODUCT = "description: About {0}.\n{1}tables: {{{0}: {{columns: {{id: string}}}}}}\n"
ARN = "arn:aws:iam::111122223333:role/deployer"
DEV = (
    'account: "111122223333"\nregion: eu-west-1\nbackend: s3://state\n'
    f"deployer: {ARN}\nadministrators: [{ARN}]\n"
)
REPORTING = "domains/finance/reporting/product.yaml"
ORDERS = "domains/sales/orders/product.yaml"
LEDGER = "domains/finance/ledger/product.yaml"
LOCAL = "platform/environments/local.yaml"


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", ".")
    git(root, "commit", "-m", "so far")


@pytest.fixture
def base(checkout):
    """The sample mesh with a circle that is still open: a reads b, b reads c."""
    for name, read in (("a", "b"), ("b", "c"), ("c", "")):
        inputs = f"inputs: [sales.{read}]\n" if read else ""
        write(checkout, {f"domains/sales/{name}/product.yaml": PRODUCT.format(name, inputs)})
    git(checkout, "init", "-b", "main")
    commit(checkout)
    git(checkout, "switch", "-c", "change")
    return checkout


def errors(ended):
    found = ended.document["findings"]
    return {(f["code"], f["path"]) for f in found if f["severity"] == "error"}


def closed_circle(root: Path) -> None:
    write(root, {"domains/sales/c/product.yaml": PRODUCT.format("c", "inputs: [sales.a]\n")})


def too_many_buckets(root: Path) -> None:
    # One bucket for each product and domain, and two of the foundation.
    write(root, {LEDGER: PRODUCT.format("ledger", "")})


def lost_producer(root: Path) -> None:
    """The reader of the reader has no way to it any more."""
    for file in (root / "domains/sales/orders").rglob("*.yaml"):
        file.unlink()


def lost_consumer(root: Path) -> None:
    (root / REPORTING).unlink()


def renamed_domain(root: Path) -> None:
    (root / "domains/finance").rename(root / "domains/money")


def weightier_rule(root: Path) -> None:
    write(root, {"policies/floor.yaml": 'governanceTeam: "@a/b"\nrules: {GOV-011: {level: off}}\n'})


def ignored_by_git(root: Path) -> None:
    write(root, {".gitignore": "product.yaml\n", LEDGER: "description: x\n"})


@pytest.mark.parametrize(
    "change",
    [
        closed_circle,
        too_many_buckets,
        lost_producer,
        lost_consumer,
        renamed_domain,
        weightier_rule,
        ignored_by_git,
    ],
)
def test_every_error_that_a_change_brings_is_in_the_narrowed_report(mesh, base, change):
    buckets = len(list(base.glob("domains/*/*/product.yaml"))) + 2 + 2
    with (base / LOCAL).open("a") as file:
        file.write(f"quotas: {{buckets: {buckets}}}\n")
    commit(base)
    git(base, "branch", "-f", "main")
    before = errors(mesh("check", "--json"))
    change(base)
    after = errors(mesh("check", "--json"))
    narrowed = mesh("check", "--changed-since", "main", "--json")

    assert before == set()
    assert after
    assert after <= errors(narrowed)
    assert narrowed.code == 5


def test_an_old_error_elsewhere_stops_nobody(mesh, base):
    write(base, {LEDGER: "description: x\n"})
    commit(base)
    git(base, "branch", "-f", "main")
    with (base / "domains/sales/c/product.yaml").open("a") as file:
        file.write("tags: [carts]\n")
    ended = mesh("check", "--changed-since", "main", "--json")

    assert errors(mesh("check", "--json")) == {("SPEC003", LEDGER)}
    assert errors(ended) == set()
    assert ended.code == 0


def test_an_error_that_grows_worse_is_said(mesh, base):
    with (base / LOCAL).open("a") as file:
        file.write("quotas: {buckets: 5}\n")
    commit(base)
    git(base, "branch", "-f", "main")
    write(base, {LEDGER: PRODUCT.format("ledger", "")})
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert ended.code == 5
    assert ended.out.startswith("❌ **Blocked by this change**: new: 1 error")


@pytest.mark.parametrize(
    "file", ["policies/guardrails/rule.py", "platform/meshwright/x.py", "mesh", "requirements.lock"]
)
def test_where_code_changes_nothing_is_called_old(mesh, base, file):
    write(base, {LEDGER: "description: x\n"})
    commit(base)
    git(base, "branch", "-f", "main")
    write(base, {file: "x\n"})
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert ended.code == 5
    assert LEDGER in ended.out
    assert "Not compared with `main`, so all is listed" in ended.out
    assert f"the change touches the code that judges, such as {file}" in ended.out


def test_a_base_that_cannot_be_judged_hides_nothing(mesh, base):
    write(base, {LEDGER: "description: x\n", LOCAL: "account: [\n"})
    good = subprocess.run(
        ["git", "-C", base, "show", f"main:{LOCAL}"], capture_output=True, text=True, check=True
    ).stdout
    commit(base)
    git(base, "branch", "-f", "main")
    write(base, {LOCAL: good})
    ended = mesh("check", "--changed-since", "main")

    assert ended.code == 5
    assert LEDGER in ended.out
    assert "not compared with main: " in ended.err


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("reference", ["--octopus", "-h", "--all", "--is-ancestor", "-", ""])
def test_a_reference_is_never_read_as_an_option(mesh, reference):
    ended = mesh("check", f"--changed-since={reference}")

    assert ended.code == 2
    assert ended.err.startswith("error: ")


def test_a_domains_own_rule_judges_the_base_too(mesh, base):
    rule = (
        "from guardrails.rule import Rule\nfrom guardrails.types import PRODUCT\n\n\n"
        "def check(props):\n    yield 'never'\n\n\n"
        "RULE = Rule(id='never', code='SALES-001', title='Never', why='So.', fix='f',"
        " checks={PRODUCT: check})\nRULES = (RULE,)\n"
    )
    write(base, {"policies/domains/sales/__init__.py": rule})
    commit(base)
    git(base, "branch", "-f", "main")
    write(base, {"README.md": "changed\n"})

    assert ("SALES-001", ORDERS) in errors(mesh("check", "--json"))
    assert mesh("check", "--changed-since", "main", "--json").document["findings"] == []
