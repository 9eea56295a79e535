"""What an execution leaves in the catalog bucket: its tables, their rows and what rules measured.

A machine writes the document, so the newest code may read one of an older machine: what is not
known is passed over, and what is not there has a default.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from meshwright.errors import MeshError


class RunError(MeshError):
    """What keeps one product from being run or looked at, and not the others."""


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


class RuleResult(_Written):
    """What one quality rule measured."""

    rule: str
    severity: str = "error"
    measured: Any = None
    passed: bool

    @property
    def told(self) -> str:
        """What it measured, as people read it."""
        return "nothing" if self.measured is None else str(self.measured)


class TableResult(_Written):
    """What became of one table."""

    table: str
    state: str = "published"
    """published, unchanged, refused, waiting or not reached."""
    rows: int | None = None
    """How many it holds now; None where that is not known."""
    changed: int | None = None
    rejected: int | None = None
    files: int | None = None
    """Of a table with a source: how many files were taken."""
    rules: tuple[RuleResult, ...] = ()
    sample: Mapping[str, str] | None = Field(default=None, exclude=True)
    """Of one whose owner shows some rows: the `error` where that failed."""

    @property
    def is_idle(self) -> bool:
        """Whether no file had landed, so that nothing was done and no rule says anything."""
        return self.files == 0

    @property
    def failed(self) -> Iterator[RuleResult]:
        """The rules that were broken, whatever they weigh."""
        return (rule for rule in self.rules if not (rule.passed or self.is_idle))


class Result(_Written):
    """One execution's own account of what it did."""

    product: str
    execution: str
    started: datetime
    finished: datetime
    state: str
    tables: tuple[TableResult, ...] = ()
    error: Any = Field(default=None)
    waiting_for: str = ""
    """The inputs that have no rows yet, where the run could only wait for them."""

    @property
    def is_success(self) -> bool:
        return self.state == "succeeded"

    @property
    def is_waiting(self) -> bool:
        return self.state == "waiting"


def parse(text: str | bytes, *, key: str) -> Result:
    """The result in an object of the catalog bucket. Raises RunError for what is none."""
    try:
        return Result.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        path = first["loc"]
        where = ".".join(map(str, path)) or "the document"
        raise RunError(f"{key} is not the result of a run: {where}: {first['msg']}") from error


def reason(cause: str) -> str:
    """What a run failed of: of a query, Athena's own reason and by which id it has the rest.

    Source: Step Functions developer guide, "Run Athena queries with Step Functions": the cause of
    a failed task is the query's execution as JSON.
    """
    try:
        query = json.loads(cause)["QueryExecution"]
        said = query["Status"].get("StateChangeReason") or query["Status"]["State"]
        return f"{said} (query {query['QueryExecutionId']})"
    except (ValueError, LookupError, TypeError):
        return cause
