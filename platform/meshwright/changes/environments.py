"""What an environment file protects less than it did."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from meshwright.changes import codes
from meshwright.deploy.assessment import Assessment
from meshwright.errors import Finding, Position
from meshwright.spec.environment import DomainTrust, Environment, EnvironmentSpec
from meshwright.spec.environments import ENVIRONMENTS_FOLDER
from meshwright.spec.product_folder import YAML_SUFFIX
from meshwright.spec.source import Path

T = TypeVar("T")
Said = tuple[Path, str]
"""A place in the environment file, and what is less there."""


def loosened(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for each thing that an environment file gives up."""
    for path, message in _less(base.environment.spec, head.environment.spec):
        yield _at(head.environment, path, message)


def environments_gone(base: Iterable[str], head: Iterable[str]) -> Iterator[Finding]:
    """A warning for each environment that had a file."""
    for name in sorted({*base} - {*head}):
        position = Position(f"{ENVIRONMENTS_FOLDER}/{name}{YAML_SUFFIX}")
        yield codes.ENVIRONMENT_GONE.at(position, f"environment {name} has no file any more")


def _at(environment: Environment, path: Path, message: str) -> Finding:
    where = ".".join(map(str, path))
    position = environment.source.at(*path)
    return codes.LOOSENED.at(position, message, subject=environment.name, where=where)


def _less(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    if before.keep_data and not after.keep_data:
        yield ("keepData",), "data may be deleted and replaced without a word in its spec"
    if before.account_settings and not after.account_settings:
        yield ("accountSettings",), "nobody here keeps Lake Formation's own settings closed"
    for arn in _added(before.administrators, after.administrators):
        yield ("administrators",), f"{arn} becomes an administrator, who can open every table"
    yield from _trusts(before, after)
    yield from _readers(before, after)
    limit = after.athena.bytes_scanned_limit
    if limit > before.athena.bytes_scanned_limit:
        yield ("athena", "bytesScannedLimit"), f"a query may scan {limit:,} bytes, more than before"


def _trusts(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    for domain, trust in after.assume.items():
        was = before.assume.get(domain, DomainTrust())
        path: Path = ("assume", domain)
        for arn in _added(was.reader, trust.reader):
            yield (*path, "reader"), f"{arn} may newly act as the people of {domain}"
        jobs, had = trust.runtime, was.runtime
        for who in (
            *_added(had.services, jobs.services),
            *_added(had.principals, jobs.principals),
        ):
            yield (*path, "runtime"), f"{who} may newly run the jobs of {domain}"


def _readers(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    for name, reader in after.readers.items():
        was = before.readers.get(name)
        path: Path = ("readers", name)
        if was is None or was.principal != reader.principal:
            yield path, f"{reader.principal} newly reads every domain's tables"
            continue
        levels = _added(was.classifications, reader.classifications)
        if levels:
            listed = " and ".join(level.value for level in levels)
            yield path, f"{reader.principal} newly reads what is {listed} in every domain"
        if reader.pii and not was.pii:
            yield path, f"{reader.principal} newly reads personal data of every domain"


def _added(before: Iterable[T], after: Iterable[T]) -> list[T]:
    known = [*before]
    return [value for value in after if value not in known]
