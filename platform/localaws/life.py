"""The life of what is in a local AWS: it can be ended without ending the process.

A new life has a new id, so that whoever has noted what was there before sees that it is gone.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from meshwright import file_lock
from meshwright.local_instance import LOCK, LOCK_SECONDS, RESET_PATH, LocalAws, write_record

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(slots=True)
class Life:
    """The local AWS as it is now, and where that is written down."""

    aws: LocalAws
    folder: Path

    @property
    def identity(self) -> dict[str, Any]:
        return {"instance": self.aws.instance, "pid": self.aws.pid}

    def begin_anew(self) -> None:
        """Empties the local AWS."""
        from moto.core.base_backend import BackendDict
        from moto.core.model_instances import reset_model_data

        from localaws.trail.log import LOG

        with (self.folder / LOCK).open("w") as lock:
            # Whoever compares the record with this process holds the same lock.
            file_lock.take(lock, seconds=LOCK_SECONDS)
            BackendDict.reset()
            reset_model_data()
            LOG.clear()
            self.aws = replace(self.aws, instance=new_instance())
            write_record(self.folder, self.aws)


def with_reset(app: WsgiApp, life: Life) -> WsgiApp:
    """An app that can be emptied by a request, which the gate has let pass."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != RESET_PATH:
            return app(environ, start_response)
        if environ.get("REQUEST_METHOD") != "POST":
            start_response("405 Method Not Allowed", [("Content-Length", "0")])
            return []
        life.begin_anew()
        start_response("204 No Content", [])
        return []

    return answered


def new_instance() -> str:
    return secrets.token_hex(8)
