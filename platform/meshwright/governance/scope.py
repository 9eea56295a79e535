"""What a rule is told of the place of a resource: the one translation for every host."""

from guardrails.props import Reader, Scope
from meshwright.ids import parts, stack_name
from meshwright.specs.environment import DomainTrust, Environment, PlatformReader
from meshwright.specs.made_before import once


def scope_of(environment: Environment, subject: str) -> Scope:
    """The scope of a stack; its subject is a domain or product id, or empty for the foundation."""
    name = stack_name(subject, environment.name)
    return once(_scope, name, environment, subject)


def _scope(environment: Environment, subject: str) -> Scope:
    domain, product = parts(subject)
    place = environment.place_of(domain or None)
    trail = environment.spec.audit.existing
    return Scope(
        environment=place.environment,
        account=place.account,
        region=place.region,
        partition=place.partition,
        domain=domain or None,
        product=product or None,
        readers=tuple(_reader(reader) for reader in environment.spec.readers.values()),
        trusted=_trusted(environment, domain) if domain else _auditors(environment),
        services=_trust(environment, domain).runtime.services,
        landing=tuple(environment.spec.landing.get(subject, ())),
        adopted_locations=tuple((g.bucket, g.prefix, g.product) for g in sorted(place.given)),
        adopted_databases=tuple(sorted(environment.spec.adopted.databases.items())),
        trail=(trail.folder(place.account), trail.reader) if trail else None,
        keeps_data=not environment.is_local,
        manages_account=environment.spec.account_settings,
    )


def _trust(environment: Environment, domain: str) -> DomainTrust:
    return environment.spec.assume.get(domain, DomainTrust())


def _trusted(environment: Environment, domain: str) -> tuple[str, ...]:
    """Whoever is named; the deployer where nobody is, and in `local` the whole account."""
    trust, place = _trust(environment, domain), environment.place_of(domain)
    root = f"arn:{place.partition}:iam::{place.account}:root"
    fallback = root if environment.is_local else environment.spec.deployer
    named = (*(trust.reader or (fallback,)), *trust.runtime.principals)
    jobs = trust.runtime.services or trust.runtime.principals
    return tuple(dict.fromkeys(named if jobs else (*named, fallback)))


def _auditors(environment: Environment) -> tuple[str, ...]:
    """Who may assume the foundation's one role that people have."""
    place = environment.place_of(None)
    root = f"arn:{place.partition}:iam::{place.account}:root"
    fallback = root if environment.is_local else environment.spec.deployer
    return tuple(environment.spec.auditors) or (fallback,)


def _reader(reader: PlatformReader) -> Reader:
    levels = tuple(level.value for level in reader.classifications)
    return Reader(reader.principal, levels, reader.pii)
