"""A user without a home or a name: said as what it is."""

import os
import stat
from pathlib import Path

import pytest

from meshwright import homes
from meshwright.backend.file_urls import folder_of
from meshwright.errors import MeshError
from meshwright.operations.doctor import machine
from meshwright.operations.doctor.questions import Health, answers
from meshwright.runner import identity
from meshwright.runner.engine import engine
from meshwright.sample import dataset
from meshwright.workspace import Workspace

from meshes import environment


@pytest.fixture
def homeless(monkeypatch):
    """As in a container that runs under an id of its own choice."""

    def unknown(_uid):
        raise KeyError("getpwuid(): uid not found")

    for name in ("HOME", "XDG_CACHE_HOME", "PULUMI_HOME", "USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(homes.pwd, "getpwuid", unknown)


WHERE_A_HOME_IS_WANTED = {
    "the engine's cache": engine.cache_folder,
    "the data set's cache": dataset.cache_folder,
    "the engine's plugins": homes.engine_home,
    "a backend in a home": lambda: folder_of("file://~/state"),
    "the look for an engine": lambda: engine.ensure_engine(print),
    "the doctor's look at the engine": lambda: list(machine.engine()),
}


@pytest.mark.usefixtures("homeless")
@pytest.mark.parametrize("where", WHERE_A_HOME_IS_WANTED)
def test_without_a_home_it_says_what_to_set(where, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MeshError) as refused:
        WHERE_A_HOME_IS_WANTED[where]()

    assert "HOME" in refused.value.fix


@pytest.mark.usefixtures("homeless")
def test_the_doctor_names_the_remedy_and_never_asks_for_a_report(tmp_path):
    found = list(answers(machine.machine_questions(Workspace(tmp_path)), seconds=300))
    user = next(verdict for verdict in found if verdict.subject == "user")

    assert user.health is Health.FAILS
    assert "set HOME" in user.fix


@pytest.mark.usefixtures("homeless")
def test_a_named_cache_is_enough(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert engine.cache_folder() == tmp_path / "meshwright/engine"
    assert dataset.cache_folder().is_relative_to(tmp_path)
    assert [verdict.health for verdict in machine.user()] == [Health.WARNING]


def test_a_relative_cache_is_ignored_everywhere(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")

    assert engine.cache_folder().is_absolute()
    assert dataset.cache_folder().is_absolute()


@pytest.mark.usefixtures("homeless")
def test_a_user_without_a_name_gets_one_for_the_engine(tmp_path):
    assert identity.user_variables(tmp_path) == {"USER": str(os.getuid()), "HOME": str(tmp_path)}


def test_a_user_with_a_name_is_left_alone(tmp_path):
    assert identity.user_variables(tmp_path) == {}


def engine_that(tmp_path: Path, script: str) -> Path:
    file = tmp_path / "pulumi"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.mark.usefixtures("homeless")
def test_an_engine_that_does_not_know_the_user_is_told_of_before_anything_begins(tmp_path):
    unknowing = engine_that(tmp_path, "echo 'error: user: unknown userid 7' >&2; exit 255")

    with pytest.raises(MeshError, match="unknown userid 7") as refused:
        identity.refuse_unknown_user(unknowing, {})
    assert "/etc/passwd" in refused.value.fix


@pytest.mark.usefixtures("homeless")
def test_an_engine_that_takes_user_and_home_for_it_works(tmp_path):
    knowing = engine_that(tmp_path, '[ "$USER" ] && [ "$HOME" ] || exit 255; echo "$USER"')

    identity.refuse_unknown_user(knowing, identity.user_variables(tmp_path))


@pytest.mark.usefixtures("homeless")
def test_a_plugin_in_a_home_says_what_to_set(tmp_path):
    with pytest.raises(MeshError, match="has no home"):
        list(machine.plugin(Workspace(tmp_path), environment()))
