"""The plugin is installed once, by the engine, as the version that the SDK asks for."""

import stat
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from meshwright.localaws.install import PLUGIN_VERSION, install_provider

ENGINE = """#!/bin/sh
echo "$@" >> "$PULUMI_HOME/calls"
place="$PULUMI_HOME/plugins/resource-aws-v$5"
mkdir -p "$place" && cp "$7" "$place/pulumi-resource-aws"
"""


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    file = tmp_path / "pulumi"
    file.write_text(ENGINE)
    file.chmod(0o755)
    return file


def test_the_plugin_is_a_launcher_of_this_python(engine: Path, tmp_path: Path) -> None:
    target = install_provider(engine, tmp_path / "home", Path(sys.executable))

    assert version("pulumi-aws") == PLUGIN_VERSION
    assert "-m meshwright.localaws.provider" in target.read_text()
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
