from pathlib import Path

import pytest

from meshwright.operations.doctor import machine as doctor_machine
from meshwright.operations.doctor.questions import Health, fails, ok
from meshwright.runner.engine.engine import Engine
from meshwright.workspace import Workspace

from checkouts import ROOT
from meshes import environment
from operations.doctor.verdicts import by_subject


def test_this_machine_is_in_order():
    found = by_subject([*doctor_machine.python(), *doctor_machine.git()])

    assert {verdict.health for verdict in found.values()} == {Health.OK}


def test_a_missing_git_says_what_to_install(monkeypatch):
    monkeypatch.setattr(doctor_machine.shutil, "which", lambda _name: None)

    assert list(doctor_machine.git()) == [fails("git", "it is not installed", "install git")]


def locked(workspace, *, pins=None, stamp=True):
    """A checkout whose lock pins the packages that are installed."""
    have = {name: doctor_machine.version(name) for name in doctor_machine.PINS} | (pins or {})
    lines = [f"{name}=={version} \\\n    --hash=sha256:0\n" for name, version in have.items()]
    (workspace.root / "requirements.lock").write_text("# made by uv\n" + "".join(lines))
    (workspace.root / "requirements-check.lock").write_text("")
    (workspace.root / "requirements-dev.lock").write_text("")
    if stamp:
        (workspace.root / ".venv").mkdir()
        written = doctor_machine._wanted_stamp(workspace.root)
        (workspace.root / ".venv" / "mesh-stamp").write_text(f"dev {written}")
    return list(doctor_machine.packages(workspace))


def test_a_finished_set_up_is_known_by_its_stamp(workspace):
    assert locked(workspace) == [ok("packages", "as the lock pins them")]


def test_a_checkout_that_was_never_set_up_is_a_warning(workspace):
    (found,) = locked(workspace, stamp=False)

    assert (found.health, found.finding) == (
        Health.WARNING,
        "no finished .venv in this checkout",
    )


def test_a_lock_that_has_changed_since_is_a_warning(workspace):
    locked(workspace)
    (workspace.root / "requirements-dev.lock").write_text("more")
    (found,) = doctor_machine.packages(workspace)

    assert found.health is Health.WARNING


def test_another_version_than_the_lock_pins_fails(workspace):
    (found,) = locked(workspace, pins={"pulumi": "0.1"})

    assert found.health is Health.FAILS
    assert "for 0.1" in found.finding


def test_an_engine_that_is_not_there_yet_is_a_warning(monkeypatch):
    monkeypatch.setattr(doctor_machine, "find_engine", lambda: None)
    (found,) = doctor_machine.engine()

    assert found.health is Health.WARNING


def test_an_engine_is_told_with_its_version_and_origin(monkeypatch):
    engine = Engine(Path("/opt/pulumi"), "3.300.0", Path("/opt/host"))
    monkeypatch.setattr(doctor_machine, "find_engine", lambda: engine)
    found = by_subject(doctor_machine.engine())

    assert found["engine"].finding.startswith("3.300.0 from PATH (/opt/pulumi), pinned is ")
    assert "/opt/host" in found["language host"].finding


def test_the_packs_of_the_checkout_are_there(workspace):
    (there,), (missing,) = (
        doctor_machine.packs(Workspace(ROOT)),
        doctor_machine.packs(workspace),
    )

    assert there == ok("packs", "governance, security")
    assert missing.health is Health.FAILS


def test_a_pack_that_the_engine_could_not_start_is_named(workspace):
    folder = workspace.root / "policies/extra"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").touch()

    (found,) = doctor_machine.packs(workspace)

    assert found.health is Health.FAILS
    missing = "missing: policies/extra/PulumiPolicy.yaml, policies/extra/__main__.py"
    assert missing in found.finding


@pytest.mark.parametrize(
    ("free", "health"),
    [(10**8, Health.FAILS), (10**9, Health.WARNING), (10**11, Health.OK)],
)
def test_room_on_the_disk_is_judged(workspace, monkeypatch, free, health):
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(doctor_machine.shutil, "disk_usage", lambda _path: usage)
    (found,) = doctor_machine.disk(workspace)

    assert found.health is health


def test_a_checkout_that_cannot_be_written_fails(workspace, monkeypatch):
    monkeypatch.setattr(doctor_machine.os, "access", lambda *_: False)
    (found,) = doctor_machine.disk(workspace)

    assert (found.health, found.fix) == (Health.FAILS, "make it writable for this user")


def test_the_vendors_plugin_is_looked_for_outside_local(workspace, monkeypatch, tmp_path):
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    before = list(doctor_machine.plugin(workspace, environment()))
    place = tmp_path / f"plugins/resource-aws-v{doctor_machine.PLUGIN_VERSION}"
    place.mkdir(parents=True)
    (place / doctor_machine.BINARY).write_text("")
    after = list(doctor_machine.plugin(workspace, environment()))

    assert (before[0].health, after[0].health) == (Health.WARNING, Health.OK)


def test_local_needs_no_plugin_before_its_first_run(workspace):
    (found,) = doctor_machine.plugin(workspace, environment("local"))

    assert found.health is Health.OK
