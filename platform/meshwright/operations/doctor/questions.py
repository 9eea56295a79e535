"""What `mesh doctor` says of one environment: a verdict a question, and nothing is changed."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Thread

from meshwright.errors import MeshError

Verdicts = Iterable["Verdict"]


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question."""

    subject: str
    health: Health
    finding: str
    fix: str = ""


def ok(subject: str, finding: str) -> Verdict:
    return Verdict(subject, Health.OK, finding)


def warning(subject: str, finding: str, fix: str) -> Verdict:
    return Verdict(subject, Health.WARNING, finding, fix)


def fails(subject: str, finding: str, fix: str) -> Verdict:
    return Verdict(subject, Health.FAILS, finding, fix)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out; it may have several answers."""

    subject: str
    ask: Callable[[], Verdicts]
    fix: str = "report it, with what `mesh doctor --json` says"
    """What to do where the asking itself fails."""


def answers(questions: Iterable[Question], *, seconds: float) -> Iterator[Verdict]:
    """The verdicts in the order of the questions, all asked at once.

    A question that has no answer in time fails: its thread is left to itself and ends with the run.
    """
    until = time.monotonic() + seconds
    asked = [(question, _asked(question)) for question in questions]
    for question, heard in asked:
        try:
            yield from heard.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            yield fails(question.subject, f"no answer within {seconds:.0f} s", question.fix)


def _asked(question: Question) -> "SimpleQueue[tuple[Verdict, ...]]":
    heard: SimpleQueue[tuple[Verdict, ...]] = SimpleQueue()
    Thread(target=lambda: heard.put(_answer(question)), daemon=True).start()
    return heard


def _answer(question: Question) -> tuple[Verdict, ...]:
    try:
        return tuple(question.ask())
    except MeshError as error:
        return (fails(question.subject, one_line(str(error)), error.fix or question.fix),)
    except Exception as error:
        # Whatever a library makes of an answer that it did not expect: the doctor goes on.
        return (fails(question.subject, one_line(str(error)), question.fix),)


def one_line(text: str) -> str:
    return " ".join(text.split())
