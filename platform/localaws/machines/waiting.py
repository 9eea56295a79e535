"""Waits end sooner: what AWS waits for, such as another account's load, is not here to pass by.

A `Wait` of seconds and the pauses between a state's retries last a part of what is written. A
`Wait` until a moment lasts until then.
https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import time
from types import SimpleNamespace
from typing import Any

from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.seconds import Seconds
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.seconds_path import (
    SecondsPath,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (
    WaitFunction,
)

PACE = 20
"""How many of its seconds pass in one of ours."""
SHORT = 0.05


def install() -> None:
    WaitFunction._eval_body = _wait  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    retrier: Any = retrier_decl
    retrier.time = SimpleNamespace(sleep=_pause)


def _pause(seconds: float) -> None:
    time.sleep(seconds / PACE)


def _wait(self: Any, env: Any) -> None:
    seconds = self._get_wait_seconds(env=env)
    if isinstance(self, Seconds | SecondsPath):
        seconds /= PACE
    end = time.monotonic() + seconds
    while env.is_running() and (left := end - time.monotonic()) > 0:
        env.program_state_event.wait(min(left, SHORT))
