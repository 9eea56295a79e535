"""Ends a policy pack whose policy never comes to its end, and says where it was.

The engine waits for a policy as long as it takes. What is looked at is what each thread of the
pack's process is doing, so a policy that is in one call of C code all the time is not seen.
"""

import os
import sys
import threading
import time
from types import FrameType

SECONDS = 120.0
"""In which a policy has to answer: for a stack of five hundred resources it takes some two."""
GLANCE = 1.0
ANSWERS = ("Analyze", "AnalyzeStack", "Remediate")
"""What answers the engine in the SDK."""
SDK = os.path.join("pulumi_policy", "policy.py")  # noqa: PTH118 - compared as a text


def watch() -> None:
    """Looks at this process's policies until its end."""
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    # By the frame itself: an id could be that of a later call.
    since: dict[FrameType, float] = {}
    while True:
        time.sleep(GLANCE)
        now, calls = time.monotonic(), _calls()
        since = {call: since.get(call, now) for call in calls}
        for call, begun in since.items():
            if now - begun > SECONDS:
                _end(calls[call])


def _calls() -> dict[FrameType, FrameType]:
    """The calls that are being answered, each with where its thread is now."""
    found: dict[FrameType, FrameType] = {}
    for frame in sys._current_frames().values():  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - documented
        if (call := _call_of(frame)) is not None:
            found[call] = frame
    return found


def _call_of(frame: FrameType | None) -> FrameType | None:
    while frame is not None:
        code = frame.f_code
        if code.co_name in ANSWERS and code.co_filename.endswith(SDK):
            return frame
        frame = frame.f_back
    return None


def _end(frame: FrameType) -> None:
    place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    text = f"a policy has not come to its end for {SECONDS:.0f} seconds, at {place}"
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - what the host tells the engine
    os._exit(1)
