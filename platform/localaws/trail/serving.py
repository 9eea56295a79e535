"""Shows the log of calls to the administrator of the local AWS, in the form of a file of a trail.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from localaws.authorise.gate import ADMINISTRATORS_KEY
from localaws.trail.log import LOG
from meshwright.local_instance import TRAIL_PATH

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_trail(app: WsgiApp) -> WsgiApp:
    """An app that shows the calls, oldest first, and since when the log is whole."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != TRAIL_PATH:
            return app(environ, start_response)
        # It tells what everybody does, so it is for nobody else.
        if ADMINISTRATORS_KEY not in str(environ.get("HTTP_AUTHORIZATION", "")):
            start_response("403 Forbidden", [("Content-Length", "0")])
            return []
        text = json.dumps(_document()).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(text)))]
        start_response("200 OK", headers)
        return [text]

    return answered


def _document() -> dict[str, Any]:
    from localaws.trail.records import record

    return {
        "version": 1,
        "wholeSince": LOG.whole_since,
        "Records": [record(noted) for noted in LOG.all()],
    }
