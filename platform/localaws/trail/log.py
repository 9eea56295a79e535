"""The log of calls: who asked for what and when, noted in little time and within bounds.

Each event has a place of its own, so that no kind of call pushes another out: those that tell who
read what are kept longest. It lives as long as what is in the local AWS does.
"""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from localaws.strict.call import Call
from meshwright.aws.data_events import GET_DATA_ACCESS, GET_OBJECT, READING

MOST_READINGS, MOST_OTHERS = 20_000, 1_000
"""How many of each event are kept: the oldest go."""
OBJECTS = {
    "GET object": GET_OBJECT,
    "HEAD object": "HeadObject",
    "DELETE object": "DeleteObject",
    "POST object": "PostObject",
}
"""What CloudTrail calls S3's requests for one object."""
TOLD = ("Bucket", "DatabaseName", "Key", "Name", "WorkGroup")
"""The arguments that are noted: names, and nothing that anybody wrote into a statement."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One call."""

    number: int
    """The calls of one life are numbered from 1 on."""
    at: float
    service: str
    event: str
    region: str
    account: str
    key: str
    """The id of the access key that signed."""
    names: Mapping[str, str]


class Log:
    """The calls of one life of the local AWS."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.began = time.time()
        self._number = 0
        self._kept: dict[tuple[str, str], deque[Noted]] = {}

    def note(self, call: Call, key: str) -> None:
        """A call that was let pass."""
        names = {name: call.body[name] for name in TOLD if isinstance(call.body.get(name), str)}
        event = OBJECTS.get(call.operation, call.operation)
        self._add(call.service, event, call.region, call.account, key, names)

    def note_rows(self, account: str, region: str, key: str, database: str, table: str) -> None:
        """That an engine got the rows of a table from Lake Formation, for whom it works."""
        names = {"DatabaseName": database, "Name": table}
        self._add("lakeformation", GET_DATA_ACCESS, region, account, key, names)

    def _add(
        self, service: str, event: str, region: str, account: str, key: str, names: dict[str, str]
    ) -> None:
        self._number += 1
        kept = self._kept.get((service, event))
        if kept is None:
            is_reading = event in READING.get(f"{service}.amazonaws.com", ())
            kept = deque[Noted](maxlen=MOST_READINGS if is_reading else MOST_OTHERS)
            self._kept[(service, event)] = kept
        at = time.time()
        kept.append(Noted(self._number, at, service, event, region, account, key, names))

    def all(self) -> list[Noted]:
        """All that is kept, in the order of the calls."""
        return sorted((n for kept in [*self._kept.values()] for n in [*kept]), key=_number)

    @property
    def whole_since(self) -> float:
        """Since when every call that tells who read what is here: since the last that went."""
        full = [k[0].at for k in [*self._kept.values()] if len(k) == k.maxlen == MOST_READINGS]
        return max([self.began, *full])


def _number(noted: Noted) -> int:
    return noted.number


LOG = Log()
"""Of this process, which is one local AWS."""
