"""Codes of runs against what they read, write and promise."""

from meshwright.errors import Code, Severity

NOTHING_TO_REFRESH = Code(
    "CHK132",
    "A refresh of nothing",
    "`refresh` says what starts a run, and a run fills Iceberg tables that have a `query` or a"
    " `source`. Files of parquet tables are written by others.",
    "delete `refresh`, or add a `query` or a `source` to a table",
)
TOO_MANY_PARTITIONS = Code(
    "CHK133",
    "More partitions a run than Athena writes",
    "One statement of Athena's writes to 100 partitions at most, and fails beyond.",
    "shorten `window`, or partition by fewer columns; docs/how-to/outgrow-athena.md says what to do"
    " where that is no way",
)
SLOW_SCHEDULE = Code(
    "CHK134",
    "A schedule that is slower than the promise",
    "Rows get no newer between two runs: a schedule that leaves more time between them than"
    " `sla.freshness` allows breaks the promise each time.",
    "start runs more often, or promise less",
)
SLOW_INPUTS = Code(
    "CHK135",
    "A promise that the inputs cannot keep",
    "Rows that are derived are as old as what they are derived from, and older by the time between"
    " two runs. The newest of the inputs counts; one that promises nothing is as old as its own.",
    "promise less, start runs by `refresh: {on: inputs}`, or ask an input's owner for more",
    Severity.WARNING,
)
NOTHING_KEEPS = Code(
    "CHK136",
    "A promise that nothing keeps",
    "With `refresh: {on: request}` only `mesh run` starts a run, and no promise of fresh rows can"
    " rest on that.",
    "start runs by a schedule or by the inputs, or promise no freshness",
    Severity.WARNING,
)
LANDS_NOWHERE = Code(
    "CHK137",
    "Files that would land nowhere",
    "`landing` in an environment file names products of the mesh with a table that has a `source`.",
    "correct the name, or delete the entry",
    Severity.WARNING,
)
NOBODY_LANDS = Code(
    "CHK138",
    "Nobody may land files",
    "A table has a `source`, and the environment file names nobody who may write to the product's"
    " landing bucket.",
    "let the platform's owner name them under `landing` in the environment file",
    Severity.NOTE,
)
