"""Where accesses are told: a trail's table, asked in one query, or the local AWS's own log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from localaws.trail.reading import calls
from meshwright import local_instance
from meshwright.aws.data_events import Access, access_of
from meshwright.errors import MeshError
from meshwright.specs.environment import Environment
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is told of some days."""

    accesses: Sequence[Access]
    seen_since: datetime
    """Nothing is told of what was before."""


def evidence(workspace: Workspace, environment: Environment, first: date) -> Evidence:
    """All accesses from a day on. Raises MeshError where nothing keeps them."""
    if environment.is_local:
        return _local(workspace, first)
    raise MeshError(
        f"{environment.name} has no trail, so nobody knows who used what",
        fix=f"say `audit: {{trail: own}}` in platform/environments/{environment.name}.yaml",
    )


def _local(workspace: Workspace, first: date) -> Evidence:
    aws = local_instance.running(workspace.local)
    if aws is None:
        raise MeshError("the local AWS is not running, and its log went with it", fix="mesh up")
    found = calls(aws.endpoint)
    beginning = datetime.combine(first, time(), UTC)
    told = (access_of(record) for record in found.records)
    accesses = [access for access in told if access and access.at >= beginning]
    return Evidence(accesses, found.whole_since)
