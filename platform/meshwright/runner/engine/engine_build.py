"""Two ways to an engine where there is none: the vendor's installer, and a build from source.

Each puts a whole `bin/pulumi` into its target or raises; neither leaves half of one behind.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from meshwright.errors import MeshError
from meshwright.shipped import shipped

Say = Callable[[str], None]

ENGINE_FILES = shipped("platform/engine")
PINNED = (ENGINE_FILES / "VERSION").read_text(encoding="utf-8").strip()
GO_NEEDED = "1.25.11"
GO_FETCHES_GO = (1, 21)  # From this version on, Go fetches the newer Go that a module asks for.
INSTALLER = "https://get.pulumi.com/install.sh"
REACHABLE_WITHIN = 5  # Seconds for the vendor's site to answer.
INSTALL_LIMIT = 10 * 60
BUILD_LIMIT = 45 * 60
TELL_EVERY = 30

INSTALL_PROGRAM = """
import sys
from pulumi.automation import PulumiCommand
from semver import VersionInfo
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
"""


class UnobtainableError(MeshError):
    """One way to the engine does not work here; the message says why."""


def install(target: Path, say: Say) -> None:
    """Takes the engine, with its language host, from the vendor."""
    if not is_reachable(INSTALLER):
        raise UnobtainableError("the vendor's site cannot be reached")
    say(f"downloading the Pulumi engine {PINNED} from its vendor")
    with unfinished(target) as folder:
        command = [sys.executable, "-c", INSTALL_PROGRAM, str(folder), PINNED]
        log = target.parent / "install.log"
        run(command, "the vendor's installer", say, log=log, limit=INSTALL_LIMIT)


def build(target: Path, say: Say) -> None:
    """Builds the engine from the pinned Go module."""
    check_go()
    say(
        f"building the Pulumi engine {PINNED} from source; "
        "the first time this takes about 6 minutes and 4 GB of Go's caches"
    )
    with unfinished(target) as folder:
        log = target.parent / "build.log"
        run(build_command(folder), "the build", say, log=log, limit=BUILD_LIMIT)
    say("the engine is built")


def build_command(folder: Path) -> list[str]:
    variable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
    return [
        *("go", "build", "-C", str(ENGINE_FILES), "-mod=readonly"),
        *("-ldflags", f"-s -w -X {variable}=v{PINNED}"),
        *("-o", str(folder / "bin" / "pulumi")),
        "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ]


def check_go() -> None:
    """Raises UnobtainableError unless there is a Go that can build the engine."""
    if shutil.which("go") is None:
        raise UnobtainableError("there is no Go to build it with")
    here = os.environ | {"GOTOOLCHAIN": "local"}
    answer = subprocess.run(
        ["go", "version"], env=here, capture_output=True, text=True, timeout=60, check=False
    )
    match = re.search(r"go(\d+)\.(\d+)", answer.stdout)
    if match is None:
        raise UnobtainableError(f"`go version` fails: {answer.stderr.strip()}")
    if (int(match[1]), int(match[2])) < GO_FETCHES_GO:
        raise UnobtainableError(f"Go {match[1]}.{match[2]} is too old to build it")


def is_reachable(url: str) -> bool:
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - our own https address
    try:
        with urllib.request.urlopen(request, timeout=REACHABLE_WITHIN):  # noqa: S310 - as above
            return True
    except (OSError, ValueError):
        return False


@contextmanager
def unfinished(target: Path) -> Generator[Path]:
    """A folder that becomes the target when `bin/pulumi` in it is whole, and else is removed."""
    for left in target.parent.glob(f"{target.name}.new-*"):
        shutil.rmtree(left)
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{target.name}.new-", dir=target.parent))
    try:
        yield folder
        if not os.access(folder / "bin" / "pulumi", os.X_OK):
            raise UnobtainableError("the download holds no pulumi executable")
        folder.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], name: str, say: Say, *, log: Path, limit: float) -> None:
    """Runs a command that takes minutes, saying every half minute that it does.

    Raises UnobtainableError with the last line of its output if it fails or takes too long.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            # Without C, as the vendor builds it: no compiler and no entry in /etc/passwd is needed.
            env=os.environ | {"GOWORK": "off", "CGO_ENABLED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = watch(process, name, say, limit=limit)
        finally:
            end(process)
    if code != 0:
        raise UnobtainableError(f"{name} failed: {last_line(log)} (all it said: {log})")


def watch(process: subprocess.Popen[bytes], name: str, say: Say, *, limit: float) -> int:
    """The exit code of a process, told about while it runs."""
    started = time.monotonic()
    while True:
        try:
            return process.wait(timeout=TELL_EVERY)
        except subprocess.TimeoutExpired:
            elapsed = int(time.monotonic() - started)
        if elapsed > limit:
            raise UnobtainableError(f"{name} was given up after {elapsed // 60} minutes")
        say(f"{name} has been running for {elapsed // 60} min {elapsed % 60:02} s")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends what a process started with it, where it still runs: Go starts a compiler a core."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def last_line(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
