"""Checkov in an environment of its own, set up once for all checkouts and kept beside the engine.

Its packages cannot live with the platform's. The folder is named by the lock's digest, so another
lock makes another environment, and an interrupted set-up is begun again.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from meshwright.runner.engine.engine import cache_folder, exclusive

LOCK = Path(__file__).parents[2] / "requirements-checkov.lock"
STAMP = "complete"
SECONDS = 900
NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody answers at: checkov must not ask the network for anything."""


class UnobtainableError(Exception):
    """Checkov is not there and cannot be installed; the message says why and what to do."""


def checkov() -> Path:
    """The Python that runs checkov; installs it first where this lock's is not there yet."""
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = cache_folder().parent / "checkov" / digest
    with exclusive(folder, lambda _: None):
        if not (folder / STAMP).is_file():
            install(folder)
            (folder / STAMP).touch()
    return folder / "venv" / "bin" / "python"


def install(folder: Path) -> None:
    """Makes the environment anew, with uv and, where its settings lead nowhere, with pip."""
    venv = folder / "venv"
    reasons: list[str] = []
    for way in (with_uv, with_pip):
        try:
            return way(venv)
        except UnobtainableError as error:
            reasons.append(str(error))
    raise UnobtainableError(
        "checkov is not installed and cannot be:\n"
        + "\n".join(reasons)
        + "\nThis check is never passed over. See that a package index can be reached (uv's and"
        f" pip's own settings say which) and run it again; what it installs stands in {LOCK.name}."
    )


def with_uv(venv: Path) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    run([uv, "venv", "--clear", "--python", sys.executable, str(venv)])
    run([uv, "pip", "sync", "--require-hashes", "--python", f"{venv}/bin/python", str(LOCK)])


def with_pip(venv: Path) -> None:
    run([sys.executable, "-m", "venv", "--clear", str(venv)])
    # The lock is complete, so that nothing is left to resolve.
    options = ["--require-hashes", "--no-deps", "--no-input", "-r", str(LOCK)]
    run([f"{venv}/bin/python", "-m", "pip", "install", *options])


def run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, env=unbound(), check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnobtainableError(f"`{' '.join(command)}`: {error}") from error
    if done.returncode:
        raise UnobtainableError(f"`{' '.join(command)}`: {done.stderr.strip()}")


def unbound() -> Mapping[str, str]:
    """This process's variables without the one that would name another environment."""
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}


def scan(python: Path, plan: Path, checks: Sequence[str]) -> str:
    """What checkov says of a Terraform plan about these checks, as JSON."""
    home = plan.parent
    command = [str(python), "-m", "checkov.main", "--file", str(plan), "--output", "json"]
    options = ["--framework", "terraform_plan", "--check", ",".join(checks), "--soft-fail"]
    quiet = ["--skip-download", "--compact", "--download-external-modules", "false"]
    done = subprocess.run(
        [*command, *options, *quiet],
        cwd=home,
        env=offline(home),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"checkov failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def offline(home: Path) -> Mapping[str, str]:
    """Neither settings of whoever runs this, nor a network."""
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LOG_LEVEL": "ERROR", **proxies}
