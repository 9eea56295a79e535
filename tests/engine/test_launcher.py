"""The launcher `mesh`, in a checkout of its own with a stand-in for uv."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "dirname", "readlink", "cksum", "cat", "git", "sleep")
UV = """#!/bin/sh
echo "$1" >> "{log}"
[ "$1" = venv ] || exit "$(cat "{log}.exit")"
sleep "$(cat "{log}.pause")"
exec "$3" -m venv --without-pip "$4"
"""


class Checkout:
    """A small checkout with the real launcher, and a PATH that holds only what it may need."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my mesh"
        self.tools = folder / "tools"
        self.log = folder / "uv.log"
        package = "platform/meshwright/surroundings"
        self.copy("mesh", "platform/bootstrap.py")
        self.copy(*(f"{package}/{part}.py" for part in ("__init__", "table", "inherited")))
        self.write("platform/meshwright/__init__.py", "")
        self.write("platform/meshwright/__main__.py", "import os, sys\nprint(sys.argv[1:])\n")
        self.write("requirements-check.lock", "")
        self.write("requirements.lock", "")
        self.write("requirements-dev.lock", "")
        self.tools.mkdir()
        for tool in TOOLS:
            (self.tools / tool).symlink_to(shutil.which(tool) or "/nowhere")
        self.tool("python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        self.tool("uv", UV.format(log=self.log))
        self.uv_ends_with(0)

    def copy(self, *paths: str) -> None:
        for path in paths:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self.root / path)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def tool(self, name: str, text: str) -> None:
        (self.tools / name).write_text(text)
        (self.tools / name).chmod(0o755)

    def uv_ends_with(self, code: int, *, pause: float = 0) -> None:
        Path(f"{self.log}.exit").write_text(str(code))
        Path(f"{self.log}.pause").write_text(str(pause))

    def start(self, *arguments: str, launcher: str = "", **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [launcher or str(self.root / "mesh"), *arguments],
            env={"PATH": str(self.tools), "HOME": str(self.root.parent)} | variables,
            cwd=self.root.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, launcher: str = "", **variables: str) -> tuple[int, str, str]:
        process = self.start(*arguments, launcher=launcher, **variables)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    @property
    def uv_calls(self) -> list[str]:
        return self.log.read_text().split() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_it_sets_up_and_hands_its_arguments_over(checkout: Checkout) -> None:
    code, out, err = checkout.run("up", "a b", "*")

    assert (code, out) == (0, "['up', 'a b', '*']\n")
    assert "mesh: installing requirements.lock into .venv with uv" in err


OFFLINE = (
    "",
    "check --env dev",
    "plan *",
    "new domain x",
    "ci init github",
    "explain S3-001",
    "ci init github",
    "affected --changed-since HEAD",
    "fleet manifests --env dev",
    "--version",
    "--help",
)
EXPLAINED = ("up --help", "policy sweep -h", "policy")
JUDGED = ("policy list --json", "policy simulate", "policy owners")


@pytest.mark.parametrize("command", [*OFFLINE, *EXPLAINED, *JUDGED])
def test_what_is_offline_installs_little(checkout: Checkout, command: str) -> None:
    code, _, err = checkout.run(*command.split())

    assert code == 0
    assert "mesh: installing requirements-check.lock into .venv with uv" in err


@pytest.mark.parametrize("command", ["up", "policy test", "policy sweep", "local status"])
def test_what_needs_more_adds_it(checkout: Checkout, command: str) -> None:
    checkout.run("check")
    marker = checkout.root / ".venv" / "kept"
    marker.touch()
    _, _, err = checkout.run(*command.split())
    calls = checkout.uv_calls

    _, _, silence = checkout.run("check")

    assert "mesh: installing requirements.lock into .venv with uv" in err
    assert marker.exists()
    assert calls == ["venv", "pip", "pip"]
    assert (silence, checkout.uv_calls) == ("", calls)


