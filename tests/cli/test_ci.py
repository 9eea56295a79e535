"""`mesh ci init` writes workflows, keeps them up to date, and leaves alone what a user changed."""

from pathlib import Path

import pytest

WORKFLOWS = Path(".github/workflows")
NAMES = ["mesh-check", "mesh-comment", "mesh-up", "mesh-record", "mesh-deploy", "mesh-nightly"]
ENVIRONMENT = """\
account: "111122223333"
region: {region}
backend: s3://acme-state
deployer: arn:aws:iam::111122223333:role/deployer
assumeDeployer: false
administrators: [arn:aws:iam::111122223333:role/deployer]
auditors: [arn:aws:iam::111122223333:role/planner]
bootstrap:
  codeHost: github
  repository: acme/mesh
  hostEnvironment: sandbox
  planner: arn:aws:iam::111122223333:role/planner
"""


@pytest.fixture
def root(checkout: Path) -> Path:
    (checkout / "platform/environments/dev.yaml").write_text(
        ENVIRONMENT.format(region="eu-central-1")
    )
    return checkout


def test_it_writes_the_workflows_and_names_them(root, mesh) -> None:
    ended = mesh("ci", "init", "github")

    assert ended.code == 0
    assert ended.out.splitlines() == [f"{WORKFLOWS}/{name}.yml" for name in NAMES]
    assert (
        (root / WORKFLOWS / "mesh-up.yml")
        .read_text()
        .startswith("# Written by `mesh ci init github`: ")
    )


@pytest.mark.usefixtures("root")
def test_a_second_run_has_nothing_to_do(mesh) -> None:
    mesh("ci", "init", "gitlab")
    again = mesh("ci", "init", "gitlab")

    assert (again.code, again.out) == (0, "")
    assert "all is up to date" in again.err


def test_what_follows_from_an_environment_file_is_brought_up_to_date(root, mesh) -> None:
    mesh("ci", "init", "github")
    (root / "platform/environments/dev.yaml").write_text(ENVIRONMENT.format(region="eu-north-1"))
    again = mesh("ci", "init", "github")

    assert again.out.splitlines() == [
        f"{WORKFLOWS}/{name}.yml" for name in ("mesh-deploy", "mesh-nightly")
    ]
    assert "eu-north-1" in (root / WORKFLOWS / "mesh-deploy.yml").read_text()


def test_the_environment_file_says_branch_roles_and_the_name_at_the_host(root, mesh) -> None:
    file = root / "platform/environments/dev.yaml"
    file.write_text(file.read_text() + "  branch: trunk\n")
    mesh("ci", "init", "github", "--preview", "dev")
    deploy, preview = (
        (root / WORKFLOWS / f"mesh-{n}.yml").read_text() for n in ("deploy", "preview")
    )

    assert "branches: [trunk]" in deploy
    assert "host_environment: sandbox\n" in deploy
    assert "role-to-assume: arn:aws:iam::111122223333:role/planner\n" in preview
    assert "    environment: " not in preview


def test_without_a_plan_role_there_is_no_preview(root, mesh) -> None:
    file = root / "platform/environments/dev.yaml"
    file.write_text(file.read_text().partition("bootstrap:")[0])

    ended = mesh("ci", "init", "github", "--preview", "dev")

    assert ended.code == 2
    assert "names no role for previews" in ended.err


def test_what_was_changed_by_hand_is_told_and_left_alone(root, mesh) -> None:
    mesh("ci", "init", "github")
    file = root / WORKFLOWS / "mesh-check.yml"
    mine = file.read_text().replace("timeout-minutes: 30", "timeout-minutes: 5")
    file.write_text(mine)
    (root / WORKFLOWS / "mesh-up.yml").unlink()

    ended = mesh("ci", "init", "github")
    document = mesh("ci", "init", "github", "--json")

    assert ended.code == document.code == 1
    assert ended.out == f"{WORKFLOWS}/mesh-up.yml\n"
    assert "mesh-check.yml was changed by hand and is left as it is" in ended.err
    assert "mesh ci init github --overwrite" in ended.err
    assert document.document["kept"] == [f"{WORKFLOWS}/mesh-check.yml"]
    assert file.read_text() == mine
    assert mesh("ci", "init", "github", "--overwrite").code == 0
    assert file.read_text() != mine


def test_what_is_written_no_more_is_to_be_deleted(root, mesh) -> None:
    mesh("ci", "init", "github", "--preview", "dev")
    (root / WORKFLOWS / "own.yml").write_text("on: push\n")
    ended = mesh("ci", "init", "github", "--branch", "trunk")

    assert f"{WORKFLOWS}/mesh-preview.yml is not written any more: delete it" in ended.err
    assert "own.yml" not in ended.err
    assert "branches: [trunk]" in (root / WORKFLOWS / "mesh-deploy.yml").read_text()


def test_the_head_holds_the_options_with_which_to_write_it_again(root, mesh) -> None:
    options = ("--env", "dev", "--branch", "trunk", "--preview", "dev", "--shards", "4")
    mesh("ci", "init", "github", *options)

    head = (root / WORKFLOWS / "mesh-up.yml").read_text().splitlines()[0]

    assert f"`mesh ci init github {' '.join(options)}`" in head


@pytest.mark.usefixtures("root")
def test_gitlab_gets_a_second_file_for_shards_which_goes_without_them(mesh) -> None:
    many = mesh("ci", "init", "gitlab", "--preview", "dev", "--shards", "2")
    one = mesh("ci", "init", "gitlab")

    assert many.out.splitlines() == [".gitlab-ci.yml", ".gitlab/mesh-up.yml"]
    assert one.out.splitlines() == [".gitlab-ci.yml"]
    assert ".gitlab/mesh-up.yml is not written any more: delete it" in one.err


@pytest.mark.usefixtures("root")
def test_gitlab_is_told_to_write_approvals_into_merge_commits(root, mesh) -> None:
    assert root
    (note,) = mesh("ci", "init", "gitlab", "--json").document["notes"]

    assert note.endswith("`See merge request %{reference}`, an empty line and `%{approved_by}`")
    assert mesh("ci", "init", "github", "--json").document["notes"] == []


def test_a_host_that_is_unknown_is_refused(mesh) -> None:
    assert mesh("ci", "init", "sourcehut").code == 2
