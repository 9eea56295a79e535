"""What a snippet is written from: who reads what of one table, as whom, and where."""

from dataclasses import dataclass

YOUR_WORKGROUP = "YOUR_WORKGROUP"
"""Stands for a workgroup of the consumer's own, where the mesh has made none for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One consumer, and what it may read of one table."""

    principal: str
    """The ARN of the role or user as which is read."""
    asked_as: str = ""
    """How `mesh query --as` names the consumer; empty where nobody can stand in for it."""
    profile: str = ""
    """The profile by which people assume the role; empty for who acts as the principal already."""
    workgroup: str = ""
    """The Athena workgroup; empty for a consumer that may query in none."""
    runs_jobs: bool = False
    """Whether the role is one for jobs, which read by Spark too."""
    environment: str
    account: str
    region: str
    database: str
    table: str
    columns: tuple[str, ...]
    """Those that are granted, and no others."""
    rows: str = ""
    """The filter that Lake Formation puts on the rows; empty where all are read."""
    access_point: str = ""
    """The ARN of the access point that gives the table's files; empty where none does."""
    is_iceberg: bool = False
    location: str
    """Where the table's files lie."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text to copy."""

    tool: str
    """What it is for: `athena`, `mesh`, `profile`, `awswrangler`, `pyathena`, `glue`, `spark`,
    `duckdb`, `pyarrow`."""
    title: str
    language: str
    """`sql`, `sh`, `ini`, `python` or `json`."""
    text: str
