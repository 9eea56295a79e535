"""The variables for plain `pulumi`: complete for `local`, and free of it elsewhere."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from meshwright.errors import UsageError
from meshwright.local_instance import LocalAws
from meshwright.runner.engine.engine import Engine
from meshwright.runner.shell import (
    engine_environment,
    foreign_variables,
    render_exports,
    with_launcher,
)
from meshwright.specs.environment import Environment, EnvironmentSpec
from meshwright.specs.source import Source
from meshwright.workspace import Workspace

ENGINE = Engine(Path("/engine/bin/pulumi"), "3.259.0", Path("/engine/bin/pulumi-language-python"))
AWS = LocalAws("http://127.0.0.1:4566", "eu-central-1", "123456789012", pid=1, instance="1")
LOCAL_ONLY = {
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "PULUMI_HOME",
    "PULUMI_CONFIG_PASSPHRASE",
}


def environment(name: str, **fields: object) -> Environment:
    spec = {
        "account": "123456789012",
        "region": "eu-central-1",
        "deployer": "arn:aws:iam::123456789012:role/deployer",
        "administrators": ["arn:aws:iam::123456789012:role/deployer"],
    }
    return Environment(name, EnvironmentSpec.model_validate(spec | fields), Source(f"{name}.yaml"))


DEV = environment("dev", backend="s3://acme-state?region=eu-west-1", secrets_provider="awskms://x")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for name in list(os.environ):
        if name.startswith(("AWS_", "PULUMI_")):
            monkeypatch.delenv(name)
    return Workspace(tmp_path)


def test_local_has_all_that_plain_pulumi_needs(workspace: Workspace) -> None:
    variables = engine_environment(workspace, environment("local"), engine=ENGINE, local=AWS)

    assert variables["PATH"].split(os.pathsep)[0] == "/engine/bin"
    assert variables["MESH_ROOT"] == str(workspace.root)
    assert variables["MESH_PYTHON"] == sys.executable
    assert variables["PULUMI_BACKEND_URL"] == f"file://{workspace.local}/state"
    assert variables["PULUMI_HOME"] == f"{workspace.local}/home"
    assert variables["PULUMI_CONFIG_PASSPHRASE"] == ""
    assert variables["AWS_ENDPOINT_URL"] == AWS.endpoint
    assert variables["AWS_ACCESS_KEY_ID"] == variables["AWS_SECRET_ACCESS_KEY"] == "test"
    assert variables["AWS_REGION"] == "eu-central-1"
    assert "MESH_AS_OF" not in variables


def test_folders_that_the_engine_would_miss_are_made(workspace: Workspace) -> None:
    engine_environment(workspace, environment("local"), engine=ENGINE, local=AWS)

    assert (workspace.local / "state").is_dir()
    assert (workspace.local / "home").is_dir()


def test_local_without_its_aws_says_how_to_start_it(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        engine_environment(workspace, environment("local"), engine=ENGINE, local=None)

    assert caught.value.fix == "mesh local start"


def test_the_date_is_passed_on_only_where_one_is_given(workspace: Workspace) -> None:
    as_of = date(2026, 3, 1)

    variables = engine_environment(workspace, DEV, engine=ENGINE, local=None, as_of=as_of)

    assert variables["MESH_AS_OF"] == "2026-03-01"


def test_another_environment_has_its_own_backend_and_nothing_of_local(workspace: Workspace) -> None:
    variables = engine_environment(workspace, DEV, engine=ENGINE, local=AWS)

    assert variables["PULUMI_BACKEND_URL"] == "s3://acme-state?region=eu-west-1"
    assert variables["PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"] == "true"
    assert not LOCAL_ONLY & variables.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        ("AWS_ENDPOINT_URL_S3", "http://localhost:9000"),
        ("AWS_ACCESS_KEY_ID", "test"),
    ],
)
def test_another_environment_is_refused_in_a_shell_set_up_for_local(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(UsageError, match="set up for the local AWS"):
        engine_environment(workspace, DEV, engine=ENGINE, local=None)


def test_another_environment_without_a_backend_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="environment dev has no backend"):
        engine_environment(workspace, environment("dev"), engine=ENGINE, local=None)


def test_a_missing_passphrase_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = environment("dev", backend="s3://acme-state")

    with pytest.raises(UsageError) as caught:
        engine_environment(workspace, dev, engine=ENGINE, local=None)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", "/run/secrets/passphrase")
    variables = engine_environment(workspace, dev, engine=ENGINE, local=None)

    assert "PULUMI_CONFIG_PASSPHRASE" in caught.value.fix
    assert "PULUMI_CONFIG_PASSPHRASE" not in variables


def test_setting_a_shell_up_twice_changes_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = engine_environment(workspace, environment("local"), engine=ENGINE, local=AWS)
    monkeypatch.setenv("PATH", once["PATH"])

    twice = engine_environment(workspace, environment("local"), engine=ENGINE, local=AWS)

    assert twice == once


def test_exports_survive_a_shell() -> None:
    value = 'it\'s $HOME `id`\n"two" *'

    script = f'{render_exports({"MESH_TRIED": value}, [])}\nprintf %s "$MESH_TRIED"'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == value


def test_what_a_shell_has_for_the_outside_is_unset_and_what_serves_others_stays(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"PYTHONPATH": "/lib", "PIP_INDEX_URL": "https://i", "https_proxy": "http://p:1"}
    taken = {"AWS_PROFILE": "corp", "PULUMI_ACCESS_TOKEN": "pul-1", "TF_LOG": "DEBUG"}
    for name, value in (kept | taken | {"PULUMI_HOME": "/elsewhere", "NO_PROXY": "acme"}).items():
        monkeypatch.setenv(name, value)
    place = environment("local")
    variables = engine_environment(workspace, place, engine=ENGINE, local=AWS)

    said = render_exports(variables, foreign_variables(place, variables))
    names = "; ".join(f'echo "${{{name}-unset}}"' for name in (*kept, *taken))
    script = f"{said}\n{names}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split() == [*kept.values(), *["unset"] * len(taken)]
    assert variables["NO_PROXY"] == "acme,127.0.0.1,localhost,::1"
    assert variables["PULUMI_HOME"] == f"{workspace.local}/home"


def test_another_environment_keeps_its_shell_and_excepts_the_loopback(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "corp")
    variables = engine_environment(workspace, DEV, engine=ENGINE, local=None)

    assert foreign_variables(DEV, variables) == []
    assert "127.0.0.1" in variables["no_grpc_proxy"].split(",")
    assert "AWS_CONFIG_FILE" not in variables


def test_a_prepared_shell_finds_mesh_by_its_name(workspace: Workspace) -> None:
    (workspace.root / "mesh").write_text("#!/bin/sh\necho mesh of this checkout\n")
    (workspace.root / "mesh").chmod(0o755)
    path = with_launcher(workspace, os.defpath)
    again = with_launcher(workspace, path)

    done = subprocess.run(["mesh"], env={"PATH": path}, capture_output=True, text=True, check=True)
    assert done.stdout == "mesh of this checkout\n"
    assert again == path
