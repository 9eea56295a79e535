"""`mesh access who` and `what`: rights with who agreed to them, today and on a past day."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from .conftest import write
from meshes import FILES

AGREEMENT = "sales/orders/access/finance.reporting.yaml"
BOB = "Bob <bob@acme.example>"


def git(root: Path, *arguments: str, day: str = "2026-02-01") -> None:
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z")
    who = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "Ann"), ("EMAIL", "ann@acme.example"))
    }
    command = ["git", "-C", str(root), *arguments]
    subprocess.run(command, env={**os.environ, **when, **who}, check=True, capture_output=True)


def commit(root: Path, message: str, day: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message, day=day)


@pytest.fixture
def history(checkout: Path) -> Path:
    """The sample mesh, whose agreement came on 1 March and was widened on 1 May."""
    text = FILES[AGREEMENT]
    git(checkout, "init", "-q", "-b", "main")
    (checkout / f"domains/{AGREEMENT}").unlink()
    commit(checkout, "Begin", "2026-02-01")
    write(checkout, {f"domains/{AGREEMENT}": text.replace("margin, ", "")})
    commit(checkout, f"Let finance read (#4)\n\nReviewed-by: {BOB}", "2026-03-01")
    write(checkout, {f"domains/{AGREEMENT}": text})
    commit(checkout, "Let finance read margins", "2026-05-01")
    return checkout


@pytest.mark.usefixtures("history")
def test_who_reads_a_column_is_told_with_why_and_who_agreed(mesh):
    told = mesh("access", "who", "sales.orders.orders.margin")

    assert told.code == 0
    assert [line.strip() for line in told.out.splitlines()][:9] == [
        "sales.orders.orders",
        "finance.reporting",
        "columns: order_id, margin",
        "by: agreement  <- domains/sales/orders/access/finance.reporting.yaml:3:3",
        "for: Monthly revenue report",
        "since: 2026-03-01  until: 2026-12-31",
        "as: arn:aws:iam::123456789012:role/mesh/finance/mesh-local--finance--reporting--runtime",
        told.out.splitlines()[7].strip(),
        "written by: Ann <ann@acme.example>",
    ]
    assert "approved by: approval not recorded in git" in told.out
    assert "sales.orders  " not in told.out
    assert "administrators, who read no rows and can grant themselves any: " in told.out
    assert told.out.endswith("2 rights on 2026-06-01 in local\n")


@pytest.mark.usefixtures("history")
def test_a_past_day_is_answered_as_it_was(mesh):
    before = mesh("access", "what", "finance.reporting", "--at", "2026-02-10", "--json").document
    then = mesh("access", "what", "finance.reporting", "--at", "2026-04-30", "--json").document
    now = mesh("access", "what", "finance.reporting", "--json").document

    def read(document):
        return {r["product"]: r["columns"] for r in document["rights"] if not r["writes"]}

    assert read(before) == {}
    assert read(then) == {"sales.orders": ["order_id"]}
    assert read(now) == {"sales.orders": ["order_id", "margin"]}
    assert then["day"] == "2026-04-30"
    assert len(then["commit"]) == 40
    (right,) = (r for r in then["rights"] if r["product"] == "sales.orders")
    assert right["approvals"] == [{"who": BOB, "by": "Reviewed-by"}]
    assert right["request"] == "#4"
    assert right["commit"] == then["commit"]
    assert right["isCommitted"]


@pytest.mark.usefixtures("history")
def test_a_past_day_in_words_names_its_commit_and_its_approvals(mesh):
    told = mesh("access", "who", "sales.orders", "--at", "2026-03-02")

    assert f"approved by: {BOB} (Reviewed-by)  #4" in told.out
    assert " as of commit " not in told.out.splitlines()[0]
    assert "in local, as of commit " in told.out.splitlines()[-1]


@pytest.mark.usefixtures("history")
def test_a_day_without_a_commit_and_a_day_to_come_are_refused(mesh):
    early = mesh("access", "who", "sales.orders", "--at", "2026-01-01")
    late = mesh("access", "who", "sales.orders", "--at", "2026-06-02")

    assert early.code == late.code == 2
    assert "this clone has no commit on or before 2026-01-01" in early.err
    assert "2026-06-02 is yet to come" in late.err


def test_rows_that_an_agreement_opens_are_told_in_every_form(checkout, mesh):
    some = FILES[AGREEMENT].replace(
        "{columns: [margin, order_id]}", """{columns: [order_id], rows: "order_id <> 'x'"}"""
    )
    write(checkout, {f"domains/{AGREEMENT}": some})

    told = mesh("access", "who", "sales.orders.orders").out
    document = mesh("access", "what", "finance.reporting", "--json").document
    sheet = mesh("access", "what", "finance.reporting", "--csv").out

    assert told.count("    only rows where: order_id <> 'x'\n") == 1
    assert {r["product"]: r["rows"] for r in document["rights"]} == {
        "finance.reporting": "all",
        "sales.orders": "order_id <> 'x'",
    }
    of_orders = next(r for r in csv.DictReader(io.StringIO(sheet)) if r["product"] != r["consumer"])
    assert of_orders["rows"] == "order_id <> 'x'"


def test_a_shallow_clone_says_that_it_does_not_know_all(history, mesh, monkeypatch, tmp_path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{history}", str(clone))
    monkeypatch.setenv("MESH_ROOT", str(clone))

    told = mesh("access", "who", "sales.orders")
    early = mesh("access", "who", "sales.orders", "--at", "2026-03-02")

    assert "history: this clone is shallow" in told.err
    assert "fetch the whole history" in early.err


def test_a_file_that_is_changed_here_is_said_to_be(history, mesh):
    text = FILES[AGREEMENT].replace("Monthly", "Weekly")
    write(history, {f"domains/{AGREEMENT}": text})

    told = mesh("access", "who", "sales.orders")

    assert "for: Weekly revenue report" in told.out
    assert "of 2026-05-01, and changed here since" in told.out


def test_without_git_the_rights_are_told_all_the_same(mesh):
    told = mesh("access", "who", "sales.orders.orders")

    assert told.code == 0
    assert "in git: not there" in told.out
    assert "since: unknown  until: its file changes" in told.out
    assert "is not in a git repository" in told.err


def test_what_cannot_be_read_is_named(checkout, mesh):
    write(checkout, {"domains/finance/reporting/product.yaml": "description: 3\n"})

    told = mesh("access", "who", "sales.orders")

    assert "not answered for, since their files have errors: finance.reporting" in told.out


def test_csv_has_a_right_a_line_and_no_formula(checkout, mesh):
    text = FILES[AGREEMENT].replace("Monthly", "'=HYPERLINK(\"http://x\")'")
    text = text.replace("purpose: '", "purpose: '").replace(" revenue report", "")
    write(checkout, {f"domains/{AGREEMENT}": text})

    told = mesh("access", "who", "sales.orders.orders.margin", "--csv")

    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [row["consumer"] for row in rows] == ["finance.reporting", "sales.orders"]
    assert rows[0]["purpose"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["columns"] == "order_id; margin"
    assert (rows[0]["writes"], rows[1]["writes"]) == ("no", "yes")
    assert rows[0]["day"] == "2026-06-01"


@pytest.mark.usefixtures("history")
def test_csv_names_who_approved(mesh):
    told = mesh("access", "what", "finance.reporting", "--at", "2026-03-02", "--csv")

    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert rows[-1]["approvals"] == f"{BOB} (Reviewed-by)"


def test_two_forms_at_once_are_refused(mesh):
    told = mesh("access", "who", "sales.orders", "--csv", "--json")

    assert told.code == 2
    assert "--json and --csv are two answers" in told.err


def test_people_behind_a_role_and_the_legal_basis_are_told(checkout, mesh):
    file = checkout / "platform/environments/local.yaml"
    trust = "assume: {sales: {reader: ['arn:aws:iam::123456789012:role/sso-sales']}}\n"
    file.write_text(file.read_text() + trust)
    text = FILES[AGREEMENT] + "legalBasis: contract\n"
    write(checkout, {f"domains/{AGREEMENT}": text})

    told = mesh("access", "who", "sales.orders")

    assert "assumed by: arn:aws:iam::123456789012:role/sso-sales" in told.out
    assert "for: Monthly revenue report (legal basis: contract)" in told.out


@pytest.mark.usefixtures("history")
def test_how_to_read_is_told_with_each_right_where_it_is_asked_for(mesh):
    plain = mesh("access", "what", "sales")
    told = mesh("access", "what", "sales", "--how")

    assert "SELECT" not in plain.out
    assert "      FROM sales__orders.orders\n" in told.out
    assert "    Athena's SQL (athena):\n" in told.out
    assert told.out.endswith(plain.out.splitlines()[-1] + "\n")
    document = mesh("access", "what", "finance.reporting", "--json").document
    (right,) = (r for r in document["rights"] if r["product"] == "sales.orders")
    assert [each["tool"] for each in right["howToRead"]] == ["glue", "spark"]
    assert "its jobs read by Spark" in right["notes"][0]
    who = mesh("access", "who", "sales.orders", "--json").document
    assert "howToRead" not in who["rights"][0]


@pytest.mark.usefixtures("history")
def test_what_to_know_beside_it_is_told_first(mesh):
    told = mesh("access", "what", "finance.reporting", "--how")

    assert "    note: it has no rows of its own to make" in told.out


def record(root: Path, commit_id: str) -> None:
    """What the code host's job writes of the request that brought a commit."""
    review = {"who": "bob", "on": "2026-04-30T09:00:00Z", "commit": "4" * 40, "page": REVIEW}
    said = {"request": 5, "author": "ann", "head": "4" * 40, "commits": [commit_id]}
    git(root, "switch", "-q", "--orphan", "mesh-records")
    write(root, {"approvals/5.json": json.dumps({**said, "approvals": [review]})})
    git(root, "add", "approvals")
    git(root, "commit", "-q", "-m", "Record who approved #5")
    git(root, "switch", "-q", "main")


