"""The running local AWS of one folder as a value, and how to find out whether it still runs.

Who only asks, such as `mesh check`, loads nothing of the local AWS itself.
"""

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from meshwright import file_lock
from meshwright.errors import MeshError

INSTANCE_PATH = "/_meshwright/instance"
"""Where the local AWS says who it is; no bucket can have this name."""
RESET_PATH = "/_meshwright/reset"
"""Where it is emptied, by a signed request."""
MAIL_PATH = "/_meshwright/mail"
"""Where it shows what its topics have told people by mail, to a signed request."""
TRAIL_PATH = "/_meshwright/trail"
"""Where it shows which calls it has let pass, to a request that its administrator has signed."""
RECORD = "aws.json"
LOCK = "aws.lock"
"""Held by whoever starts, stops or empties it, or looks whether it runs."""
LOCK_SECONDS = 150.0
"""Longer than a start and a stop may take, one after the other."""
LOG = "aws.log"
PATIENCE = 20.0
"""Seconds after which an AWS that takes connections but does not answer counts as hung."""


@dataclass(frozen=True, slots=True)
class LocalAws:
    """A local AWS: where it listens, and which one it is."""

    endpoint: str
    region: str
    account: str
    pid: int
    instance: str
    """A random id of what is in it: with another one, everything that was in it before is gone."""


def write_record(folder: Path, aws: LocalAws) -> None:
    """Written whole or not at all."""
    draft = folder / f"{RECORD}.{aws.pid}"
    draft.write_text(json.dumps(asdict(aws), indent=2) + "\n", encoding="utf-8")
    draft.replace(folder / RECORD)


def read_record(folder: Path) -> LocalAws | None:
    """What the folder says of its AWS, which may be long gone."""
    try:
        document = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return LocalAws(**document)
    except (OSError, ValueError, TypeError):
        return None


def running(folder: Path) -> LocalAws | None:
    """The folder's AWS, if it runs; waits while another process starts or stops it."""
    if not folder.is_dir():
        return None
    with looking_after(folder):
        return found(folder)


@contextmanager
def looking_after(folder: Path) -> Generator[None]:
    """Only one process at a time looks after a folder's AWS."""
    with (folder / LOCK).open("w") as lock:
        file_lock.take(lock, seconds=LOCK_SECONDS)
        yield


def found(folder: Path) -> LocalAws | None:
    """The folder's AWS, if it runs; for who looks after the folder."""
    aws = read_record(folder)
    return aws if aws is not None and answers(aws) else None


def answers(aws: LocalAws, *, patience: float = PATIENCE) -> bool:
    """Whether the very instance of a record listens; a busy one is waited for.

    After a reboot its port may be closed or another program's, and so its pid: the id counts.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            said = _ask(aws)
        except TimeoutError:
            if time.monotonic() < deadline:
                continue
            raise MeshError(
                f"the local AWS at {aws.endpoint} (process {aws.pid}) does not answer",
                fix=f"end process {aws.pid}, then run the command again",
            ) from None
        except (OSError, HTTPException, ValueError, LookupError, TypeError):
            return False
        return said == aws.instance


def _ask(aws: LocalAws) -> Any:
    place = urlsplit(aws.endpoint)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=5)
    try:
        connection.request("GET", INSTANCE_PATH)
        answer = connection.getresponse()
        document: Any = json.loads(answer.read(4096))
    finally:
        connection.close()
    return document["instance"]
