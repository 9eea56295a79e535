"""One product with its domain, up in a checkout of its own, to have accidents in."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from meshwright.runner.state.checkpoint import Checkpoint, parse_checkpoint

from campaign.cloud import clients, holdings, living_keys
from checkouts import Checkout, keep_one_product

STACK = "local.sales.orders"
TRACEBACK = "Traceback (most recent call last)"
GENERAL_SECONDS = 600


@dataclass(frozen=True)
class Place:
    """One product with its domain, up, to have accidents in."""

    checkout: Checkout

    @property
    def local(self) -> Path:
        return self.checkout.root / ".mesh/local"

    @property
    def state(self) -> Path:
        return self.local / "state"

    @property
    def checkpoint(self) -> Path:
        return self.state / f".pulumi/stacks/mesh/{STACK}.json"

    @property
    def locks(self) -> list[Path]:
        return list((self.state / ".pulumi/locks").rglob("*.json"))

    @cached_property
    def undisturbed(self) -> Any:
        """What `mesh up` comes to when nothing happens."""
        return self.picture()

    def checkpoints(self) -> dict[str, Checkpoint]:
        found: dict[str, Checkpoint] = {}
        for file in sorted(self.checkpoint.parent.glob("*.json")):
            read = parse_checkpoint(file.read_bytes())
            assert read is not None, file
            found[file.stem] = read
        return found

    def picture(self) -> Any:
        """States and account, once it is certain that they agree."""
        client, states = clients(self.checkout.endpoint), self.checkpoints()
        resources = [r for state in states.values() for r in state.resources if r.get("custom")]
        urns = [r["urn"] for r in resources]
        keys = {r["id"] for r in resources if r["type"] == "aws:kms/key:Key"}
        assert all(state.is_settled for state in states.values())
        assert len(set(urns)) == len(urns)
        assert keys == set(living_keys(client("kms")))
        assert self.locks == []
        return {"states": sorted(urns), "cloud": holdings(client)}

    def unrecorded(self) -> None:
        """So that the next run starts the engine on the product."""
        (self.state / f".pulumi/meshwright/{STACK}.json").unlink()

    def without_product(self) -> None:
        if self.checkpoint.exists():
            assert self.checkout.run("destroy", "sales.orders").returncode == 0

    @contextmanager
    def begun(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """A `mesh` command while it runs; nothing of it is left after the block."""
        process = subprocess.Popen(
            self.checkout.command(*arguments),
            cwd=self.checkout.root,
            env=self.checkout.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def kill(self) -> None:
        """All that runs in this checkout, but for its AWS: `mesh`, engines and their plugins."""
        deadline = time.monotonic() + 10
        while (found := self.processes()) and time.monotonic() < deadline:
            signal_all(found, signal.SIGKILL)

    def processes(self) -> list[int]:
        found: list[int] = []
        mark = f"MESH_ROOT={self.checkout.root}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if mark in variables and words and b"localaws.serve" not in words:
                found.append(int(folder.name))
        return found

    def kill_aws(self) -> None:
        aws = json.loads((self.local / "aws.json").read_text())
        assert b"localaws.serve" in Path(f"/proc/{aws['pid']}/cmdline").read_bytes()
        os.kill(aws["pid"], signal.SIGKILL)

    def has_begun(self) -> bool:
        """Whether the engine is in the middle of something in AWS, on the product."""
        try:
            state = parse_checkpoint(self.checkpoint.read_bytes())
        except FileNotFoundError:
            return False
        begun = state.pending if state else []
        return any(operation["resource"]["type"].startswith("aws:") for operation in begun)

    def ended(self, *arguments: str, code: int, says: str) -> str:
        """A command's words; it ends with this code, says this on one line, and is in control."""
        done = self.checkout.run(*arguments)
        words = done.stdout + done.stderr
        assert done.returncode == code, words
        assert any(says in line for line in words.splitlines()), words
        assert TRACEBACK not in words
        return words

    def comes_up(self) -> Any:
        """The next `mesh up`: it must end clean; its document."""
        up = self.checkout.document("up")
        assert up["returncode"] == 0, up["results"]
        assert self.picture() == self.undisturbed
        return up


def place_in(checkout: Checkout) -> Place:
    """The small mesh of the unit tests, but for one product and its domain, brought up."""
    keep_one_product(checkout)
    done = checkout.run("up")
    assert done.returncode == 0, done.stdout + done.stderr
    place = Place(checkout)
    assert place.undisturbed["states"]
    return place


def until(is_so: Callable[[], object], seconds: float = GENERAL_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


def signal_all(processes: Iterable[int], number: signal.Signals) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def recovered(document: Any) -> list[str]:
    return [note for result in document["results"] for note in result["recovered"]]
