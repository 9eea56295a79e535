"""A probe: what AWS does by its own page, how to ask for it over boto3, and the right answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.probes.cloud import Cloud

Ask = Callable[[Cloud], Any]
NOT_IMPLEMENTED = "NotImplemented"


@dataclass(frozen=True, slots=True)
class Refused:
    """The last call is an error with this code, and this in its text."""

    code: str
    text: str = ""
    status: int = 0
    """The HTTP status, where it matters to a client."""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.code, self.text and f"({self.text})")))


@dataclass(frozen=True, slots=True)
class Gives:
    """The question's answer is just this value."""

    value: Any

    def __str__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Works:
    """No call of the question is refused."""

    def __str__(self) -> str:
        return "no error"


Expected = Refused | Gives | Works


@dataclass(frozen=True, slots=True)
class Probe:
    """One behaviour of AWS."""

    id: str
    page: str
    says: str
    ask: Ask
    expected: Expected
    rule: str = ""
    """The file under strict/ that sees to it; empty where moto alone does as AWS."""

    @property
    def service(self) -> str:
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a local AWS answered a probe."""

    probe: Probe
    passed: bool
    got: str


def judged(probe: Probe, value: Any, error: Any) -> Outcome:
    """A probe's outcome from what its question gave: a value, or the error that ended it."""
    if error is None:
        wanted = probe.expected
        passed = isinstance(wanted, Works) or (isinstance(wanted, Gives) and value == wanted.value)
        return Outcome(probe, passed, repr(value))
    said = error.response["Error"]
    code, text = str(said.get("Code", "")), str(said.get("Message", ""))
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return Outcome(probe, _is_refusal(probe.expected, code, text, status), f"{code}: {text}")


def _is_refusal(expected: Expected, code: str, text: str, status: int) -> bool:
    if not isinstance(expected, Refused):
        return False
    return code == expected.code and expected.text in text and expected.status in (0, status)
