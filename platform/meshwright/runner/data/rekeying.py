"""Partitions of a stack's tables, before and after a change: what would not fit, and what is back.

Glue changes the keys of a table and leaves its partitions as they are. So a change of keys is
refused as a loss of data where that is kept and partitions do not fit the new keys; where it is not
kept they go with the change. A table that has no partition gets those that its files make: it was
retired and is taken back, or it lost them to a change that was taken back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meshwright import recorded
from meshwright.aws.resource_types import TABLE
from meshwright.gate.data_loss import CODE, FLAG, DataLossPolicy
from meshwright.gate.reasons import Reason
from meshwright.plan.declaration import Declaration, StackPlan
from meshwright.runner.data.partition_fit import (
    Key,
    Partition,
    keys_of,
    location_of,
    misfit,
    partitions_of,
)
from meshwright.runner.data.table_data import Table, TableData
from meshwright.runner.state.checkpoint import Checkpoint
from meshwright.visible import plural


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A table that is planned with other partition keys than it has."""

    declared: Declaration
    table: Table
    before: tuple[Key, ...]
    after: tuple[Key, ...]

    @property
    def location(self) -> str:
        return location_of(self.declared.inputs)

    def misfits(self, data: TableData) -> tuple[Partition, ...]:
        """The registered partitions that cannot be read under the new keys."""
        registered = data.partitions(self.table)
        return tuple(each for each in registered if misfit(self.after, self.location, each))

    def lost(self, data: TableData) -> str:
        """What nobody could read any more, in words; empty where there is nothing."""
        misfits = self.misfits(data)
        if misfits:
            return f"{plural(len(misfits), 'partition')}, such as {'/'.join(misfits[0].values)},"
        # Without keys all files are the table's, with keys only those of its partitions.
        loose = () if self.before else data.files(self.location)
        found = next((f for f in loose if not partitions_of(self.after, self.location, [f])), "")
        return f"files, such as {found}," if found else ""


def rekeyed(state: Checkpoint | None, stack: StackPlan) -> tuple[Rekeyed, ...]:
    """The tables of a stack whose keys differ from those that its state holds."""
    resources = state.resources if state is not None else []
    before = {
        str(r["urn"]).rpartition("::")[2]: keys_of(recorded.sent(r.get("inputs") or {}))
        for r in resources
        if r.get("type") == TABLE
    }
    return tuple(
        Rekeyed(d, table_of(d), before[d.name], keys_of(d.inputs))
        for d in _tables(stack)
        if d.name in before and before[d.name] != keys_of(d.inputs)
    )


def _tables(stack: StackPlan) -> Iterator[Declaration]:
    return (d for d in stack.declarations if d.type == TABLE)


def table_of(declared: Declaration) -> Table:
    return Table(declared.inputs["databaseName"], declared.inputs["name"])


def refusals(
    data: TableData, state: Checkpoint | None, stack: StackPlan, loss_policy: DataLossPolicy
) -> tuple[Reason, ...]:
    """Why a stack may not be touched: partitions that nobody could read afterwards."""
    if not loss_policy.holds:
        return ()
    found = ((change, change.lost(data)) for change in rekeyed(state, stack))
    return tuple(_refusal(change, lost) for change, lost in found if lost)


def _refusal(change: Rekeyed, lost: str) -> Reason:
    message = (
        f"{CODE} {lost} of table {change.table} would become unreadable: it is partitioned by"
        f" {_said(change.before)} and would be by {_said(change.after)}"
    )
    fix = (
        "keep the keys, and bring the new ones in a table of another name;"
        f" or pass {FLAG}: then these partitions leave the catalog, and their files stay"
    )
    key = str(change.declared.key)
    return Reason(message, key, change.declared.spec, refusal=True, fix=fix)


def _said(keys: tuple[Key, ...]) -> str:
    return ", ".join(f"{key.name} ({key.type})" for key in keys) or "nothing"


def follow(data: TableData, changes: tuple[Rekeyed, ...], stack: StackPlan) -> tuple[str, ...]:
    """Makes the partitions fit their tables after an update; what was done, in words."""
    said = [note for change in changes if (note := _drop(data, change))]
    said += [note for declared in _tables(stack) if (note := _restore(data, declared))]
    return tuple(said)


def _drop(data: TableData, change: Rekeyed) -> str:
    misfits = change.misfits(data)
    if not misfits:
        return ""
    data.drop(change.table, misfits)
    return f"{change.table}: {plural(len(misfits), 'partition')} left the catalog with the old keys"


def _restore(data: TableData, declared: Declaration) -> str:
    keys, table = keys_of(declared.inputs), table_of(declared)
    if not keys or data.partitions(table, most=1):
        return ""
    location = location_of(declared.inputs)
    made = partitions_of(keys, location, data.files(location))
    if not made:
        return ""
    data.register(table, made)
    return (
        f"{table}: {plural(len(made), 'partition')} entered the catalog again, by the files there"
    )
