"""What an environment file protects less than it did."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from meshwright.contracts import codes
from meshwright.errors import Finding, Position
from meshwright.gate.assessment import Assessment
from meshwright.specs.audit import Audit
from meshwright.specs.environment import (
    AdoptedSettings,
    DomainTrust,
    Environment,
    EnvironmentSpec,
)
from meshwright.specs.environments import ENVIRONMENTS_FOLDER
from meshwright.specs.product_folder import YAML_SUFFIX
from meshwright.specs.source import Path
from meshwright.wording import shown

T = TypeVar("T")
Said = tuple[Path, str]
"""A place in the environment file, and what is less there."""


def loosened(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for each thing that an environment file gives up."""
    for path, message in _less(base.environment.spec, head.environment.spec):
        yield _at(head.environment, path, message)


def environment_moved(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning where an environment is of another account or region than it was."""
    before, after, environment = base.environment.spec, head.environment.spec, head.environment
    for field, old, new in (
        ("account", before.account, after.account),
        ("region", before.region, after.region),
    ):
        if old != new:
            message = f"environment {environment.name} changes its {field} from {old} to {new}"
            position = environment.source.at_value(field)
            yield codes.ENVIRONMENT_GONE.at(
                position, message, subject=environment.name, where=field
            )


def environments_gone(base: Iterable[str], head: Iterable[str]) -> Iterator[Finding]:
    """A warning for each environment that had a file."""
    for name in sorted({*base} - {*head}):
        position = Position(f"{ENVIRONMENTS_FOLDER}/{name}{YAML_SUFFIX}")
        yield codes.ENVIRONMENT_GONE.at(position, f"the file of environment {name} was removed")


def _at(environment: Environment, path: Path, message: str) -> Finding:
    where = ".".join(map(str, path))
    position = environment.source.at(*path)
    return codes.LOOSENED.at(position, message, subject=environment.name, where=where)


def _less(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    for less in LESS:
        yield from less(before, after)


def _switches(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    if before.keep_data and not after.keep_data:
        yield (
            ("keepData",),
            "data may be deleted and replaced without `status: retired` in its spec",
        )
    if before.account_settings and not after.account_settings:
        yield ("accountSettings",), "Lake Formation's account settings are no longer managed here"
    if before.assume_deployer and not after.assume_deployer:
        message = "the provider runs with the caller's permissions instead of the deployer's"
        yield ("assumeDeployer",), message
    yield from _trail(before.audit, after.audit)
    yield from _other_trail(before.audit, after.audit)
    limit = after.athena.bytes_scanned_limit
    if limit > before.athena.bytes_scanned_limit:
        yield ("athena", "bytesScannedLimit"), f"a query may scan {limit:,} bytes, more than before"


def _trail(before: Audit, after: Audit) -> Iterator[Said]:
    """What tells less of who did what."""
    if before.is_asked and not after.is_asked:
        ends = ": the trail ends" if before.is_own else ""
        yield ("audit", "trail"), f"nothing tells any more who used what{ends}"
    elif before.is_own and not after.is_own:
        message = "the mesh's own trail ends, and tells no more of what another does not record"
        yield ("audit", "trail"), message
    if before.has_bucket and after.has_bucket and after.days < before.days:
        message = f"the files of the trail go after {after.days} days, sooner than before"
        yield ("audit", "days"), message
    if before.formerly and after.is_asked and not after.has_bucket:
        message = "the files of the trail that the mesh had before are kept no longer"
        yield ("audit", "formerly"), message


def _other_trail(before: Audit, after: Audit) -> Iterator[Said]:
    """Which trail of others is asked, and as whom."""
    was, now = before.existing, after.existing
    if now is None:
        return
    if was is not None and was.bucket != now.bucket:
        yield ("audit", "bucket"), f"the trail in {now.bucket} is asked instead of {was.bucket}"
    if was is not None and was.prefix != now.prefix:
        yield ("audit", "prefix"), f"the trail under {now.prefix} is asked instead of {was.prefix}"
    if was is None or was.reader != now.reader:
        message = f"the deployer may newly hand {now.reader} to Lake Formation, which reads as it"
        yield ("audit", "reader"), message


def _state(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    if before.backend not in (None, after.backend):
        message = (
            f"the state is no longer read from {before.backend}, the only record of what is"
            " deployed and protected"
        )
        yield ("backend",), message
    if before.secrets_provider != after.secrets_provider == "passphrase":
        message = (
            f"secrets in the state are encrypted with a passphrase, not {before.secrets_provider}"
        )
        yield ("secretsProvider",), message


def _account(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    """What Lake Formation's settings of the account let others do."""
    for arn in _added(before.administrators, after.administrators):
        yield ("administrators",), f"{arn} becomes an administrator, who can open every table"
    for arn in _added(before.auditors, after.auditors):
        yield ("auditors",), f"{arn} newly sees every grant and every table's columns, and no row"
    had, has = before.cross_account_version, after.cross_account_version
    if had != has:
        means = (
            f"an account cannot go back from version {has}"
            if has > had
            else f"AWS refuses it where the account has {had} already"
        )
        yield ("crossAccountVersion",), f"it changes from {had} to {has}: {means}"
    yield from _adopted(before.adopted, after.adopted)


def _adopted(before: AdoptedSettings, after: AdoptedSettings) -> Iterator[Said]:
    for account in _added(before.trusted_resource_owners, after.trusted_resource_owners):
        message = f"what account {account} shares may newly be used here"
        yield ("adopted", "trustedResourceOwners"), message
    known = before.external_data_filtering_allow_list
    for account in _added(known, after.external_data_filtering_allow_list):
        message = f"engines of account {account} may newly filter rows and columns by themselves"
        yield ("adopted", "externalDataFilteringAllowList"), message
    for tag in _added(before.authorized_session_tag_values, after.authorized_session_tag_values):
        message = f"an engine with the session tag {shown(tag)} may newly filter by itself"
        yield ("adopted", "authorizedSessionTagValues"), message
    for what, had, has in (
        ("databases", before.databases, after.databases),
        ("locations", before.locations, after.locations),
    ):
        for name in (name for name, product in has.items() if had.get(name) != product):
            yield ("adopted", what, name), f"{name} is newly given to {has[name]}"


def _consumers(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    for name, arn in after.principals.items():
        if name in before.principals and before.principals[name] != arn:
            message = f"{arn} newly reads what agreements open to {name}"
            yield ("principals", name), message


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


def _landings(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    for product, writers in after.landing.items():
        for arn in _added(before.landing.get(product, ()), writers):
            yield ("landing", product), f"{arn} may newly land files of {product}"


def _pipeline(before: EnvironmentSpec, after: EnvironmentSpec) -> Iterator[Said]:
    """Whose pipeline, and who besides, works as the roles of the account's template."""
    was, now = before.bootstrap, after.bootstrap
    if was is None or now is None:
        return
    for field, old, new in (
        ("codeHost", was.code_host, now.code_host),
        ("repository", was.repository, now.repository),
        ("branch", was.branch, now.branch),
        ("hostEnvironment", was.host_environment, now.host_environment),
        ("issuer", was.issuer, now.issuer),
    ):
        if old != new:
            said = f"another pipeline may deploy: {shown(old or '')} becomes {shown(new or '')}"
            yield ("bootstrap", field), said
    if was.planner != now.planner:
        yield ("bootstrap", "planner"), f"{now.planner} newly reads the state"
    for arn in _added(was.operators, now.operators):
        yield ("bootstrap", "operators"), f"{arn} may newly deploy"


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


LESS: tuple[Callable[[EnvironmentSpec, EnvironmentSpec], Iterator[Said]], ...] = (
    _switches,
    _state,
    _account,
    _consumers,
    _trusts,
    _landings,
    _pipeline,
    _readers,
)
ELSEWHERE: Mapping[str, str] = {
    "account": "a finding of its own: environment_moved",
    "region": "as above",
    "deployer": "a finding of its own: deployer.py",
    "governance.rules.level": "compared as it holds for each product: rules.py",
    "governance.rules.parameters": "as above",
}
"""Fields of an environment file that another comparison looks at."""
PROTECTS_NOTHING: Mapping[str, str] = {
    "bootstrap.identityProvider": "the roles trust the same issuer either way",
    "drafts": "a draft has no readers; that one is deployed opens nothing to anybody",
    "slack.channels": "where alarms are shown; they hold no rows",
    "slack.workspace": "as above",
    "provider": "of `local` alone, whose AWS is a process of this machine",
    "plugin": "as above",
    "quotas": "what AWS allows is counted against them; AWS refuses what is beyond its own",
}
"""Fields of an environment file that nothing is protected by, and why."""
