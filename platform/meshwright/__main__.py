"""`python -m meshwright` is the `mesh` command; the launcher runs exactly this."""

import os
import signal
from types import FrameType

CANCELLED = 8
"""As in `errors.ExitCode`, which is not there yet while Python still imports."""


def stop(_number: int, _frame: FrameType | None) -> None:
    """Nothing is begun yet: there is nothing to tell and nothing to put back."""
    os._exit(CANCELLED)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    from meshwright.cli.app import main

    main()
