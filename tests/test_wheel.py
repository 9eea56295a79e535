"""The wheel: what it holds, and that it says of a mesh what the launcher says."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = (
    "check",
    "check --json",
    "check --drafts --env dev",
    "plan *",
    "plan * --env prod --json",
    "policy list --json",
    "explain LCY-001",
    "--version",
    "plan nowhere",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by the locked backend itself, so that no network is asked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True, timeout=600)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def mesh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `mesh` of an environment that has the wheel, and the packages of this one beside it."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    install = [str(uv), "pip", "install", "-q", "--offline", "--no-deps", "--python", str(python)]
    subprocess.run([*install, str(wheel)], check=True, timeout=600)
    (packages,) = venv.glob("lib/python3.*/site-packages")
    # A .pth file in a folder that another one names is not read: the checkout stays out.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return venv / "bin" / "mesh"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mesh without its platform: specs, environments, and the organisation's settings."""
    root = tmp_path_factory.mktemp("mesh")
    shutil.copytree(ROOT / "domains", root / "domains")
    shutil.copytree(ROOT / "platform/environments", root / "platform/environments")
    own = shutil.ignore_patterns("guardrails", "__pycache__")
    shutil.copytree(ROOT / "policies", root / "policies", ignore=own)
    return root


def said(command: list[str], folder: Path, **variables: str) -> tuple[int, str, str]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(folder), "MESH_AS_OF": "2026-06-01"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_wheel_has_three_packages_and_what_they_need(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    shipped = {n.removeprefix("meshwright/_shipped/") for n in names if "/_shipped/" in n}
    engine = {f.relative_to(ROOT).as_posix() for f in (ROOT / "platform/engine").iterdir()}
    schemas = {f.relative_to(ROOT).as_posix() for f in (ROOT / "schema").iterdir()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "guardrails",
        "localaws",
        "meshwright",
    }
    assert shipped == {
        "platform/__main__.py",
        "requirements-sample.lock",
        *schemas,
        *(name for name in engine if "__pycache__" not in name),
    }
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_installed_wheel_says_what_the_launcher_says(
    mesh: Path, folder: Path, command: str
) -> None:
    launched = [sys.executable, "-I", "-X", "utf8", "-m", "meshwright", *command.split()]
    expected = said(launched, folder, MESH_ROOT=str(folder))

    assert expected[1] or expected[2]
    assert said([str(mesh), *command.split()], folder) == expected


def test_the_modules_of_the_wheel_are_those_that_ran(mesh: Path, folder: Path) -> None:
    program = "import meshwright, localaws, guardrails as g; print(meshwright.__file__, g.__file__)"
    _, out, _ = said([str(mesh.with_name("python")), "-c", program], folder)

    assert out.count("/venv/lib/") == 2


def test_the_engine_finds_its_files_in_the_wheel(mesh: Path, folder: Path) -> None:
    program = "from meshwright.runner.engine.engine_build import PINNED; print(PINNED)"
    _, out, _ = said([str(mesh.with_name("python")), "-c", program], folder)

    assert out.strip() == (ROOT / "platform/engine/VERSION").read_text().strip()
