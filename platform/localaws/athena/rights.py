"""What a caller may do with a table: Lake Formation's grants on it, its columns and its rows.

https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-overview.html
https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from moto.lakeformation.models import lakeformation_backends

from localaws.athena.faults import denied, insufficient, unsupported
from localaws.authorise.callers import Asking, asking
from localaws.authorise.lake import lake_for
from localaws.inner import Caller
from meshwright.access.grant import DESCRIBE, SELECT
from meshwright.access.lake import ON_DATABASES, ON_TABLES, Lake, Thing, Verdict
from meshwright.access.row_filters.reading import read
from meshwright.access.row_filters.tree import Fault, Filter
from meshwright.aws.authorization.decision import refusal
from meshwright.aws.authorization.evaluate import evaluate
from meshwright.aws.authorization.request import Request

DATA_ACCESS = "lakeformation:GetDataAccess"
DEFAULT = "default"
PLACE = "arn:aws:s3:::"


@dataclass(frozen=True, slots=True)
class Rights:
    """One caller's, as they are now."""

    caller: Caller
    who: Asking
    role: str
    """The ARN that grants name; of a session that of its role."""

    @staticmethod
    def of(caller: Caller) -> "Rights":
        who = asking(caller.account, caller.authorization("athena"))
        return Rights(caller, who, who.caller.entity)

    @property
    def is_unlimited(self) -> bool:
        """Whether it is the local AWS's administrator, who may do everything."""
        return not self.who.is_held

    def check_data_access(self) -> None:
        """Athena asks Lake Formation for the data, and describes the database `default`."""
        if self.is_unlimited:
            return
        asked = Request(DATA_ACCESS)
        decision = evaluate(asked, self.who.caller, self.who.policies)
        if not decision.is_allowed:
            raise denied(refusal(asked, self.who.caller, decision))
        if DESCRIBE not in self.on_database(DEFAULT):
            raise insufficient("Describe", DEFAULT)

    def on_database(self, name: str) -> set[str]:
        return self._held(ON_DATABASES, Thing(name))

    def on_table(self, database: str, name: str) -> set[str]:
        """What is granted on the table as a whole."""
        return self._held(ON_TABLES, Thing(database, name))

    def _held(self, rights: Collection[str], thing: Thing) -> set[str]:
        lake = self._lake(thing)
        return {right for right in rights if lake.decide(self.role, right, thing).is_allowed}

    def columns(self, database: str, name: str, columns: Collection[str]) -> list[str]:
        """The columns of a table that the caller may read, in their order."""
        if self.is_unlimited:
            return list(columns)
        return [*self._opened(database, name, columns)]

    def rows(self, database: str, name: str, columns: Collection[str]) -> tuple[Filter, ...]:
        """Of which filters one must hold for each row that the caller may see; none for all."""
        if self.is_unlimited:
            return ()
        shown = {verdict.rows for verdict in self._opened(database, name, columns).values()}
        if len(shown) > 1:
            raise unsupported("columns of a table of which other rows are seen than of others")
        return tuple(_condition(text) for rows in shown for text in rows)

    def _opened(self, database: str, name: str, columns: Collection[str]) -> Mapping[str, Verdict]:
        """The columns that the caller may read, each with the rows of it."""
        lake = self._lake(Thing(database, name), columns)
        each = ((c, lake.decide(self.role, SELECT, Thing(database, name, c))) for c in columns)
        return {column: verdict for column, verdict in each if verdict.is_allowed}

    def can_see(self, database: str, name: str, columns: Collection[str]) -> bool:
        """Whether the caller knows that the table is there."""
        table = Thing(database, name)
        if self.is_unlimited or self._lake(table).decide(self.role, DESCRIBE, table).is_allowed:
            return True
        return bool(self.columns(database, name, columns))

    def _lake(self, thing: Thing, columns: Collection[str] = ()) -> Lake:
        """What Lake Formation decides by where this caller asks for a database or a table."""
        things = (thing, *(Thing(thing.database, thing.table, column) for column in columns))
        return lake_for(self.role, (self.caller.account, self.caller.region), things)

    def access(self, location: str) -> Caller:
        """Who reads and writes a table's files: the role that registered them, else the caller."""
        role = self.registered_by(location)
        return self.caller.acting_as(role, "athena") if role else self.caller

    def registered_by(self, location: str) -> str | None:
        """The role that a location is registered with."""
        place = PLACE + location.partition("://")[2].rstrip("/") + "/"
        found = [
            (len(arn), str(resource.role_arn))
            for arn, resource in self._registered().items()
            if place.startswith(arn.rstrip("/") + "/")
        ]
        return max(found)[1] if found else None

    def _registered(self) -> Mapping[str, Any]:
        backend: Any = lakeformation_backends[self.caller.account][self.caller.region]
        return backend.resources


def _condition(text: str) -> Filter:
    tree = read(text)
    if isinstance(tree, Fault):
        raise unsupported(f"a row filter of this form: {tree.message}")
    return tree
