"""Proves that what was agreed, what is planned and what is in force are the same access."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.access.grant import Grant
from meshwright.errors import MeshError
from meshwright.gate.assessment import Assessment
from meshwright.operations.drift.grantees import Grantees
from meshwright.operations.drift.grants import IsGone
from meshwright.operations.proof.access_points import access_points
from meshwright.operations.proof.differences import Comparison, Ended, Known
from meshwright.operations.proof.found import access_in_force
from meshwright.operations.proof.guards import guard_differences
from meshwright.operations.proof.iam_account import read_iam
from meshwright.operations.proof.notes import notes
from meshwright.operations.proof.planned import planned_access
from meshwright.operations.proof.policies import (
    key_grants,
    planned_identities,
    planned_stores,
    stores,
)
from meshwright.operations.proof.reach import around, readers
from meshwright.operations.proof.roles import role_differences
from meshwright.operations.proof.shares import foreign_doors
from meshwright.operations.proof.state import AccessState
from meshwright.operations.proof.surroundings import surroundings
from meshwright.operations.proof.values import Difference, Proof
from meshwright.plan import names
from meshwright.plan.grants import principal_of
from meshwright.runner.cloud import Cloud


def prove(cloud: Cloud, assessment: Assessment) -> Proof:
    """All differences of an environment. Raises MeshError where AWS does not answer."""
    wanted = planned_access(assessment.plan, assessment.environment)
    try:
        found = access_in_force(cloud, wanted)
        grantees = Grantees(cloud, assessment.plan.stacks)
        proof = compared(wanted, found, assessment, grantees.is_gone)
        past = sorted(_past(cloud, assessment), key=_order)
        return replace(proof, differences=(*proof.differences, *past))
    except (ClientError, BotoCoreError) as error:
        raise MeshError(
            f"AWS could not be asked: {error}",
            fix="give the role that asks the read-only actions in docs/how-to/audit-access.md",
        ) from error


def _past(cloud: Cloud, assessment: Assessment) -> Iterator[Difference]:
    """Whoever gets at files without Lake Formation, and what no longer keeps them out."""
    plan, environment = assessment.plan, assessment.environment
    mine = planned_stores(plan, environment)
    wanted = readers(planned_identities(plan, environment), mine)
    iam, there = read_iam(cloud), stores(cloud, mine)
    yield from around(wanted, readers(iam.identities(), there), _trusted(assessment))
    yield from key_grants(cloud, plan, there)
    yield from access_points(cloud, plan, environment)
    yield from role_differences(plan, environment, iam)
    yield from guard_differences(plan, cloud)
    yield from foreign_doors(plan, cloud, dict(_subjects(assessment)))


def compared(
    wanted: AccessState, found: AccessState, assessment: Assessment, is_gone: IsGone
) -> Proof:
    """The proof of what was read already."""
    spec = assessment.environment.spec
    trusted = _trusted(assessment)
    subjects = dict(_subjects(assessment))
    known = Known(trusted, dict(_ended(assessment)), subjects, is_gone)
    comparison = Comparison(wanted, found, known)
    around = surroundings(wanted, found, is_managed=spec.account_settings, subjects=subjects)
    differences = tuple(sorted({*comparison.differences(), *around}, key=_order))
    own = [grant for grant in found.grants if grant.principal in trusted]
    return Proof(
        differences,
        tuple(_known_rights(assessment, own)),
        comparison.decisions,
        len(comparison.principals),
        len(wanted.tables),
        notes(assessment),
    )


def _trusted(assessment: Assessment) -> frozenset[str]:
    """Whose rights as creators and administrators are known."""
    spec = assessment.environment.spec
    return frozenset({spec.deployer, *spec.administrators})


def _order(difference: Difference) -> tuple[str, str, str, str]:
    return difference.subject, difference.kind.value, difference.who, difference.said


def _subjects(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for product in assessment.mesh.products.values():
        yield names.database_of(product), product.id


def _ended(assessment: Assessment) -> Iterator[tuple[tuple[str, str, str], Ended]]:
    """What agreements gave that hold no longer."""
    mesh, environment = assessment.mesh, assessment.environment
    for product in mesh.products.values():
        for agreement in product.agreements:
            if agreement.spec.expires >= assessment.plan.as_of:
                continue
            principal = principal_of(agreement.consumer, mesh, environment)
            database = names.database_of(product)
            for table in agreement.spec.tables:
                ended = Ended(agreement.consumer, agreement.spec.expires)
                yield (principal or "", database, table), ended


def _known_rights(assessment: Assessment, own: list[Grant]) -> Iterator[str]:
    """Who has rights without a grant of the mesh, and why that is as it is to be."""
    spec = assessment.environment.spec
    for who in sorted(spec.administrators):
        yield f"{who} administers Lake Formation: sees every table, reads no row, may grant any"
    for who in sorted(spec.auditors):
        yield f"{who} sees every grant and every table as a read-only administrator"
    created = _counted(own)
    for who in sorted(created):
        yield f"{who} has rights on {created[who]} things that it made or gave itself"


def _counted(own: list[Grant]) -> Mapping[str, int]:
    things: dict[str, set[str]] = {}
    for grant in own:
        things.setdefault(grant.principal, set()).add(grant.thing)
    return {who: len(found) for who, found in things.items()}
