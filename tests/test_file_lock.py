"""A lock is waited for, but not for ever."""

import fcntl
import threading

import pytest

from meshwright import file_lock
from meshwright.errors import MeshError


def test_a_lock_that_is_given_back_is_taken(tmp_path):
    place = tmp_path / "lock"
    with place.open("w") as first, place.open("w") as second:
        fcntl.flock(first, fcntl.LOCK_EX)
        given_back = threading.Event()

        def give_back():
            given_back.set()
            fcntl.flock(first, fcntl.LOCK_UN)

        threading.Timer(0.3, give_back).start()
        file_lock.take(second, seconds=300)

        assert given_back.is_set()


def test_one_that_is_not_is_named_with_how_to_find_its_holder(tmp_path):
    place = tmp_path / "lock"
    with place.open("w") as first, place.open("w") as second:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(MeshError, match=r"held .*lock for 0 seconds") as caught:
            file_lock.take(second, seconds=0)

    assert str(place) in caught.value.fix
