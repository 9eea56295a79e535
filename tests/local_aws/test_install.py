"""The plugin is installed once, by the engine, as the version that the SDK asks for."""

import os
import stat
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from localaws.install import (
    PLUGIN_VERSION,
    install_official,
    install_provider,
    write_launcher,
)
from meshwright.errors import MeshError

ENGINE = """#!/bin/sh
echo "$@" >> "$PULUMI_HOME/calls"
place="$PULUMI_HOME/plugins/resource-aws-v$5"
mkdir -p "$place"
echo vendor > "$place/vendors"
[ "$6" = --file ] && source="$7" || source="$place/vendors"
install -m 755 "$source" "$place/pulumi-resource-aws"
"""

NOTHING_ON_PATH = {"PATH": os.defpath}


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    file = tmp_path / "pulumi"
    file.write_text(ENGINE)
    file.chmod(0o755)
    return file


def test_the_plugin_is_a_launcher_of_this_python(engine: Path, tmp_path: Path) -> None:
    target = install_provider(engine, tmp_path / "home", Path(sys.executable))

    assert version("pulumi-aws") == PLUGIN_VERSION
    assert "-m localaws.provider" in target.read_text()
    assert sys.executable in target.read_text()
    assert target.stat().st_mode & stat.S_IXUSR


def test_installing_again_asks_the_engine_only_when_something_changed(
    engine: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    for _ in range(2):
        install_provider(engine, home, Path(sys.executable))
    install_provider(engine, home, Path("/another/python"))

    assert len((home / "calls").read_text().splitlines()) == 2


def test_an_engine_that_fails_is_reported(tmp_path: Path) -> None:
    engine = tmp_path / "pulumi"
    engine.write_text("#!/bin/sh\necho broken >&2; exit 3\n")
    engine.chmod(0o755)

    with pytest.raises(MeshError, match="cannot install the local AWS provider: broken"):
        install_provider(engine, tmp_path / "home", Path(sys.executable))
    assert list((tmp_path / "home").iterdir()) == []


def calls(home: Path) -> list[str]:
    file = home / "calls"
    return file.read_text().splitlines() if file.exists() else []


def test_a_given_plugin_takes_the_stand_ins_place_once_for_each_content(
    engine: Path, tmp_path: Path
) -> None:
    home, plugin = tmp_path / "home", tmp_path / "official"
    target = install_provider(engine, home, Path(sys.executable))
    for text in ("one", "one", "two"):
        plugin.write_text(text)
        install_official(engine, home, plugin, NOTHING_ON_PATH)

    assert target.read_text() == "two"
    assert len(calls(home)) == 3


def test_the_stand_in_takes_its_place_back(engine: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    plugin = write_launcher(tmp_path, Path("/another/python"))
    install_official(engine, home, plugin, NOTHING_ON_PATH)

    target = install_provider(engine, home, Path(sys.executable))
    assert sys.executable in target.read_text()
    install_official(engine, home, plugin, NOTHING_ON_PATH)
    assert "/another/python" in target.read_text()


BINARIES = (
    b"\x7fELF\x02\x01\x01\x00\xff\xfe",
    b"\xcf\xfa\xed\xfe\x07\x00\x00\x01",
    b"\xff" * 4096,
    "echo \xe9".encode("latin-1"),
    b"",
)
"""Beginnings of executables on Linux and on macOS, and what is no text."""


@pytest.mark.parametrize("content", BINARIES)
def test_the_stand_in_takes_the_place_of_a_binary_back(
    engine: Path, tmp_path: Path, content: bytes
) -> None:
    home, plugin = tmp_path / "home", tmp_path / "official"
    plugin.write_bytes(content)
    install_official(engine, home, plugin, NOTHING_ON_PATH)

    target = install_provider(engine, home, Path(sys.executable))
    assert "-m localaws.provider" in target.read_text()
    install_official(engine, home, plugin, NOTHING_ON_PATH)
    assert target.read_bytes() == content


def test_without_a_given_plugin_the_vendors_is_fetched_and_kept(
    engine: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    target = install_provider(engine, home, Path(sys.executable))
    for _ in range(2):
        install_official(engine, home, None, NOTHING_ON_PATH)

    assert target.read_text() == "vendor\n"
    assert calls(home)[1:] == [f"plugin install resource aws {PLUGIN_VERSION}"]


def test_a_plugin_that_the_engine_finds_on_the_path_is_not_fetched(
    engine: Path, tmp_path: Path
) -> None:
    write_launcher(tmp_path, Path(sys.executable))

    install_official(engine, tmp_path / "home", None, {"PATH": f"{tmp_path}:{os.defpath}"})

    assert calls(tmp_path / "home") == []


def test_a_plugin_that_is_not_there_is_said_before_the_engine_is_asked(
    engine: Path, tmp_path: Path
) -> None:
    with pytest.raises(MeshError, match="there is no plugin /nowhere") as refused:
        install_official(engine, tmp_path / "home", Path("/nowhere"), NOTHING_ON_PATH)

    assert refused.value.fix == "correct `plugin` in local.yaml"
