"""Loads the interpreter when Step Functions is first asked: it takes a second or two."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from localaws.strict import wire

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SERVICE = "states"


def with_machines(app: WsgiApp) -> WsgiApp:
    """An app that runs state machines, and knows nothing of them until it is asked."""
    installed: list[bool] = []
    installing = Lock()

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not installed and wire.scope(environ)[0] == SERVICE:
            with installing:
                _install(installed)
        return app(environ, start_response)

    return answered


def _install(installed: list[bool]) -> None:
    if not installed:
        from localaws.machines import lean

        lean.load()
        from localaws.machines.install import install

        install()
        installed.append(True)
