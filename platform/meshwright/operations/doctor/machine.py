"""Questions about this machine and checkout: what is installed, pinned, and can be written."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from localaws.install import BINARY, PLUGIN_VERSION
from meshwright import homes
from meshwright.git import version as git_version
from meshwright.operations.doctor.questions import Question, Verdict, fails, ok, warning
from meshwright.runner.engine.engine import find_engine, is_ours, is_recent
from meshwright.runner.engine.engine_build import PINNED
from meshwright.specs.environment import Environment
from meshwright.specs.organisation import pack_folders
from meshwright.workspace import Workspace

OLDEST_PYTHON = (3, 11)
LOCK = "requirements.lock"
LOCKS = ("requirements-check.lock", LOCK, "requirements-dev.lock")
PINS = ("boto3", "moto", "pulumi", "pulumi-aws", "pulumi-policy", "pydantic")
"""Packages of which another version makes another mesh."""
LITTLE, TOO_LITTLE = 5 * 10**9, 5 * 10**8
"""Bytes free: an engine built from source takes 4 GB, a run some hundred MB."""
SECONDS = 5
PACK_PARTS = ("PulumiPolicy.yaml", "__main__.py")
"""What the engine needs of a pack beside what is ours."""


def machine_questions(workspace: Workspace) -> tuple[Question, ...]:
    """What every environment needs."""
    return (
        Question("python", python),
        Question("git", git),
        Question("user", user),
        Question("packages", lambda: packages(workspace)),
        Question("engine", engine),
        Question("packs", lambda: packs(workspace)),
        Question("disk", lambda: disk(workspace)),
    )


def python() -> Iterator[Verdict]:
    text = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield fails("python", f"{text} is too old", "install Python 3.11 or newer")
    else:
        yield ok("python", f"{text}, {sys.executable}")


def git() -> Iterator[Verdict]:
    if shutil.which("git") is None:
        yield fails("git", "it is not installed", "install git")
        return
    yield ok("git", git_version())


def user() -> Iterator[Verdict]:
    """Whether this user has a name and a place for what is kept; an id in a container may not."""
    kept = homes.cache_folder()
    if homes.has_entry():
        yield ok("user", f"{os.getuid()}, keeps things in {kept}")
        return
    text = f"id {os.getuid()} has no entry in /etc/passwd, which some engines want"
    yield warning("user", text, "add one, or run as a user that has one")


def packages(workspace: Workspace) -> Iterator[Verdict]:
    """Whether .venv is what the lock says, by the stamp that the set-up writes last."""
    stamp = workspace.root / ".venv" / "mesh-stamp"
    again = "`mesh doctor` sets it up again; remove .venv first if that fails"
    wrong = tuple(_unpinned(workspace.root / LOCK))
    if wrong:
        yield fails("packages", f"not what {LOCK} pins: {', '.join(wrong)}", again)
    elif not stamp.is_file():
        yield warning("packages", "no finished .venv in this checkout", again)
    elif _wanted_stamp(workspace.root) != stamp.read_text().partition(" ")[2]:
        yield warning("packages", "the locks have changed since .venv was set up", again)
    else:
        yield ok("packages", "as the lock pins them")


def _unpinned(lock: Path) -> Iterator[str]:
    lines = lock.read_text().splitlines()
    pins = dict(line.split(" ")[0].split("==", 1) for line in lines if "==" in line.split(" ")[0])
    for name in PINS:
        try:
            have = version(name)
        except PackageNotFoundError:
            have = "none"
        if have != pins.get(name):
            yield f"{name} {have} for {pins.get(name)}"


def _wanted_stamp(root: Path) -> str:
    """What the launcher compares: the locks' checksums, and where they lie."""
    files = [str(root / lock) for lock in LOCKS]
    said = subprocess.run(
        ["cksum", *files], capture_output=True, text=True, timeout=SECONDS, check=True
    )
    return said.stdout.strip()


def engine() -> Iterator[Verdict]:
    """The engine and its language host; without them only what is offline works."""
    found = find_engine()
    if found is None:
        text = "there is none yet; check, plan, new and explain work without it"
        fix = f"the first `mesh up` gets {PINNED}: by internet, or from Go modules with Go"
        yield warning("engine", text, fix)
        return
    origin = "this machine's cache" if is_ours(found.path) else "PATH"
    pinned = "" if found.version == PINNED else f", pinned is {PINNED}"
    yield ok("engine", f"{found.version} from {origin} ({found.path}){pinned}")
    host = found.language_host
    yield ok("language host", f"{'ours' if is_ours(host) else 'the vendor’s'} ({host})")
    if not is_recent(found.version):
        yield fails("engine", f"{found.version} is older than {PINNED}", "install a newer Pulumi")


def packs(workspace: Workspace) -> Iterator[Verdict]:
    """The policy packs that every run has on."""
    root, folders = workspace.root, pack_folders(workspace.root)
    missing = [f"{p}/{f}" for p in folders for f in PACK_PARTS if not (root / p / f).is_file()]
    if missing or not folders:
        said = f"missing: {', '.join(missing)}" if missing else "there is none under policies/"
        yield fails("packs", said, "git checkout -- policies")
    else:
        yield ok("packs", ", ".join(Path(folder).name for folder in folders))


def disk(workspace: Workspace) -> Iterator[Verdict]:
    """Room, and the right to write, where the checkout keeps its own."""
    free = shutil.disk_usage(workspace.root).free
    text = f"{free / 10**9:.1f} GB free"
    private = workspace.private if workspace.private.exists() else workspace.root
    if not os.access(private, os.W_OK):
        yield fails("disk", f"{private} cannot be written", "make it writable for this user")
    elif free < TOO_LITTLE:
        yield fails("disk", text, "make room: a run that fills the disk cannot keep its state")
    elif free < LITTLE:
        yield warning("disk", text, "make room: building an engine takes 4 GB")
    else:
        yield ok("disk", f"{text}, {private} is writable")


def plugin(workspace: Workspace, environment: Environment) -> Iterator[Verdict]:
    """The engine's plugin for AWS: the stand-in in `local`, the vendor's elsewhere."""
    home = workspace.local / "home" if environment.is_local else homes.engine_home()
    place = home / "plugins" / f"resource-aws-v{PLUGIN_VERSION}" / BINARY
    kind = "for the local AWS" if environment.is_local else "the vendor's"
    if place.is_file():
        yield ok("aws plugin", f"{PLUGIN_VERSION}, {kind}")
    elif environment.is_local:
        yield ok("aws plugin", f"{PLUGIN_VERSION}, {kind}: the first `mesh up` installs it")
    else:
        text = f"{PLUGIN_VERSION}, {kind}, is not here"
        command = f"pulumi plugin install resource aws {PLUGIN_VERSION}"
        yield warning("aws plugin", text, f"the engine fetches it where it can, as {command} does")
