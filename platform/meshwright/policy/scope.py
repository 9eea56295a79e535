"""What a rule is told of the place of a resource: the one translation for every host."""

from guardrails.props import Reader, Scope
from meshwright.spec.environment import Environment, PlatformReader


def scope_of(environment: Environment, subject: str) -> Scope:
    """The scope of a stack; its subject is a domain or product id, or empty for the foundation."""
    domain, _, product = subject.partition(".")
    place = environment.place_of(domain or None)
    return Scope(
        environment=place.environment,
        account=place.account,
        region=place.region,
        partition=place.partition,
        domain=domain or None,
        product=product or None,
        readers=tuple(_reader(reader) for reader in environment.spec.readers.values()),
        keeps_data=not environment.is_local,
        manages_account=environment.spec.account_settings,
    )


def _reader(reader: PlatformReader) -> Reader:
    levels = tuple(level.value for level in reader.classifications)
    return Reader(reader.principal, levels, reader.pii)
