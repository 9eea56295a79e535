"""How the engine is found and had, with stand-ins for pulumi and Go."""

import os
import threading
import time
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from meshwright.runner.engine import engine_build
from meshwright.runner.engine.engine import ensure_engine, find_engine, is_recent
from meshwright.runner.engine.engine_build import PINNED, UnobtainableError

GO = """#!/bin/sh
[ "$1" = version ] && echo go version go{version} linux/amd64 && exit
echo build >> {log}
sleep {pause}
while [ "$1" != -o ]; do shift; done
mkdir -p "$(dirname "$2")" && cp {pulumi} "$2"
"""


class Machine:
    """A PATH and a cache of their own, in which a test says what is installed."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.cache = folder / "cache" / "meshwright" / "engine"
        self.cached = self.cache / f"v{PINNED}" / "bin"
        self.log = folder / "go.log"
        self.said: list[str] = []
        self.bin.mkdir()

    def install(self, path: Path, text: str = "#!/bin/sh\n") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def pulumi(self, version: str, folder: Path | None = None) -> Path:
        return self.install((folder or self.bin) / "pulumi", f"#!/bin/sh\necho v{version}\n")

    def go(self, *, version: str = "1.26.8", pause: float = 0) -> None:
        built = self.pulumi(PINNED, self.bin.parent / "built")
        text = GO.format(version=version, log=self.log, pause=pause, pulumi=built)
        self.install(self.bin / "go", text)

    @property
    def builds(self) -> int:
        return len(self.log.read_text().split()) if self.log.exists() else 0


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", f"{machine.bin}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(engine_build, "is_reachable", {}.get)
    return machine


def test_a_machine_without_an_engine_has_none_and_is_left_alone(machine: Machine) -> None:
    assert find_engine() is None
    assert not machine.cache.exists()


@pytest.mark.parametrize("version", [PINNED, "3.999.0", f"{PINNED}-dev"])
def test_an_engine_on_path_with_its_language_host_is_preferred(
    machine: Machine, version: str
) -> None:
    on_path = machine.pulumi(version)
    host = machine.install(machine.bin / "pulumi-language-python")
    machine.pulumi(PINNED, machine.cached)

    engine = find_engine()

    assert engine is not None
    assert (engine.path, engine.version, engine.language_host) == (on_path, version, host)
    assert engine.folders == (machine.bin,)


@pytest.mark.parametrize("version", ["3.258.9", "2.999.0", "4.0.0", "nonsense"])
def test_an_engine_of_another_age_on_path_is_passed_over(machine: Machine, version: str) -> None:
    machine.pulumi(version)
    cached = machine.pulumi(PINNED, machine.cached)
    machine.install(machine.cached / "pulumi-language-python")

    engine = find_engine()

    assert engine is not None
    assert engine.path == cached


def test_an_engine_on_path_that_does_not_run_is_passed_over(machine: Machine) -> None:
    machine.install(machine.bin / "pulumi", "#!/bin/sh\nexit 3\n")

    assert find_engine() is None


def test_an_engine_on_path_without_a_language_host_gets_ours_elsewhere(machine: Machine) -> None:
    on_path = machine.pulumi(PINNED)

    engine = ensure_engine(machine.said.append)

    assert engine == find_engine()
    assert engine.path == on_path
    assert engine.language_host.is_relative_to(machine.cache)
    assert list(machine.bin.iterdir()) == [on_path]
    assert engine.folders == (machine.bin, engine.language_host.parent)


def test_an_engine_is_built_once_and_found_ever_after(machine: Machine) -> None:
    machine.go()

    built = ensure_engine(machine.said.append)
    again = ensure_engine(machine.said.append)

    assert built == again == find_engine()
    assert built.path == machine.cached / "pulumi"
    assert os.access(built.language_host, os.X_OK)
    assert machine.builds == 1
    assert "the vendor's site cannot be reached" in machine.said


def test_what_an_interrupted_build_left_is_cleared_away(machine: Machine) -> None:
    machine.go()
    left = machine.install(machine.cache / f"v{PINNED}.new-abc" / "bin" / "pulumi")

    ensure_engine(machine.said.append)

    assert not left.exists()
    assert (machine.cached / "pulumi").exists()


def test_a_cached_engine_has_its_language_host_beside_it(machine: Machine) -> None:
    machine.pulumi(PINNED, machine.cached)
    machine.install(machine.bin / "pulumi-language-python")

    engine = ensure_engine(machine.said.append)

    assert engine.language_host == machine.cached / "pulumi-language-python"
    assert machine.builds == 0


def test_two_processes_build_one_engine(machine: Machine) -> None:
    machine.go(pause=0.5)
    first = threading.Thread(target=ensure_engine, args=([].append,))
    first.start()
    while machine.builds == 0:
        time.sleep(0.01)

    ensure_engine(machine.said.append)
    first.join()

    assert machine.builds == 1
    assert machine.said == ["another process is setting up the engine; waiting for it"]


def test_the_vendors_installer_is_tried_before_a_build(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.go()
    pulumi = machine.pulumi(PINNED, machine.bin.parent / "vendor")
    script = f"import os, sys; os.renames({str(pulumi)!r}, sys.argv[1] + '/bin/pulumi')"
    monkeypatch.setattr(engine_build, "is_reachable", bool)
    monkeypatch.setattr(engine_build, "INSTALL_PROGRAM", script)

    engine = ensure_engine(machine.said.append)

    assert engine.path == machine.cached / "pulumi"
    assert machine.builds == 0


def test_an_installer_that_fails_gives_way_to_a_build(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.go()
    monkeypatch.setattr(engine_build, "is_reachable", bool)
    monkeypatch.setattr(engine_build, "INSTALL_PROGRAM", "raise SystemExit('no such version')")

    ensure_engine(machine.said.append)

    assert machine.builds == 1
    assert any("installer failed: no such version" in text for text in machine.said)


@pytest.mark.parametrize(
    ("go", "reason"), [(None, "no Go"), ("1.19.8", "too old"), ("oops", "fails")]
)
def test_where_no_way_works_it_says_what_to_install_and_what_works_without(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, go: str | None, reason: str
) -> None:
    monkeypatch.setenv("PATH", str(machine.bin))
    if go is not None:
        machine.go(version=go)

    with pytest.raises(MeshError) as caught:
        ensure_engine(machine.said.append)

    assert reason in str(caught.value)
    assert "install Pulumi" in caught.value.fix
    assert "`mesh check`" in caught.value.fix
    assert find_engine() is None


def test_a_cache_that_cannot_be_written_is_an_error_with_a_remedy(
    machine: Machine, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")

    with pytest.raises(MeshError, match="cannot be kept") as caught:
        ensure_engine(machine.said.append)

    assert "XDG_CACHE_HOME" in caught.value.fix


def test_a_step_that_takes_too_long_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_build, "TELL_EVERY", 0.1)
    said: list[str] = []
    pids = tmp_path / "pids"
    command = ["sh", "-c", f"sleep 60 & echo $! > {pids}; wait"]

    with pytest.raises(UnobtainableError, match="given up"):
        engine_build.run(command, "the build", said.append, log=tmp_path / "log", limit=0.5)

    assert said
    assert has_ended(int(pids.read_text()))


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or dead and waiting for its parent, within a second."""
    stat = Path(f"/proc/{pid}/stat")
    for _ in range(100):
        if not stat.exists() or stat.read_text().rpartition(") ")[2].startswith("Z"):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize(
    ("version", "recent"),
    [
        ("3.259.0", True),
        ("3.259.0-alpha", True),
        ("3.1000.0", True),
        ("3.99.0", False),
        ("", False),
    ],
)
def test_versions_are_compared_by_number(version: str, recent: bool) -> None:
    assert is_recent(version) is recent
