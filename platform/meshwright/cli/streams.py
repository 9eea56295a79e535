"""Streams that take nothing: closed before the command began, full, or left by their reader."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from meshwright.errors import ExitCode

NOWHERE = Path(os.devnull)


def open_what_is_closed() -> None:
    """Python has none where a shell closed one (`>&-`): what is written there goes nowhere."""
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - a closed one is None
        sys.stdout = NOWHERE.open("w", encoding="utf-8")
    if sys.stderr is None:  # pyright: ignore[reportUnnecessaryComparison] - a closed one is None
        sys.stderr = NOWHERE.open("w", encoding="utf-8")


def written_out(code: int) -> int:
    """The exit code once all is written: a result that found no room is none."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        return int(ExitCode.FAILED)
    except OSError as error:
        silence(sys.stdout)
        with suppress(OSError):
            sys.stderr.write(f"error: cannot write to stdout: {error.strerror}\n")
            sys.stderr.flush()
        return int(ExitCode.FAILED)
    return code


def silence(stream: TextIO) -> None:
    """What is still in the buffer would fail once more when Python flushes it at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(NOWHERE, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
