"""`mesh bootstrap`: the template on stdout, what is refused, and what running it shows."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from localaws import server
from localaws.clients import local_session
from localaws.reset import empty
from meshwright.errors import ExitCode
from meshwright.local_instance import LocalAws
from meshwright.operations.bootstrap import stack

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/real-account.md").read_text()


@pytest.fixture
def dev(checkout: Path) -> Path:
    """The checkout with the example's environment `dev`."""
    file = checkout / "platform/environments/dev.yaml"
    file.write_text((ROOT / "platform/environments/dev.yaml").read_text())
    return file


@pytest.mark.usefixtures("dev")
def test_the_template_is_printed(mesh) -> None:
    ended = mesh("bootstrap", "--env", "dev")
    document = mesh("bootstrap", "--env", "dev", "--json").document

    printed = yaml.safe_load(ended.out)
    assert ended.code == ExitCode.DONE
    assert printed["Resources"]["ApplyRole"]["Type"] == "AWS::IAM::Role"
    assert document["template"] == printed
    assert document["environment"] == "dev"


def test_an_environment_without_a_pipeline_has_none(mesh, dev: Path) -> None:
    dev.write_text(dev.read_text().replace("bootstrap:", "bootstraps:"))
    misspelt = mesh("bootstrap", "--env", "dev")
    without = mesh("bootstrap", "--env", "local")

    assert (misspelt.code, without.code) == (ExitCode.USAGE, ExitCode.USAGE)
    assert "did you mean 'bootstrap'" in misspelt.err
    assert "local.yaml has no `bootstrap`" in without.err


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """A local AWS that is the account of `dev`."""
    folder = tmp_path_factory.mktemp("account")
    yield server.start(folder, region="eu-central-1", account="111122223333")
    server.stop(folder)


@pytest.fixture
def owner(account: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalAws:
    """The account, empty, and a shell with the credentials of its owner, by a profile."""
    empty(account.endpoint)
    iam = local_session("eu-central-1").client("iam", endpoint_url=account.endpoint)
    iam.create_user(UserName="owner")
    key = iam.create_access_key(UserName="owner")["AccessKey"]
    config = tmp_path / "aws-config"
    config.write_text(
        f"[default]\nendpoint_url = {account.endpoint}\n"
        f"aws_access_key_id = {key['AccessKeyId']}\n"
        f"aws_secret_access_key = {key['SecretAccessKey']}\n"
    )
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setattr(stack, "PAUSE", 0.05)
    return account


@pytest.mark.usefixtures("dev", "owner")
def test_the_accounts_owner_runs_it_and_sees_what_is_made(mesh) -> None:
    asked = mesh("bootstrap", "--env", "dev", "--apply")
    ended = mesh("bootstrap", "--env", "dev", "--apply", "--yes")
    again = mesh("bootstrap", "--env", "dev", "--apply", "--yes", "--json")

    assert asked.code == ExitCode.USAGE
    assert "not a terminal: confirmation needed: run the changes of stack mesh-dev" in asked.err
    lines = ended.out.splitlines()
    assert (ended.code, lines[0]) == (ExitCode.DONE, "create   SecretsKey AWS::KMS::Key")
    # The page shows what one sees.
    for line in (*lines[:3], *lines[-2:], *ended.err.splitlines()):
        assert "\n{}\n".format(line.replace(" mesh ", " ./mesh ")) in PAGE
    question = asked.err.partition("confirmation needed: ")[2].splitlines()[0]
    assert f"\n{question} [y/N]: y\n" in PAGE
    assert again.document["changes"] == []
    assert {each["name"] for each in again.document["resources"]} >= {"PlanRole", "ApplyRole"}


@pytest.mark.usefixtures("dev")
def test_what_was_changed_since_is_told_with_a_way_back(mesh, owner: LocalAws) -> None:
    mesh("bootstrap", "--env", "dev", "--apply", "--yes", "--json")
    iam = local_session("eu-central-1").client("iam", endpoint_url=owner.endpoint)
    iam.delete_role_permissions_boundary(RoleName="mesh-deployer")

    ended = mesh("bootstrap", "--env", "dev", "--apply", "--yes")

    assert ended.code == ExitCode.FAILED
    assert ended.out.splitlines() == [
        "ApplyRole differs from the template: PermissionsBoundary",
        "mesh-dev-bootstrap: nothing to change",
    ]
    assert "--deployment-mode REVERT_DRIFT" in ended.err


@pytest.mark.usefixtures("dev")
def test_it_is_not_run_against_a_local_aws_by_mistake(mesh, monkeypatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    ended = mesh("bootstrap", "--env", "dev", "--apply", "--yes")
    rendering = mesh("bootstrap", "--env", "dev", "--yes")

    assert (ended.code, rendering.code) == (ExitCode.USAGE, ExitCode.USAGE)
    assert "this shell is set up for the local AWS" in ended.err
    assert "--yes without --apply" in rendering.err
