"""Questions about an environment's state: can it be reached and written, is a dead run's left."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from meshwright import local_instance
from meshwright.backend.file_urls import folder_of
from meshwright.backend.layout import RECORDS
from meshwright.errors import MeshError
from meshwright.ids import identity_of
from meshwright.operations.doctor.questions import Health, Verdict, fails, ok, warning
from meshwright.runner.cloud import error_code, or_none
from meshwright.runner.local_backend import local_url, open_local
from meshwright.runner.shell import PASSPHRASES
from meshwright.runner.state.checkpoint import (
    Checkpoint,
    is_damaged,
    parse_checkpoint,
    read_checkpoint,
)
from meshwright.runner.state.store import StateStore, open_store
from meshwright.specs.environment import Environment
from meshwright.workspace import Workspace

SECONDS = 5.0
"""For the backend to answer a call."""
PROBE = f"{RECORDS}.doctor"
REFUSED = frozenset({"AccessDenied", "403", "Forbidden", "AllAccessDisabled"})


def backend_url(workspace: Workspace, environment: Environment) -> str:
    """Where the engine keeps an environment's state."""
    if environment.is_local:
        return local_url(workspace, environment, None)
    return environment.spec.backend or ""


def backend(workspace: Workspace, environment: Environment) -> Iterator[Verdict]:
    """The state of an environment, from the right to write it to what is left in it."""
    url = backend_url(workspace, environment)
    store = _store(workspace, environment)
    if store is None and environment.is_local:
        yield ok("backend", f"{url} in the local AWS, not begun")
        return
    if store is None:
        fix = f"say in {environment.source.path} where state is kept: `backend: s3://BUCKET`"
        yield fails("backend", "the environment file names none", fix)
        return
    is_bucket = urlsplit(url).scheme == "s3"
    verdict = _bucket(url, store) if is_bucket else _folder(url, environment)
    yield verdict
    if verdict.health is Health.OK:
        yield from _stacks(store, environment)


def foundation(workspace: Workspace, environment: Environment) -> Checkpoint | None:
    """The state of the foundation; None where there is none, or none that can be read."""
    from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
        BotoCoreError,
        ClientError,
    )

    try:
        store = _store(workspace, environment)
        return read_checkpoint(store, environment.name) if store is not None else None
    except (BotoCoreError, ClientError, MeshError, OSError):
        # The question about the backend says what is wrong with it.
        return None


def _store(workspace: Workspace, environment: Environment) -> StateStore | None:
    """The store of an environment's state; None where nothing says where, or nothing is there."""
    if environment.is_local:
        running = local_instance.running(workspace.local)
        return open_local(workspace, environment, running, seconds=SECONDS)
    url = environment.spec.backend
    return open_store(url, seconds=SECONDS) if url else None


def _folder(url: str, environment: Environment) -> Verdict:
    folder = folder_of(url)
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if there != folder and not environment.is_local:
        return fails("backend", f"{folder} is not there", "create that folder, or name another one")
    if not os.access(there, os.R_OK | os.W_OK):
        return fails("backend", f"{there} cannot be written", "make it writable for this user")
    return ok("backend", f"{url} is writable" if there == folder else f"{url}, not begun")


def _bucket(url: str, store: Any) -> Verdict:
    store.stacks()
    if not _may_write(store):
        fix = "let these credentials put objects there (s3:PutObject, and the key's use)"
        return fails("backend", f"{url} can be read and not written", fix)
    return ok("backend", f"{url} can be read and written")


def _may_write(store: Any) -> bool:
    """Whether an object could be put there, asked by a put that no object can meet."""
    from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

    place = {"Bucket": store.bucket, "Key": store.prefix + PROBE}
    try:
        store.client.put_object(**place, Body=b"", IfMatch='"nothing"')
    except ClientError as error:
        return error_code(error) not in REFUSED
    # A store that knows no conditions has taken it.
    or_none(store.client.delete_object, "NoSuchKey", **place)
    return True


def _stacks(store: StateStore, environment: Environment) -> Iterator[Verdict]:
    own = sorted(s for s in store.stacks() if identity_of(s, environment.name) is not None)
    locked = [f"{stack} {lock}" for stack in own for lock in store.locks(stack)]
    if locked:
        yield warning(
            "locks",
            f"locked: {'; '.join(locked)}",
            f"wait for that run; if it is dead: mesh recover --env {environment.name}",
        )
    else:
        yield ok("locks", "none")
    yield _states(store, own, environment.name)


def _states(store: StateStore, stacks: list[str], environment: str) -> Verdict:
    unsettled: list[str] = []
    damaged: list[str] = []
    for stack in stacks:
        content = store.read_checkpoint(stack)
        state = parse_checkpoint(content) if content is not None else None
        if content is not None and is_damaged(content):
            damaged.append(stack)
        elif state is not None and not state.is_settled:
            unsettled.append(stack)
    fix = f"mesh recover --env {environment}"
    if damaged:
        return fails("states", f"cannot be read: {', '.join(damaged)}", fix)
    if unsettled:
        return warning("states", f"left unfinished by a run: {', '.join(unsettled)}", fix)
    count = "1 stack" if len(stacks) == 1 else f"{len(stacks)} stacks"
    return ok("states", f"{count}, nothing pending")


def secrets(environment: Environment) -> Iterator[Verdict]:
    """What encrypts secrets in the state."""
    provider = environment.spec.secrets_provider
    if environment.is_local:
        yield ok("secrets", "none to keep in `local`")
    elif provider != "passphrase":
        yield ok("secrets", provider)
    elif any(map(os.environ.get, PASSPHRASES)):
        yield ok("secrets", "a passphrase, and one is set")
    else:
        fix = "export PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE"
        yield fails("secrets", "a passphrase, and none is set", fix)
