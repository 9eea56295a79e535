"""What `mesh run` and `mesh runs` share: the machines that are meant, and how a run reads."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from meshwright.errors import MeshError

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.runner.cloud import Cloud
    from meshwright.running.result import Result, TableResult
    from meshwright.running.values import Machine
    from meshwright.specs.environment import Environment
    from meshwright.workspace import Workspace

UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def chosen_machines(assessment: "Assessment", words: Sequence[str]) -> "tuple[Machine, ...]":
    """The machines of what a SELECT names, in order of lineage."""
    from meshwright.gate.selection import named
    from meshwright.running.machines import machines

    mesh, plan = assessment.mesh, assessment.plan
    return machines(mesh, plan, assessment.environment, named(words, plan, mesh))


@contextmanager
def connected(
    workspace: "Workspace", environment: "Environment", *, assume: bool = False
) -> "Generator[Cloud]":
    """AWS as the caller: who runs a product needs the right to start its machine.

    With `assume` as the deploying role, where the environment says that callers take it.

    Nothing of a person's shell reaches the local AWS. Raises MeshError where that is meant and does
    not run.
    """
    from meshwright import local_instance
    from meshwright.runner.cloud import connect
    from meshwright.surroundings.inherited import shut_out

    if not environment.is_local:
        yield connect(environment, None, assume=assume)
        return
    aws = local_instance.running(workspace.local)
    if aws is None:
        raise MeshError("the local AWS is not running, so nothing can run in it", fix="mesh up")
    with shut_out():
        yield connect(environment, aws.endpoint)


def table_text(table: "TableResult") -> str:
    """A table's rows, and how many of them the run changed."""
    if table.is_idle:
        return f"{table.table} {table.rows or 0:,} rows, no new files"
    parts = [] if table.rows is None else [f"{table.rows:,} rows"]
    if table.changed is not None:
        parts.append(f"{table.changed:,} changed")
    if table.rejected:
        parts.append(f"{table.rejected:,} rejected")
    if table.sample is not None:
        parts.append(f"no sample ({table.sample.get('error', 'no reason is told')})")
    return f"{table.table} {', '.join(parts)}" if parts else table.table


def tables_text(result: "Result") -> str:
    return "; ".join(table_text(table) for table in result.tables)


def rule_lines(result: "Result | None") -> "Iterator[str]":
    """Each broken rule, with what it measured."""
    for table in result.tables if result else ():
        for rule in table.failed:
            yield f"{rule.severity}: {table.table}: {rule.rule}: measured {rule.told}"


def result_document(result: "Result | None") -> dict[str, Any] | None:
    return None if result is None else result.model_dump(mode="json", by_alias=True)


def age_text(age: timedelta) -> str:
    """A time in its largest unit, such as `3 h`; what is under a minute in seconds."""
    seconds = max(int(age.total_seconds()), 0)
    size, unit = next((found for found in UNITS if seconds >= found[0]), (1, "s"))
    return f"{seconds // size} {unit}"
