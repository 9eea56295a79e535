"""A lock is waited for, but not for ever."""

import fcntl
import threading
import time

import pytest

from meshwright import file_lock
from meshwright.errors import MeshError


def test_a_lock_that_is_given_back_is_taken(tmp_path):
    place = tmp_path / "lock"
    with place.open("w") as first, place.open("w") as second:
        fcntl.flock(first, fcntl.LOCK_EX)
        threading.Timer(0.3, lambda: fcntl.flock(first, fcntl.LOCK_UN)).start()
        began = time.monotonic()
        file_lock.take(second, seconds=20)

    assert time.monotonic() - began > 0.2


def test_one_that_is_not_is_named_with_how_to_find_its_holder(tmp_path):
    place = tmp_path / "lock"
    with place.open("w") as first, place.open("w") as second:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(MeshError, match=r"held .*lock for 0 seconds") as caught:
            file_lock.take(second, seconds=0)

    assert str(place) in caught.value.fix
