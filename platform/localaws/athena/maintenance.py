"""OPTIMIZE and VACUUM on Iceberg tables.

https://docs.aws.amazon.com/athena/latest/ug/optimize-statement.html
https://docs.aws.amazon.com/athena/latest/ug/vacuum-statement.html
https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyiceberg's values are Any here: what is read of them are names and numbers.

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from localaws.athena import rows, statements, writing
from localaws.athena.faults import denied, unsupported
from localaws.athena.queries import Run
from localaws.athena.tables import Table
from localaws.objects import ObjectError, Objects

_NAME = r'((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+)){0,2})'
_OPTIMIZE = re.compile(rf"\s*OPTIMIZE\s+{_NAME}\s+REWRITE\s+DATA\s+USING\s+BIN_PACK\s*$", re.I)
_VACUUM = re.compile(rf"\s*VACUUM\s+{_NAME}\s*$", re.I)
MAX_AGE = ("vacuum_max_snapshot_age_seconds", 432_000)
MIN_KEPT = ("vacuum_min_snapshots_to_keep", 1)


def optimize(run: Run, sql: str) -> None:
    """One file where a partition has several; nothing where none has."""
    found = _OPTIMIZE.match(sql)
    if found is None:
        raise unsupported("this form of OPTIMIZE")
    table = _writable(run, found[1])
    scan = rows.scanned(table, list(table.columns))
    writing.bound_to_snapshot(scan.table)
    parts: defaultdict[Any, list[int]] = defaultdict(list)
    for number, task in enumerate(scan.tasks):
        parts[task.file.partition].append(number)
    several = [number for numbers in parts.values() if len(numbers) > 1 for number in numbers]
    writing.replaced(
        scan, dict.fromkeys(several, ()), writing.arrow_schema(scan.table).empty_table()
    )


def vacuum(run: Run, sql: str) -> None:
    """Takes away snapshots that are old, and files that no snapshot names any more."""
    found = _VACUUM.match(sql)
    if found is None:
        raise unsupported("this form of VACUUM")
    table = _writable(run, found[1])
    try:
        ice = rows.opened(table)
        old = _old_snapshots(ice)
        if old:
            ice.maintenance.expire_snapshots().by_ids(old).commit()
        _remove_unused(table, ice)
    except ObjectError as error:
        raise denied(str(error)) from error


def _old_snapshots(ice: Any) -> list[int]:
    age = int(ice.properties.get(*_text(MAX_AGE)))
    kept = int(ice.properties.get(*_text(MIN_KEPT)))
    before = (datetime.now(UTC) - timedelta(seconds=age)).timestamp() * 1000
    current = ice.current_snapshot()
    newest = sorted(ice.snapshots(), key=lambda s: s.timestamp_ms, reverse=True)
    return [
        snapshot.snapshot_id
        for snapshot in newest[kept:]
        if snapshot.timestamp_ms < before and snapshot.snapshot_id != current.snapshot_id
    ]


def _text(setting: tuple[str, int]) -> tuple[str, str]:
    return setting[0], str(setting[1])


def _remove_unused(table: Table, ice: Any) -> None:
    """Files of the table's folder that no snapshot reaches, and older than a write can last."""
    objects = Objects(table.files)
    ice = ice.refresh()
    used = {ice.metadata_location, *_reached(ice)}
    used |= {entry.metadata_file for entry in ice.metadata.metadata_log}
    bucket = table.location.partition("://")[2].partition("/")[0]
    for listed in list(objects.under(table.location)):
        place = f"s3://{bucket}/{listed.key}"
        if place not in used and listed.age > MAX_AGE[1]:
            objects.delete(place)


def _reached(ice: Any) -> Iterator[str]:
    for snapshot in ice.snapshots():
        yield snapshot.manifest_list
        for manifest in snapshot.manifests(ice.io):
            yield manifest.manifest_path
            for entry in manifest.fetch_manifest_entry(ice.io, discard_deleted=True):
                yield entry.data_file.file_path


def _writable(run: Run, written: str) -> Table:
    name = statements.name(written)
    database = name.database or run.analysis.database
    return run.analysis.catalog.writable(database, name.table, "SELECT", "INSERT", "DELETE")
