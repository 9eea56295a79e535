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
    assert "All findings are listed, also those that `main` has" in ended.out
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


def dev_and_prod(root: Path) -> None:
    for name, account in (("dev", "111122223333"), ("prod", "444455556666")):
        text = DEV.replace("111122223333", account)
        write(root, {f"platform/environments/{name}.yaml": text})
    commit(root)
    git(root, "branch", "-f", "main")


def test_a_loosened_environment_is_a_warning_in_its_name(mesh, base):
    dev_and_prod(base)
    with (base / "platform/environments/prod.yaml").open("a") as file:
        file.write("keepData: false\n")
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert ended.code == 0
    assert "CHK073" in ended.out
    assert "only in prod" in ended.out


def test_a_rule_that_the_floor_asks_less_of_is_a_warning_that_names_the_products(mesh, base):
    floor = 'governanceTeam: "@acme/governance"\nrules: {{GOV-003: {{level: {}}}}}\n'
    write(base, {"policies/floor.yaml": floor.format("mandatory")})
    commit(base)
    git(base, "branch", "-f", "main")
    write(base, {"policies/floor.yaml": floor.replace("GOV-003", "GOV-006").format("advisory")})
    ended = mesh("check", "--changed-since", "main")

    assert "policies/floor.yaml:2:1: warning CHK062 GOV-006 goes from mandatory" in ended.out
    assert "for every product" in ended.out


def test_an_environment_whose_file_goes_is_said(mesh, base):
    dev_and_prod(base)
    (base / "platform/environments/prod.yaml").unlink()
    ended = mesh("check", "--changed-since", "main")

    assert "platform/environments/prod.yaml:1:1: warning CHK074" in ended.out


def test_a_loss_is_said_for_the_environments_that_keep_data(mesh, base):
    dev_and_prod(base)
    one = PRODUCT.format("ledger", "")
    write(base, {LEDGER: one.replace("}}}", "}}, lines: {columns: {id: string}}}")})
    commit(base)
    git(base, "branch", "-f", "main")
    write(base, {LEDGER: one})
    ended = mesh("check", "--changed-since", "main", "--json")
    (loss,) = (f for f in ended.document["findings"] if f["code"] == "LCY-001")

    assert ended.code == 5
    assert loss["environments"] == ["dev", "prod"]
    assert loss["message"] == "table lines of finance.ledger would be deleted"
    assert mesh("check").code == 0


def test_a_table_that_others_rely_on_is_missed_by_them_first(mesh, base):
    dev_and_prod(base)
    text = (base / ORDERS).read_text()
    (base / ORDERS).write_text(text[: text.index("  lines:\n")])
    found = mesh("check", "--changed-since", "main", "--json").document["findings"]
    told = {f["code"]: f for f in found if f["subject"] == "sales.orders"}

    assert sorted(told) == ["CHK084", "CHK089"]
    assert told["CHK084"]["environments"] == []
    assert told["CHK084"]["message"] == (
        "table lines is removed: read by sales.invoices (as an input), sales (the domain's people)"
    )
    assert [hit["reader"] for hit in told["CHK084"]["contract"]["hits"]] == [
        "sales.invoices",
        "sales",
    ]
    assert told["CHK089"]["fix"] == f"write `version: 1.0.0` in {ORDERS}"


def test_all_columns_and_a_new_personal_one_are_said_in_the_comment(mesh, base):
    agreement = base / "domains/sales/orders/access/finance.reporting.yaml"
    text = agreement.read_text().replace("columns: [margin, order_id]", "columns: all")
    agreement.write_text(f"{text}legalBasis: contract\n")
    commit(base)
    git(base, "branch", "-f", "main")
    text = (base / ORDERS).read_text()
    birth = "ordered_on: date\n      birth_date: {type: date, pii: true}"
    (base / ORDERS).write_text(text.replace("ordered_on: date", birth))
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert "finance.reporting will newly read 'birth_date'" in ended.out
    assert "on the basis of contract" in ended.out


@pytest.mark.parametrize("arguments", [(), ("--env", "dev")])
def test_a_missing_backend_is_named(mesh, base, arguments):
    write(base, {"platform/environments/dev.yaml": DEV.replace("backend: s3://state\n", "")})
    ended = mesh("check", *arguments)

    assert ended.code == 5
    assert "error CHK075 environment dev has no backend" in ended.out


def test_a_name_of_another_domain_is_refused(mesh, base):
    write(base, {"domains/finance/reporting/product.lock.yaml": "origin: sales.gone\n"})

    assert ("CHK070", "domains/finance/reporting/product.lock.yaml") in errors(
        mesh("check", "--json")
    )


def test_a_product_that_was_moved_by_git_is_recognised(mesh, base):
    dev_and_prod(base)
    git(base, "mv", "domains/sales/orders", "domains/sales/bookings")
    ended = mesh("check", "--changed-since", "main")

    assert "domains/sales/bookings/product.yaml:1:1: error CHK076" in ended.out
    assert "it seems to be sales.orders, moved" in ended.out


def test_a_domain_that_becomes_a_link_is_refused(mesh, base):
    (base / "domains/sales").rename(base / "teams")
    (base / "domains/sales").symlink_to("../teams")
    ended = mesh("check", "--changed-since", "main", "--json")

    assert ("SPEC080", "domains/sales") in errors(ended)


def test_a_link_that_the_base_has_is_old(mesh, base):
    (base / "policies").mkdir()
    (base / "policies/floor.yaml").symlink_to("../README.md")
    commit(base)
    git(base, "branch", "-f", "main")
    write(base, {"docs/x.md": "x\n"})

    assert ("SPEC080", "policies/floor.yaml") in errors(mesh("check", "--json"))
    assert errors(mesh("check", "--changed-since", "main", "--json")) == set()
