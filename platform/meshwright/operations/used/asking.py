"""Where accesses are told: a trail's table, asked in one query, or the local AWS's own log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from localaws.trail.reading import calls
from meshwright import local_instance
from meshwright.aws.data_events import Access, access_of
from meshwright.errors import MeshError
from meshwright.operations.used.trail import question, told
from meshwright.plan import audit_names
from meshwright.querying.answers import ask
from meshwright.querying.who import Asker
from meshwright.runner.cloud import connect
from meshwright.specs.environment import Environment
from meshwright.workspace import Workspace

AUDITOR = "the auditor"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is told of some days."""

    accesses: Sequence[Access]
    seen_since: datetime
    """Nothing is told of what was before."""
    has_readings: bool = True
    """Whether events that only read are recorded at all."""
    is_ours: bool = True
    """Whether what is recorded is the mesh's to say, so that it is known."""


def evidence(workspace: Workspace, environment: Environment, first: date, last: date) -> Evidence:
    """All accesses of some days. Raises MeshError where nothing keeps them."""
    is_there = environment.spec.audit.existing is not None
    if environment.is_local:
        endpoint = _local_aws(workspace)
        # Its own log tells all, unless the environment file has another trail asked.
        return (
            _of_the_trail(environment, first, last, endpoint) if is_there else _log(endpoint, first)
        )
    if environment.spec.audit.is_asked:
        return _of_the_trail(environment, first, last)
    raise MeshError(
        f"{environment.name} has no trail, so nobody knows who used what",
        fix=f"say `audit: {{trail: own}}` in platform/environments/{environment.name}.yaml, or"
        " `trail: existing` where the account has one (docs/how-to/use-an-existing-trail.md)",
    )


def _local_aws(workspace: Workspace) -> str:
    aws = local_instance.running(workspace.local)
    if aws is None:
        raise MeshError("the local AWS is not running, and its log went with it", fix="mesh up")
    return aws.endpoint


def _log(endpoint: str, first: date) -> Evidence:
    found = calls(endpoint)
    beginning = _beginning(first)
    read = (access_of(record) for record in found.records)
    accesses = [access for access in read if access and access.at >= beginning]
    return Evidence(accesses, found.whole_since)


def _of_the_trail(
    environment: Environment, first: date, last: date, endpoint: str | None = None
) -> Evidence:
    """Asked as the environment's auditor, whose role the caller has to be allowed to assume."""
    place = environment.place_of(None)
    auditor = Asker(AUDITOR, audit_names.auditor_role_arn(place), audit_names.workgroup(place))
    cloud = connect(environment, endpoint, assume=False)
    answer = ask(cloud, auditor, question(first, last, place.region))
    found = told(answer.rows)
    # A trail of which the days have no event at all has seen nothing of them.
    return Evidence(
        found.accesses,
        found.first or _beginning(last),
        has_readings=found.first is None or found.has_readings,
        is_ours=environment.spec.audit.existing is None,
    )


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
