from dataclasses import dataclass, replace

import pytest

from meshwright.errors import MeshError, UsageError
from meshwright.local_instance import LocalAws
from meshwright.runner import session
from meshwright.runner.engine.engine import Engine
from meshwright.runner.session import open_session
from meshwright.workspace import Workspace

from meshes import TODAY, environment

AWS = LocalAws("http://127.0.0.1:1", "eu-central-1", "111122223333", 1, "first")


@dataclass
class World:
    """What is outside a session: a local AWS that can be replaced, and what was said."""

    workspace: Workspace
    aws: LocalAws
    said: list[str]

    def open(self, place=None):
        return open_session(
            self.workspace,
            place or environment("local"),
            command="up",
            as_of=TODAY,
            say=self.said.append,
        )


@pytest.fixture
def world(tmp_path, monkeypatch):
    world = World(Workspace(tmp_path / "checkout"), AWS, [])
    pulumi = tmp_path / "bin/pulumi"
    monkeypatch.setattr(session, "ensure_engine", lambda _say: Engine(pulumi, "3.259.0", pulumi))
    monkeypatch.setattr(session.local_instance, "running", lambda _folder: world.aws)
    monkeypatch.setattr(session.server, "start", lambda _folder, **_: world.aws)
    monkeypatch.setattr(session.install, "install_provider", lambda *_: None)
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    return world


def deploy(world):
    """Leaves what a run leaves."""
    with world.open() as opened:
        store, logs = opened.context.store, opened.context.logs
        checkpoint = store.root / ".pulumi/stacks/mesh/local.json"
        checkpoint.parent.mkdir(parents=True)
        checkpoint.write_text("{}")
        store.write_record("local", b"record")
        logs.mkdir(parents=True)
        (logs / "local.log").write_text("log")
    stacks = world.workspace.private / "stacks"
    stacks.mkdir()
    (stacks / "Pulumi.local.sales.yaml").write_text("")
    (stacks / "Pulumi.dev.sales.yaml").write_text("")


def test_the_same_local_aws_keeps_the_state(world):
    deploy(world)
    with world.open() as opened:
        assert opened.context.store.stacks() == {"local"}
        assert opened.local == AWS

    assert world.said == []


def test_another_local_aws_starts_afresh_and_says_so(world):
    deploy(world)
    world.aws = replace(AWS, instance="second")
    with world.open() as opened:
        assert opened.context.store.stacks() == frozenset()
        assert opened.context.store.read_record("local") is None

    assert world.said == [
        "the local AWS is a new and empty one: starting afresh, what was deployed is gone"
    ]
    stacks = world.workspace.private / "stacks"
    assert [file.name for file in stacks.iterdir()] == ["Pulumi.dev.sales.yaml"]
    assert not (world.workspace.local / "logs").exists()


def test_an_interrupted_fresh_start_is_begun_again(world):
    deploy(world)
    (world.workspace.local / "instance").unlink()
    with world.open() as opened:
        assert opened.context.store.stacks() == frozenset()


def test_the_first_run_says_nothing_of_starting_afresh(world):
    with world.open():
        pass

    assert world.said == []


def test_a_local_aws_that_has_to_be_started_is_spoken_of(world, monkeypatch):
    monkeypatch.setattr(session.local_instance, "running", lambda _folder: None)
    with world.open():
        pass

    assert world.said == ["starting the local AWS"]


def test_one_session_at_a_time(world):
    with world.open(), pytest.raises(MeshError, match="`mesh up` runs here"), world.open():
        pass


@pytest.mark.parametrize(
    "name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_LAKEFORMATION"]
)
def test_another_environment_refuses_a_loopback_endpoint(world, monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:4566")
    with (
        pytest.raises(UsageError, match="set up for the local AWS"),
        world.open(environment("dev")),
    ):
        pass


def test_the_engine_gets_the_date_of_the_run(world):
    with world.open() as opened:
        assert opened.context.variables["MESH_AS_OF"] == TODAY.isoformat()


def test_a_state_outside_the_checkout_is_never_removed(world, tmp_path):
    with pytest.raises(UsageError, match="lies outside the checkout"):
        session.start_afresh(world.workspace, tmp_path)

    assert tmp_path.exists()
