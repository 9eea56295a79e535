"""What a caller may do with a table: Lake Formation's grants on the whole and on columns of it.

https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-overview.html
https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.lakeformation.models import lakeformation_backends

from localaws.athena.faults import denied, insufficient, unsupported
from localaws.authorise.callers import Asking, asking
from localaws.inner import Caller
from localaws.strict.call import items, part
from localaws.strict.lake_formation_grants import Grants
from localaws.strict.lake_formation_principals import EVERYONE
from meshwright.aws.authorization.decision import refusal
from meshwright.aws.authorization.evaluate import evaluate
from meshwright.aws.authorization.request import Request
from meshwright.aws.lake_formation_tables import excluded, whole

SELECT, DESCRIBE, EVERY = "SELECT", "DESCRIBE", "ALL"
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
        if not self.on_database(DEFAULT) & {DESCRIBE, EVERY}:
            raise insufficient("Describe", DEFAULT)

    def on_database(self, name: str) -> set[str]:
        return {
            right
            for grant in self._grants()
            if part(grant.resource, "Database").get("Name") == name
            for right in grant.permissions
        }

    def on_table(self, database: str, name: str) -> set[str]:
        """What is granted on the table as a whole."""
        found: set[str] = set()
        for grant in self._grants():
            named = part(whole(grant.resource), "Table")
            if named and _is_table(named, database, name):
                found.update(grant.permissions)
            policy = part(grant.resource, "LFTagPolicy")
            is_about = policy.get("ResourceType") == "TABLE"
            if is_about and _fits(policy, self._tags(database, name)):
                found.update(grant.permissions)
        return found

    def columns(self, database: str, name: str, columns: Collection[str]) -> list[str]:
        """The columns of a table that the caller may read, in their order."""
        if self.is_unlimited or self._is_open_by_name(database, name):
            return list(columns)
        opened = {c for c in columns if self._is_open_by_tags(database, name, c)}
        for grant in self._grants():
            if "DataCellsFilter" in grant.resource:
                self._check_filter(grant.resource["DataCellsFilter"], database, name)
            named = part(grant.resource, "TableWithColumns")
            if SELECT in grant.permissions and named and _is_table(named, database, name):
                opened |= _named(named, columns)
        return [column for column in columns if column in opened]

    def can_see(self, database: str, name: str, columns: Collection[str]) -> bool:
        """Whether the caller knows that the table is there."""
        if self.is_unlimited or self.on_table(database, name):
            return True
        return bool(self.columns(database, name, columns))

    def _grants(self) -> Iterator[Any]:
        named = {self.role, EVERYONE, f"{self.caller.account}:IAMPrincipals"}
        catalogs: Mapping[str, Any] = self._backend().grants
        kept = catalogs.get(self.caller.account)
        if isinstance(kept, Grants):
            with kept.change:
                yield from [g for g in kept.by_key.values() if g.principal in named]

    def _backend(self) -> Any:
        return lakeformation_backends[self.caller.account][self.caller.region]

    def _tags(self, database: str, name: str) -> dict[str, set[str]]:
        """A table's LF-tags, those of its database among them where it has no others."""
        backend, account = self._backend(), self.caller.account
        found: dict[str, set[str]] = {}
        for tag in (
            *backend.lf_database_tags.get((account, database), ()),
            *backend.lf_table_tags.get((account, database, name), ()),
        ):
            found[str(tag["TagKey"]).lower()] = {str(v) for v in tag["TagValues"]}
        return found

    def _is_open_by_name(self, database: str, name: str) -> bool:
        return any(
            {SELECT, EVERY} & {*grant.permissions}
            and _is_table(part(whole(grant.resource), "Table"), database, name)
            for grant in self._grants()
        )

    def _is_open_by_tags(self, database: str, name: str, column: str) -> bool:
        own = self._backend().lf_columns_tags.get((self.caller.account, database, name, column), ())
        tags = self._tags(database, name)
        tags |= {str(t["TagKey"]).lower(): {str(v) for v in t["TagValues"]} for t in own}
        return any(
            SELECT in grant.permissions and _fits(policy, tags)
            for grant in self._grants()
            if (policy := part(grant.resource, "LFTagPolicy")).get("ResourceType") == "TABLE"
        )

    def _check_filter(self, filtered: Mapping[str, Any], database: str, name: str) -> None:
        if (filtered.get("DatabaseName"), filtered.get("TableName")) == (database, name):
            raise unsupported("data cells filters")

    def access(self, location: str) -> Caller:
        """Who reads and writes a table's files: the role that registered them, else the caller."""
        role = self.registered_by(location)
        return self.caller.acting_as(role, "athena") if role else self.caller

    def registered_by(self, location: str) -> str | None:
        """The role that a location is registered with."""
        place = PLACE + location.partition("://")[2].rstrip("/") + "/"
        found = [
            (len(arn), str(resource.role_arn))
            for arn, resource in self._backend().resources.items()
            if place.startswith(arn.rstrip("/") + "/")
        ]
        return max(found)[1] if found else None


def _is_table(named: Mapping[str, Any], database: str, name: str) -> bool:
    if named.get("DatabaseName") != database:
        return False
    return named.get("Name") == name or "TableWildcard" in named


def _named(named: Mapping[str, Any], columns: Collection[str]) -> set[str]:
    if "ColumnWildcard" in named:
        return {*columns} - {*excluded(named)}
    return {str(column).lower() for column in items(named, "ColumnNames")}


def _fits(policy: Mapping[str, Any], tags: Mapping[str, set[str]]) -> bool:
    expression = items(policy, "Expression")
    return bool(expression) and all(
        tags.get(str(each["TagKey"]).lower(), set()) & {str(v) for v in each["TagValues"]}
        for each in expression
    )
