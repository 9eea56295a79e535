"""The environment file and the mesh name each other's domains and principals without doubt."""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.environment import DomainTrust, Environment
from meshwright.specs.models import Mesh
from meshwright.wording import did_you_mean


def check_trust(mesh: Mesh, environment: Environment) -> Iterator[Finding]:
    yield from _domains_named(mesh, environment)
    yield from _principals(mesh, environment)
    if not environment.is_local:
        yield from _nobody(mesh, environment)


def _domains_named(mesh: Mesh, environment: Environment) -> Iterator[Finding]:
    for domain in environment.spec.assume:
        if domain not in mesh.domains and not mesh.is_unreadable(domain):
            message = f"there is no domain '{domain}'{did_you_mean(domain, mesh.domains)}"
            at = environment.source.at("assume", domain)
            where = f"assume.{domain}"
            yield codes.NO_SUCH_DOMAIN.at(at, message, subject=environment.name, where=where)


def _principals(mesh: Mesh, environment: Environment) -> Iterator[Finding]:
    for name in environment.spec.principals:
        if name in mesh.domains or mesh.is_unreadable(name):
            message = f"'{name}' is a domain of the mesh too"
            at = environment.source.at("principals", name)
            where = f"principals.{name}"
            yield codes.PRINCIPAL_IS_DOMAIN.at(at, message, subject=name, where=where)


def _nobody(mesh: Mesh, environment: Environment) -> Iterator[Finding]:
    for domain in mesh.domains:
        trust = environment.spec.assume.get(domain, DomainTrust())
        runtime = (*trust.runtime.services, *trust.runtime.principals)
        roles = [
            role
            for role, named in (("the reader role", trust.reader), ("runtime roles", runtime))
            if not named
        ]
        if roles:
            which = " and ".join(roles)
            message = f"only the deploying role may assume {which} of domain '{domain}'"
            # At the domain, so that several environments that lack it make one note.
            at = mesh.domains[domain].source.at()
            yield codes.NOBODY_MAY_ASSUME.at(at, message, subject=domain)
