"""Checkouts beside the real one, each with a local AWS of its own, to bring up for real."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import boto3
import pytest

from meshwright import local_instance

from meshes import FILES

ROOT = Path(__file__).parents[1]
SECONDS = 900


@dataclass(frozen=True)
class Checkout:
    """A checkout beside the real one, with a local AWS of its own."""

    root: Path

    @property
    def variables(self) -> dict[str, str]:
        """This process's, but for what would lead to another checkout, AWS or engine state."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PULUMI_"))}
        # The copy's own code, not that of the checkout that .venv belongs to.
        source = os.pathsep.join(str(self.root / name) for name in ("platform", "policies"))
        return kept | {"MESH_ROOT": str(self.root), "PYTHONPATH": source, "NO_COLOR": "1"}

    def command(self, *arguments: str) -> list[str]:
        # As the launcher does.
        program = "tools" if arguments[:1] == ("dev",) else "meshwright"
        return [sys.executable, "-P", "-m", program, *arguments]

    def run(self, *arguments: str, seconds: int = SECONDS) -> subprocess.CompletedProcess[str]:
        """One `mesh` command, to its end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def document(self, *arguments: str) -> Any:
        """What a command says with --json, and how it ended, under `returncode`."""
        done = self.run(*arguments, "--json")
        try:
            return json.loads(done.stdout) | {"returncode": done.returncode}
        except ValueError:
            pytest.fail(f"mesh {' '.join(arguments)}: {done.returncode}\n{done.stderr}")

    @property
    def endpoint(self) -> str:
        """Where the checkout's AWS listens; it is to run."""
        aws = local_instance.running(self.root / ".mesh/local")
        assert aws is not None
        return aws.endpoint

    def client(self, service: str) -> Any:
        """A boto3 client of the checkout's AWS."""
        return boto3.client(
            service,  # pyright: ignore[reportArgumentType] - the services a test may name
            endpoint_url=self.endpoint,
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    @contextmanager
    def edited(self, path: str, text: str | None) -> Iterator[None]:
        """While the block runs, a file holds this text, or (None) is not there."""
        file = self.root / path
        before = file.read_text() if file.exists() else None
        put(file, text)
        try:
            yield
        finally:
            put(file, before)


def put(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def copy_checkout(target: Path) -> Checkout:
    """All that git tracks or would track, and the same .venv."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        copy_file(name, target)
        if name.endswith(".py"):
            # Of a file of the same age; else each copy would compile the platform anew.
            copy_file(cache_from_source(name), target)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return Checkout(target)


def copy_file(name: str, target: Path) -> None:
    """One file of this checkout, where there is one, with its time."""
    if (ROOT / name).is_file():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)


def keep_one_product(checkout: Checkout) -> None:
    """Leaves `sales.orders` of the small mesh, and its domain: three stacks instead of six."""
    for folder in ("finance", "sales/invoices", "sales/orders/access"):
        shutil.rmtree(checkout.root / "domains" / folder, ignore_errors=True)


@contextmanager
def small_checkout_in(folder: Path) -> Iterator[Checkout]:
    """A checkout with the small mesh of the unit tests, not up; its AWS ends with the block."""
    checkout = copy_checkout(folder)
    shutil.rmtree(checkout.root / "domains")
    for name, text in FILES.items():
        put(checkout.root / "domains" / name, text)
    try:
        yield checkout
    finally:
        checkout.run("local", "stop")