def test_a_word_behind_the_end_of_options_asks_for_no_help(checkout: Checkout) -> None:
    _, _, err = checkout.run("query", "--", "--help")

    assert "installing requirements.lock " in err


@pytest.mark.parametrize(
    "name",
    ["PYTHONHOME", "PYTHONPATH", "PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONUTF8", "UV_PYTHON"],
)
def test_what_a_shell_sets_for_other_pythons_changes_nothing(checkout: Checkout, name: str) -> None:
    code, out, _ = checkout.run("plan", **{name: "/nowhere"})

    assert (code, out) == (0, "['plan']\n")


FOLDERS = ("feature%2Fx", "a#b", "what?", "-option", 'it\'s "quoted"', "$HOME `id`", "Überblick")


@pytest.mark.parametrize("name", [*FOLDERS, "back\\slash", "star*", "[x]"])
def test_a_checkout_may_lie_in_any_folder(checkout: Checkout, name: str) -> None:
    checkout.root = checkout.root.rename(checkout.root.with_name(name))
    code, out, err = checkout.run("plan")

    assert (code, out) == (0, "['plan']\n"), err
    assert checkout.run("plan")[2] == ""


@pytest.mark.parametrize("name", ["a:b", "line\nbreak", os.fsdecode(b"caf\xe9")])
def test_a_folder_in_which_python_cannot_work_is_named(checkout: Checkout, name: str) -> None:
    checkout.root = checkout.root.rename(checkout.root.with_name(name))
    code, _, err = checkout.run("plan")

    assert code == 1
    assert "move the checkout" in err


def test_a_tree_that_is_set_up_is_left_alone(checkout: Checkout) -> None:
    checkout.run()
    calls = checkout.uv_calls

    code, out, err = checkout.run()

    assert (code, out, err) == (0, "[]\n", "")
    assert checkout.uv_calls == calls


def test_a_checkout_may_be_called_as_an_environment_is(checkout: Checkout) -> None:
    checkout.root = checkout.root.rename(checkout.root.with_name("a dev mesh"))
    checkout.run("check")
    checkout.write("requirements.lock", "# changed\n")

    _, _, err = checkout.run("check")

    assert "requirements-check.lock" in err


