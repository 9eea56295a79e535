"""How the end of a policy pack is told, whichever is seen of it first."""

import os
import signal
import threading
from pathlib import Path

import pytest

from meshwright.runner.engine.last_words import ended_packs

ENGINE = Path(__file__).parents[2] / "platform" / "engine"
TOLD = "the policy pack tiny ended by itself with exit code 3; its last words: too much"


class Ending:
    """A process that ends by itself, of which nothing is seen before it is killed."""

    def __init__(self, code: int, streams: list[int]) -> None:
        self.code, self.streams, self.is_killed = code, streams, threading.Event()

    def poll(self) -> int | None:
        return None

    def wait(self, timeout: float | None = None) -> int:
        assert self.is_killed.wait(timeout)
        return self.code

    def kill(self) -> None:
        os.write(self.streams[1], b"too much\n")
        for stream in self.streams:
            os.close(stream)
        self.is_killed.set()


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch):
    """A pack whose process ends with a code, once it is killed."""
    monkeypatch.syspath_prepend(str(ENGINE))
    from packs import Pack

    packs: list[Pack] = []

    def start(code: int) -> Pack:
        pipes = [os.pipe(), os.pipe()]
        process = Ending(code, [written for _, written in pipes])
        os.write(pipes[0][1], b"4711\n")
        stdout, stderr = (os.fdopen(read, "rb") for read, _ in pipes)
        packs.append(Pack("tiny", process, stdout, stderr))
        return packs[-1]

    yield start
    for pack in packs:
        for reader in pack.readers:
            reader.join()
        pack.stdout.close()
        pack.stderr.close()


def given_up(pack) -> list[str]:
    """What is told of a pack that the engine gives up after it has heard its port."""
    told: list[str] = []
    answers = pack.answers(told.append)
    assert next(answers).stdout == b"4711\n"
    pack.kill()
    pack.tell_of_end(told.append)
    return told


def test_a_pack_that_was_ending_when_it_was_killed_is_told_of(ending, tmp_path: Path) -> None:
    told = given_up(ending(3))
    log = tmp_path / "stack.log"
    log.write_text("\n".join(told))

    assert told == [TOLD]
    # A run knows it again in the log of its stack.
    assert ended_packs(log) == (TOLD,)


def test_a_pack_that_was_at_work_when_it_was_killed_is_not_told_of(ending) -> None:
    assert given_up(ending(-signal.SIGKILL)) == []


def test_the_end_of_a_pack_is_told_once(ending) -> None:
    pack, told = ending(3), list[str]()
    answers = pack.answers(told.append)
    next(answers)
    pack.kill()
    assert [answer.exitcode for answer in answers][-1] == 3
    pack.tell_of_end(told.append)

    assert told == [TOLD]
