"""Python's search for garbage, left out where nearly all that is made is kept."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Generator[None]:
    """While the block runs, nobody looks for garbage; inside another such block it does nothing.

    Reading and planning make what stays: looking through all of it time and again takes a third of
    the time, and grows faster than the mesh does.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # Together they make all of it old, so that it is not looked through at once after all.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
