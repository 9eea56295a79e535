"""A mesh is found from anywhere in its checkout."""

from pathlib import Path

import pytest

from meshwright.errors import UsageError
from meshwright.workspace import find_workspace


def test_a_mesh_is_found_from_a_folder_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.yaml").touch()
    for folder in ("domains", "platform/environments"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.delenv("MESH_ROOT", raising=False)
    monkeypatch.chdir(tmp_path / "domains")

    assert find_workspace().root == tmp_path


def test_specs_and_environments_are_a_mesh_without_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MESH_ROOT", raising=False)
    (tmp_path / "domains/sales").mkdir(parents=True)
    start = tmp_path / "domains/sales"

    with pytest.raises(UsageError, match="with domains and platform/environments"):
        find_workspace(start)
    (tmp_path / "platform/environments").mkdir(parents=True)

    assert find_workspace(start).root == tmp_path


def test_outside_a_mesh_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MESH_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="no mesh here"):
        find_workspace()


def test_a_deleted_working_directory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MESH_ROOT", raising=False)
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    with pytest.raises(UsageError, match="has been deleted") as refused:
        find_workspace()

    assert refused.value.fix
