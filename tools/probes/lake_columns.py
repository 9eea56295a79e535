"""Grants on some columns of a table, beside which AWS gives no other right on it."""

from typing import Any

from tools.probes.cloud import ROLE, Cloud
from tools.probes.lake import COLUMNS, TABLE, grant, listed, ready, to
from tools.probes.probe import Gives, Probe, Refused, Works

GUIDE = "https://docs.aws.amazon.com/lake-formation/latest/dg"
RIGHTS = f"{GUIDE}/lf-permissions-reference.html"
NOTES = f"{GUIDE}/data-filtering-notes.html"
RULE = "lake_formation_column_grants"
INVALID = Refused("InvalidInputException", "Permissions modification is invalid", 400)
WHOLE = {"Table": TABLE}
ALL_BUT_ONE = {"TableWithColumns": {**TABLE, "ColumnWildcard": {"ExcludedColumnNames": ["id"]}}}
EVERY: dict[str, Any] = {"TableWithColumns": {**TABLE, "ColumnWildcard": {}}}


def _both(aws: Cloud, first: Any, right: str, then: Any, other: str) -> None:
    ready(aws)
    grant(aws, first, right)
    grant(aws, then, other)


def _beside_columns(right: str) -> Probe:
    return Probe(
        f"lakeformation-{right.lower()}-beside-columns",
        RIGHTS,
        f"Who may select some columns of a table is not given {right} on it.",
        lambda aws: _both(aws, COLUMNS, "SELECT", WHOLE, right),
        INVALID,
        rule=RULE,
    )


def _columns_beside(right: str) -> Probe:
    return Probe(
        f"lakeformation-columns-beside-{right.lower()}",
        RIGHTS,
        f"Who has {right} on a table is not given some of its columns.",
        lambda aws: _both(aws, WHOLE, right, COLUMNS, "SELECT"),
        INVALID,
        rule=RULE,
    )


def _at_once(aws: Cloud) -> Any:
    ready(aws)
    grant(aws, COLUMNS, "SELECT")
    entry = {"Id": "1", "Principal": to(ROLE), "Resource": WHOLE, "Permissions": ["INSERT"]}
    failures = aws.lake.batch_grant_permissions(Entries=[entry])["Failures"]
    return [failure["Error"]["ErrorCode"] for failure in failures]


def _one_after_the_other(aws: Cloud) -> Any:
    ready(aws)
    grant(aws, COLUMNS, "SELECT")
    aws.lake.revoke_permissions(Principal=to(ROLE), Resource=COLUMNS, Permissions=["SELECT"])
    grant(aws, WHOLE, "INSERT")
    return listed(aws, WHOLE)


def _two_principals(aws: Cloud) -> None:
    ready(aws)
    aws.role("writer")
    grant(aws, COLUMNS, "SELECT")
    grant(aws, WHOLE, "INSERT", principal=ROLE.replace("reader", "writer"))


def _partition_key_left_out(aws: Cloud) -> None:
    aws.closed_lake()
    aws.role()
    aws.table(PartitionKeys=[{"Name": "day", "Type": "date"}])
    left_out = {"ExcludedColumnNames": ["day"]}
    grant(aws, {"TableWithColumns": {**TABLE, "ColumnWildcard": left_out}}, "SELECT")


PROBES = (
    *map(_beside_columns, ("ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT")),
    *map(_columns_beside, ("ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT")),
    Probe(
        "lakeformation-insert-beside-all-columns-but-one",
        RIGHTS,
        "All columns but one are some columns.",
        lambda aws: _both(aws, ALL_BUT_ONE, "SELECT", WHOLE, "INSERT"),
        INVALID,
        rule=RULE,
    ),
    Probe(
        "lakeformation-insert-beside-every-column",
        RIGHTS,
        "Every column is the whole table, beside which it may be written.",
        lambda aws: _both(aws, EVERY, "SELECT", WHOLE, "INSERT"),
        Works(),
    ),
    Probe(
        "lakeformation-insert-beside-columns-at-once",
        RIGHTS,
        "So it is of many grants in one call.",
        _at_once,
        Gives(["InvalidInputException"]),
        rule=RULE,
    ),
    Probe(
        "lakeformation-insert-after-columns",
        RIGHTS,
        "Once the columns are revoked, the table may be written.",
        _one_after_the_other,
        Gives([(WHOLE, ["INSERT"])]),
    ),
    Probe(
        "lakeformation-columns-and-insert-of-two",
        RIGHTS,
        "One may write what another reads a part of.",
        _two_principals,
        Works(),
    ),
    Probe(
        "lakeformation-partition-key-left-out",
        NOTES,
        "Whoever reads a part of a table reads its partition keys.",
        _partition_key_left_out,
        INVALID,
        rule=RULE,
    ),
)