def test_it_finds_its_folder_through_links(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(checkout.root / "mesh")
    (tmp_path / "two").symlink_to("one")

    code, out, _ = checkout.run("x", launcher=str(tmp_path / "two"))

    assert (code, out) == (0, "['x']\n")


def pins(name: str) -> dict[str, str]:
    """What a lock pins: by package and where it is for, its version and its hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line[:1].isalnum()]
    assert lines
    return {line.partition("==")[0]: " ".join(line.partition("==")[2].split()) for line in lines}


def test_each_lock_holds_the_one_before() -> None:
    check, run, dev = (pins(f"requirements{which}.lock") for which in ("-check", "", "-dev"))

    assert check.items() < run.items() < dev.items()


def test_no_lock_names_an_index() -> None:
    locks = [*ROOT.glob("requirements*.lock")]

    assert len(locks) >= 3
    assert not [lock.name for lock in locks if "://" in lock.read_text()]


def test_dev_installs_what_developers_need_and_serves_the_others_too(checkout: Checkout) -> None:
    checkout.run()
    _, _, err = checkout.run("dev", "test")
    calls = checkout.uv_calls

    _, _, silence = checkout.run("plan")

    assert "requirements-dev.lock" in err
    assert calls == ["venv", "pip", "pip"]
    assert (silence, checkout.uv_calls) == ("", calls)


@pytest.mark.parametrize(("first", "lock"), [("plan", "-check"), ("up", ""), ("dev", "-dev")])
def test_a_changed_lock_is_installed_again(checkout: Checkout, first: str, lock: str) -> None:
    checkout.run(first)
    checkout.write("requirements.lock", "# changed\n")

    code, _, err = checkout.run("plan")

    assert code == 0
    assert f"requirements{lock}.lock" in err
    assert checkout.uv_calls == ["venv", "pip"] * 2


def test_a_moved_checkout_is_set_up_again(checkout: Checkout) -> None:
    checkout.run()
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))

    code, _, err = checkout.run()

    assert code == 0
    assert "ready" in err


def test_what_an_unfinished_set_up_left_is_removed(checkout: Checkout) -> None:
    checkout.write(".venv/bin/python", "half a file")

    code, out, _ = checkout.run()

    assert (code, out) == (0, "[]\n")


def test_a_failed_set_up_is_finished_by_the_next_run(checkout: Checkout) -> None:
    checkout.write("requirements.lock", f"missing==1.0 --hash=sha256:{'0' * 64}\n")
    checkout.uv_ends_with(1)
    failed, _, err = checkout.run("up", PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    checkout.uv_ends_with(0)

    code, out, _ = checkout.run()

    assert failed == 1
    assert "No matching distribution found for missing==1.0" in err
    assert err.splitlines()[-1].startswith("mesh: the packages of requirements.lock cannot be")
    assert (code, out) == (0, "[]\n")


def test_pip_serves_where_uv_fails(checkout: Checkout) -> None:
    checkout.uv_ends_with(1)

    code, out, err = checkout.run()

    assert (code, out) == (0, "[]\n")
    assert "uv pip sync failed" in err
    assert "with pip" in err


def test_a_killed_set_up_is_finished_by_the_next_run(checkout: Checkout) -> None:
    checkout.uv_ends_with(0, pause=3600)
    process = checkout.start()
    wait_for_uv(checkout)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=300)
    checkout.uv_ends_with(0)

    code, out, _ = checkout.run()

    assert (code, out) == (0, "[]\n")


def test_two_runs_at_once_set_up_once(checkout: Checkout) -> None:
    checkout.uv_ends_with(0, pause=0.5)
    first = checkout.start()
    wait_for_uv(checkout)

    code, _, err = checkout.run()

    assert (code, first.wait(timeout=300)) == (0, 0)
    assert "another run is setting up .venv; waiting for it" in err
    assert checkout.uv_calls == ["venv", "pip"]
    first.communicate()


def wait_for_uv(checkout: Checkout) -> None:
    deadline = time.monotonic() + 300
    while not checkout.uv_calls and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_machine_without_python_is_told_so(checkout: Checkout) -> None:
    (checkout.tools / "python3").unlink()

    code, _, err = checkout.run()

    assert (code, err) == (1, "mesh: there is no Python: install Python 3.11 or newer\n")


def test_an_old_python_is_named(checkout: Checkout) -> None:
    checkout.tool("python3", '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\n')

    code, _, err = checkout.run()

    assert code == 1
    assert err.startswith("mesh: Python 3.9.2 is too old: install Python 3.11 or newer")


def test_a_python_can_be_named(checkout: Checkout) -> None:
    (checkout.tools / "python3").unlink()

    code, out, _ = checkout.run(MESH_PYTHON=sys.executable)
    wrong, _, err = checkout.run("dev", MESH_PYTHON="/nowhere/python")

    assert (code, out) == (0, "[]\n")
    assert (wrong, err) == (1, "mesh: MESH_PYTHON=/nowhere/python is no Python 3.11 or newer\n")


def test_a_machine_without_git_is_told_so(checkout: Checkout) -> None:
    (checkout.tools / "git").unlink()

    code, _, err = checkout.run()

    assert (code, err) == (1, "mesh: there is no git: install it first\n")


def test_no_code_of_the_working_directory_is_run(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "os.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "meshwright.py").write_text("raise SystemExit('taken over')")

    code, out, _ = checkout.run()

    assert (code, out) == (0, "[]\n")


def test_help_loads_neither_the_engine_nor_aws_nor_the_models() -> None:
    heavy = {"pulumi", "pulumi_aws", "pulumi_policy", "boto3", "botocore", "pydantic", "duckdb"}

    done = subprocess.run(
        [sys.executable, "-P", "-X", "importtime", "-m", "meshwright", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    assert "meshwright.cli.app" in loaded
    assert not heavy & loaded
