"""What the last runs of a product say to who browses: how they went, and what rules measured; pure.

Moments are held as moments: how long ago they are is for whoever looks to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from meshwright.running.result import Result, RuleResult, TableResult, reason


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a rule measured in one run."""

    finished: datetime
    passed: bool
    measured: str
    """Empty where nothing was."""


@dataclass(frozen=True, slots=True)
class MeasuredRule:
    """A quality rule with what its last runs measured."""

    table: str
    rule: str
    """As people read it, such as `required order_id`."""
    severity: str
    trend: tuple[Measurement, ...]
    """The newest first; never empty."""

    @property
    def last(self) -> Measurement:
        return self.trend[0]

    @property
    def passes(self) -> int:
        """In how many of the runs it held."""
        return sum(each.passed for each in self.trend)


@dataclass(frozen=True, slots=True)
class TableRun:
    """What became of a table in the last run."""

    table: str
    state: str
    rows: int | None
    changed: int | None
    rejected: int | None


@dataclass(frozen=True, slots=True)
class Runs:
    """The last runs of one product."""

    state: str
    """How the last one ended: `succeeded`, `failed`, or `waiting` for rows of its inputs."""
    finished: datetime
    reason: str
    """Why it failed, or what it waits for."""
    refreshed: datetime | None
    """When the rows that readers see were published; None where none of these runs did."""
    tables: tuple[TableRun, ...]
    rules: tuple[MeasuredRule, ...]

    @property
    def broken(self) -> tuple[MeasuredRule, ...]:
        """The rules that did not hold when they were last asked."""
        return tuple(rule for rule in self.rules if not rule.last.passed)

    @property
    def is_failing(self) -> bool:
        """Whether the last run failed, or a rule did not hold when it was last asked."""
        return self.state == "failed" or bool(self.broken)

    def due(self, freshness_seconds: int | None) -> datetime | None:
        """When the rows become older than promised; None without a promise, or without rows."""
        if not (self.refreshed and freshness_seconds):
            return None
        return self.refreshed + timedelta(seconds=freshness_seconds)


def runs_of(results: Sequence[Result]) -> Runs | None:
    """What the results of a product say, in whatever order they come; None where there are none."""
    ordered = sorted(results, key=lambda each: (each.finished, each.execution), reverse=True)
    if not ordered:
        return None
    last, good = ordered[0], next((each for each in ordered if each.is_success), None)
    return Runs(
        state=last.state,
        finished=_utc(last.finished),
        reason=told_reason(last),
        refreshed=_utc(good.finished) if good else None,
        tables=tuple(map(_table, last.tables)),
        rules=tuple(_rules(ordered)),
    )


def _table(table: TableResult) -> TableRun:
    return TableRun(table.table, table.state, table.rows, table.changed, table.rejected)


def _rules(ordered: Sequence[Result]) -> Iterator[MeasuredRule]:
    """The rules that were asked when each table was last audited, in the order of its spec."""
    asked: dict[str, dict[str, list[tuple[Result, RuleResult]]]] = {}
    for result in ordered:
        for table in result.tables:
            if not table.rules or table.is_idle:
                continue
            # A rule that the last audit did not ask is no longer promised.
            known = asked.setdefault(table.table, {rule.rule: [] for rule in table.rules})
            for rule in table.rules:
                if rule.rule in known:
                    known[rule.rule].append((result, rule))
    for table, rules in asked.items():
        for name, found in rules.items():
            trend = tuple(_measured(result, rule) for result, rule in found)
            yield MeasuredRule(table, name, found[0][1].severity, trend)


def _measured(result: Result, rule: RuleResult) -> Measurement:
    told = "" if rule.measured is None else str(rule.measured)
    return Measurement(_utc(result.finished), rule.passed, told)


def told_reason(result: Result) -> str:
    """Why a run failed, or what it waits for; empty where it did neither."""
    if result.is_waiting:
        return result.waiting_for
    error: object = result.error
    if not isinstance(error, Mapping):
        return str(error or "")
    said = cast("Mapping[str, object]", error)
    found = (str(said.get("Error") or ""), reason(str(said.get("Cause") or "")))
    return ": ".join(filter(None, found))


def _utc(moment: datetime) -> datetime:
    """A moment to the second in UTC; one without a zone is meant so."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)
