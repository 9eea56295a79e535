"""Partitions of a stack's tables that cannot be read under the keys of their table.

They are no resources of the stack: whoever writes rows enters them, and whoever changes the keys of
a table leaves them as they are.
"""

from collections.abc import Callable, Iterator

from meshwright.aws.resource_types import TABLE
from meshwright.operations.drift.state import Holding, Holdings
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.runner.cloud import Cloud
from meshwright.runner.data.partition_fit import keys_of, location_of, misfit
from meshwright.runner.data.table_data import DELETE_AT_ONCE, Table, TableData


def misfitting_partitions(
    holdings: Holdings, cloud: Cloud, subject_of: Callable[[str], str]
) -> Iterator[Drift]:
    """One drift a table, with what takes the first of its misfits out of the catalog."""
    data = TableData(cloud.client)
    for holding in holdings.of(TABLE):
        found = _misfits(holding, data)
        if found:
            values, why = found[0]
            table = _table(holding)
            arguments = {**table.arguments, "PartitionsToDelete": _named(found)}
            yield Drift(
                holdings.stack,
                subject_of(holding.key),
                Kind.EXTRA,
                f"partition {'/'.join(values)} of table {table}: {why}{_more(found)}",
                remedy=Call("glue", "batch_delete_partition", arguments),
            )


def _misfits(holding: Holding, data: TableData) -> list[tuple[tuple[str, ...], str]]:
    # As the table is now, not as it was made: its keys are compared on their own.
    actual = holding.actual_inputs or holding.inputs
    keys, location = keys_of(actual), location_of(actual)
    registered = data.partitions(_table(holding))
    return [(p.values, why) for p in registered if (why := misfit(keys, location, p))]


def _table(holding: Holding) -> Table:
    return Table(str(holding.inputs["databaseName"]), str(holding.inputs["name"]))


def _named(found: list[tuple[tuple[str, ...], str]]) -> list[dict[str, list[str]]]:
    return [{"Values": list(values)} for values, _ in found[:DELETE_AT_ONCE]]


def _more(found: list[tuple[tuple[str, ...], str]]) -> str:
    return f" (and {len(found) - 1:,} more of that table)" if len(found) > 1 else ""
