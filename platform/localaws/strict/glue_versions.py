"""Versions of a table are counted from 0, may be left out, and guard against stale changes.

moto counts from 1, keeps every version, and never looks at the one that a change was made for.
https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html
https://docs.aws.amazon.com/glue/latest/webapi/API_TableVersion.html
"""

from typing import Any

from moto.glue.exceptions import GlueClientError
from moto.glue.models import FakeTable, glue_backends

from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard, Patch, part


def install() -> None:
    make = FakeTable.__init__

    def made(self: Any, *arguments: Any, **named: Any) -> None:
        make(self, *arguments, **named)
        first = self.versions.pop(str(self._current_version))
        self._current_version = 0
        self.versions["0"] = first

    FakeTable.__init__ = made


def check(call: Call) -> Fault | None:
    table = _table(call)
    meant = call.body.get("VersionId")
    if table is None or meant is None or str(meant) == _current(table):
        return None
    message = f"Update table failed due to concurrent modifications: {meant} is not the version."
    return Fault("ConcurrentModificationException", message)


def answer(call: Call, forward: Forward) -> Answer:
    table = _table(call)
    before = _current(table) if table else None
    given = forward()
    if not given.error and call.body.get("SkipArchive"):
        table.versions.pop(before, None)
    return given


def _table(call: Call) -> Any:
    name = part(call.body, "TableInput").get("Name") or call.body.get("Name", "")
    try:
        backend = glue_backends[call.account][call.region]
        return backend.get_table(call.body.get("DatabaseName", ""), name)
    except GlueClientError:
        return None


def _current(table: Any) -> str:
    return str(table._current_version)  # noqa: SLF001 - moto tells it nowhere else


GUARD = Guard("glue", ("UpdateTable",), check)
CORRECTION = Correction("glue", ("UpdateTable",), answer)
PATCH = Patch(install)