REVIEW = "https://github.com/acme/mesh/pull/5#pullrequestreview-1"


def test_an_approval_that_the_code_host_has_recorded_is_told_with_its_source(
    mesh, history: Path
) -> None:
    head = subprocess.run(["git", "-C", history, "rev-parse", "HEAD"], capture_output=True)
    record(history, head.stdout.decode().strip())
    by = (
        "review of #5 on 2026-04-30; recorded by Ann <ann@acme.example> in mesh-records,"
        " its signature is not checked here"
    )

    asked = ("access", "who", "sales.orders.orders.margin")
    assert "approved by: approval not recorded in git\n" in mesh(*asked).out
    assert f"approved by: bob ({by})\n" in mesh(*asked, "--record", "mesh-records").out
    what = mesh("access", "what", "finance.reporting", "--record", "mesh-records", "--json")
    told = [right["approvals"] for right in what.document["rights"] if right["approvals"]]
    assert told == [[{"who": "bob", "by": by, "page": REVIEW}]]


def test_a_record_that_is_not_there_is_a_fault_of_the_command_line(mesh, history: Path) -> None:
    assert history
    told = mesh("access", "who", "sales.orders", "--record", "origin/mesh-records")

    assert told.code == 2
    assert "this clone has no record of approvals at 'origin/mesh-records'" in told.err
    assert "git fetch origin mesh-records" in told.err


SHOWN = """\
description: x
tables:
  orders:
    source: {format: csv}
    primaryKey: [id]
    sample: true
    columns: {id: string, mail: {type: string, pii: true}}
"""


@pytest.mark.parametrize(
    ("asked", "is_shown"),
    [
        ("sales.orders", True),
        ("sales.orders.orders", True),
        ("sales.orders.id", True),
        ("sales.orders.orders.mail", False),
    ],
)
def test_rows_that_everybody_sees_are_told_beside_the_rights(history, mesh, asked, is_shown):
    write(history, {"domains/sales/orders/product.yaml": SHOWN})

    told = mesh("access", "who", asked)

    said = "sample: who reads the catalog sees some rows of sales.orders.orders: id"
    assert (said in told.err) is is_shown
