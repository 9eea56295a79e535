"""What states are called, and where the state of a run keeps what is known of a table."""

import hashlib

from meshwright.jobs.table import TableJob

MAX_TABLE = 50
"""Of a table's name in a state's: with what the state does it stays below AWS's 80 characters."""


def state_name(job: TableJob, what: str) -> str:
    """Such as `orders: stage`; a long name of a table is cut, and told apart by its hash."""
    name = job.name
    if len(name) > MAX_TABLE:
        name = f"{name[: MAX_TABLE - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{name}: {what}"


def tables_path(job: TableJob) -> str:
    return f"$.tables.{job.name}"
