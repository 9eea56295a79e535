"""What runs did as OpenLineage has it: an event when each began, and one when it ended; pure.

A run of a product is a run of its job, and of the jobs of the tables that it came to, each within
it. Only the run's own times are kept, so that its tables have them too. Names are those of the
design's events, and a run's id is computed from the execution's: told twice, it is the same run.

Source: openlineage.io, spec 2-0-2 "OpenLineage.json", RunEvent; the facets' own versions stand in
their addresses.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from meshwright.catalog.results import Results
from meshwright.catalog.runs import told_reason
from meshwright.running.result import Result, RuleResult, TableResult
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh, Table
from meshwright.standards.lineage import facets
from meshwright.standards.lineage.facets import Fields, facet
from meshwright.standards.lineage.openlineage import Design, event, event_lines

RUNS = uuid5(NAMESPACE_URL, "urn:meshwright:run")
"""The namespace of the ids of runs: another one makes other runs of the same executions."""
COMPLETE, FAIL, ABORT = "COMPLETE", "FAIL", "ABORT"
ENDS: Mapping[str, str] = {
    "published": COMPLETE,
    "unchanged": COMPLETE,
    "refused": FAIL,
    "publishing": FAIL,
    "audited": ABORT,
}
"""How the run of a table ended, by its state; in any other it was not begun."""
ASSERTIONS: Mapping[str, str] = {
    "required": "not_null",
    "unique": "unique",
    "enum": "accepted_values",
    "rowCount": "row_count",
}
"""OpenLineage's words for rules; others are named as in the specs."""
SEVERITIES: Mapping[str, str] = {"error": "error", "warning": "warn"}
_OF_COLUMN = re.compile(r"\w+ (\w+)(, (in other rows|outside of the window))?( must\w+ .+)?")


def run_events(mesh: Mesh, results: Results, environment: Environment) -> str:
    """The runs of each product, the oldest first; one event a line."""
    design = Design(mesh, environment)
    return event_lines(
        found
        for name, runs in results.items()
        if name in mesh.products
        for result in sorted(runs, key=lambda each: (each.started, each.execution))
        for found in _Run(design, mesh.products[name], result).events()
    )


class _Run:
    """Writes the events of one execution."""

    def __init__(self, design: Design, product: DataProduct, result: Result) -> None:
        self._design, self._product, self._result = design, product, result
        self._started, self._finished = _instant(result.started), _instant(result.finished)
        known = [t for t in result.tables if t.table in product.tables and t.state in ENDS]
        self._tables = tuple(known)

    def events(self) -> Iterator[Fields]:
        failed = self._result.state == "failed"
        job = self._design.product_job(self._product)
        whole: Fields = {"runId": self._id(), "facets": {}}
        yield self._event(self._started, "START", whole, job)
        for table in self._tables:
            yield self._table(self._started, "START", table)
        for table in self._tables:
            yield self._table(self._finished, ENDS[table.state], table)
        ended = {**whole, "facets": _error(told_reason(self._result)) if failed else {}}
        yield self._event(self._finished, FAIL if failed else COMPLETE, ended, job)

    def _id(self, table: str = "") -> str:
        said = (self._design.namespace, self._result.product, self._result.execution, table)
        return str(uuid5(RUNS, "/".join(filter(None, said))))

    def _event(
        self, time: str, kind: str, run: Fields, job: Fields, **read_and_written: list[Fields]
    ) -> Fields:
        sides = read_and_written or {"inputs": [], "outputs": []}
        return event("RunEvent", time, eventType=kind, run=run, job=job, **sides)

    def _table(self, time: str, kind: str, told: TableResult) -> Fields:
        design, product, name = self._design, self._product, told.table
        parent = facet(
            "1-2-0",
            "ParentRunFacet",
            run={"runId": self._id()},
            job={"namespace": design.namespace, "name": product.id},
        )
        why = _error(self._why(told)) if kind == FAIL else {}
        run = {"runId": self._id(name), "facets": {"parent": parent, **why}}
        table, output = product.tables[name], design.output(product, name)
        output["facets"] = {"schema": facets.schema(table), **output["facets"]}
        if kind != "START":
            output["facets"] |= _assertions(table, told)
        if kind == COMPLETE:
            output["facets"] |= _held(told)
            output["outputFacets"] = _written(told)
        inputs = design.inputs(product, name)
        job = design.table_job(product, name)
        return self._event(time, kind, run, job, inputs=inputs, outputs=[output])

    def _why(self, told: TableResult) -> str:
        broken = [rule for rule in told.failed if rule.severity == "error"]
        said = "; ".join(f"{rule.rule}: measured {rule.told}" for rule in broken)
        return said or told_reason(self._result)


def _error(message: str) -> Fields:
    said = facet("1-0-1", "ErrorMessageRunFacet", message=message, programmingLanguage="SQL")
    return {"errorMessage": said}


def _assertions(table: Table, told: TableResult) -> Fields:
    """What the audit measured of the rows that were to be published; nothing where none were."""
    if not told.rules or told.is_idle:
        return {}
    found = [_assertion(table, rule) for rule in told.rules]
    return {
        "dataQualityAssertions": facet(
            "1-1-0", "DataQualityAssertionsDatasetFacet", assertions=found
        )
    }


def _assertion(table: Table, rule: RuleResult) -> Fields:
    word = rule.rule.partition(" ")[0]
    found = _OF_COLUMN.fullmatch(rule.rule)
    column = found[1] if found else ""
    return {
        "assertion": ASSERTIONS.get(word, word),
        "success": rule.passed,
        "severity": SEVERITIES.get(rule.severity, rule.severity),
        "name": rule.rule,
        **({"column": column} if column in table.columns else {}),
        **({} if rule.measured is None else {"actual": str(rule.measured)}),
    }


def _held(told: TableResult) -> Fields:
    """How many rows the table holds now."""
    if told.rows is None:
        return {}
    said = facet("1-0-1", "DataQualityMetricsDatasetFacet", rowCount=told.rows, columnMetrics={})
    return {"dataQualityMetrics": said}


def _written(told: TableResult) -> Fields:
    """How many rows the run changed, which is what a MERGE writes."""
    if told.changed is None:
        return {}
    said = facet("1-0-2", "OutputStatisticsOutputDatasetFacet", rowCount=told.changed)
    return {"outputStatistics": said}


def _instant(moment: datetime) -> str:
    """A moment in UTC; one without a zone is meant so."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC).isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"
