"""The Pulumi engine: where it is, and how it gets onto this machine once for all checkouts.

It is looked for on PATH, then in the cache. Where it is in neither it is fetched or built, under a
lock and to a temporary place, so that an interrupted attempt is simply finished by the next one.
"""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from meshwright import file_lock, homes
from meshwright.errors import MeshError
from meshwright.runner.engine import engine_build
from meshwright.runner.engine.engine_build import (
    BUILD_LIMIT,
    ENGINE_FILES,
    INSTALL_LIMIT,
    PINNED,
    Say,
    UnobtainableError,
)

LANGUAGE_HOST = "pulumi-language-python"
ROUTES: tuple[Callable[[Path, Say], None], ...] = (engine_build.install, engine_build.build)
"""How an engine is had where there is none, in the order in which it is tried."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can run the platform's program and packs."""

    path: Path
    version: str
    language_host: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        """What has to be on PATH for this engine to be found, and to find its language host."""
        return tuple(dict.fromkeys((self.path.parent, self.language_host.parent)))


def find_engine() -> Engine | None:
    """The engine that is on this machine, complete, or None; nothing is changed."""
    for path, version in candidates():
        host = language_host_of(path)
        if host is not None:
            return Engine(path, version, host)
    return None


def ensure_engine(say: Say) -> Engine:
    """The engine, fetched or built if need be; `say` is told what takes its time.

    Raises MeshError with what to install where it cannot be had.
    """
    found = find_engine()
    if found is not None:
        return found
    try:
        with exclusive(cache_folder(), say):
            return obtain_engine(say)
    except OSError as error:
        raise MeshError(
            f"the engine cannot be kept in {cache_folder()}: {error.strerror or error}",
            fix="make that folder writable, or name another one in XDG_CACHE_HOME",
        ) from error


def obtain_engine(say: Say) -> Engine:
    # Another process may have obtained it while this one waited for the lock.
    if next(candidates(), None) is None:
        obtain_executable(cache_folder() / f"v{PINNED}", say)
    path, version = next(candidates())
    return Engine(path, version, install_language_host(path))


def obtain_executable(target: Path, say: Say) -> None:
    reasons: list[str] = []
    for route in ROUTES:
        try:
            return route(target, say)
        except UnobtainableError as error:
            say(str(error))
            reasons.append(str(error))
    raise MeshError(
        f"the Pulumi engine {PINNED} cannot be had: {'; '.join(reasons)}",
        fix=(
            f"install Pulumi {PINNED} or newer (https://www.pulumi.com/docs/install/), or Go "
            f"{engine_build.GO_NEEDED} or newer, and run this again; "
            "`mesh check`, `plan`, `new` and `explain` work without the engine"
        ),
    )


def candidates() -> Iterator[tuple[Path, str]]:
    """Engines of the pinned version or newer, the preferred one first."""
    on_path = shutil.which("pulumi")
    if on_path is not None:
        version = version_of(Path(on_path))
        if version is not None and is_recent(version):
            yield Path(on_path), version
    cached = cache_folder() / f"v{PINNED}" / "bin" / "pulumi"
    if os.access(cached, os.X_OK):
        yield cached, PINNED


def version_of(path: Path) -> str | None:
    """What `pulumi version` says, or None where that fails."""
    quiet = os.environ | {"PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(
            [path, "version"], env=quiet, capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip().removeprefix("v")


def is_recent(version: str) -> bool:
    """Whether an engine of this version may be used: the pinned one or newer, same major."""
    have, want = numbers(version), numbers(PINNED)
    return have[:1] == want[:1] and have >= want


def numbers(version: str) -> tuple[int, ...]:
    """The three numbers of a version; none where the text is no version."""
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return tuple(int(number) for number in match.groups()) if match else ()


def language_host_of(path: Path) -> Path | None:
    """The Python language host for an engine: beside it; else, if not ours, on PATH or our own."""
    for host in (path.with_name(LANGUAGE_HOST), path.resolve().with_name(LANGUAGE_HOST)):
        if os.access(host, os.X_OK):
            return host
    if is_ours(path):
        return None
    ambient = shutil.which(LANGUAGE_HOST)
    if ambient is not None:
        return Path(ambient)
    return own_language_host() if os.access(own_language_host(), os.X_OK) else None


def install_language_host(path: Path) -> Path:
    """Installs our language host for an engine without one: beside it if that is ours too."""
    found = language_host_of(path)
    if found is not None:
        return found
    host = path.with_name(LANGUAGE_HOST) if is_ours(path) else own_language_host()
    host.parent.mkdir(parents=True, exist_ok=True)
    unfinished = host.with_suffix(".new")
    shutil.copyfile(ENGINE_FILES / LANGUAGE_HOST, unfinished)
    unfinished.chmod(0o755)
    return unfinished.replace(host)


def is_ours(path: Path) -> bool:
    """Whether an executable lies in our cache, so that we may put another beside it."""
    return path.is_relative_to(cache_folder())


def own_language_host() -> Path:
    """Where our language host lies for an engine whose folder is not ours to write to."""
    return cache_folder() / "host" / LANGUAGE_HOST


def cache_folder() -> Path:
    """The folder of all engines, outside every checkout."""
    return homes.cache_folder() / "engine"


@contextmanager
def exclusive(folder: Path, say: Say) -> Generator[None]:
    """Lets one process at a time change the cache; the lock dies with its owner."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another process is setting up the engine; waiting for it")
            file_lock.take(lock, seconds=INSTALL_LIMIT + BUILD_LIMIT)
        yield
