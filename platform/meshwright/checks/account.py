"""What an account says already, against what its environment file says of it.

Pure: the account was read before, and is a value here. It is asked before the first change, since
Lake Formation takes its settings as a whole, and no preview shows what one PUT removes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from meshwright.checks import codes
from meshwright.errors import Code, Finding
from meshwright.specs.environment import Environment

EVERYONE = "IAM_ALLOWED_PRINCIPALS"
"""All whom IAM lets in: what this name is granted, Lake Formation no longer decides."""
DEFAULT_DATABASE = "default"


@dataclass(frozen=True, slots=True)
class LakeSettings:
    """Lake Formation's settings of an account, as they were found."""

    administrators: tuple[str, ...] = ()
    auditors: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    """Who has rights on every new database or table, without being granted any."""
    version: int = 1
    resource_owners: tuple[str, ...] = ()
    filtering_accounts: tuple[str, ...] = ()
    session_tags: tuple[str, ...] = ()
    outside_engines: tuple[str, ...] = ()
    """AWS's names of the switches that let engines outside of AWS read, as far as they are on."""


def open_by_default(environment: Environment, found: LakeSettings) -> Iterator[Finding]:
    """What stays open where somebody else manages the settings: the mesh cannot close it."""
    if found.defaults and not environment.spec.account_settings:
        message = (
            f"account {environment.spec.account} opens every new database and table"
            f" to {', '.join(found.defaults)}"
        )
        yield _at(environment, codes.OPEN_LAKE, "accountSettings", message)


def would_be_removed(environment: Environment, found: LakeSettings) -> Iterator[Finding]:
    """What the first PUT would take away: neither listed in the environment file nor adopted."""
    spec = environment.spec
    listed: tuple[tuple[str, str, Sequence[str], Sequence[str]], ...] = (
        ("administrators", "administrator", found.administrators, spec.administrators),
        ("auditors", "read-only administrator", found.auditors, spec.auditors),
        (
            "adopted.trustedResourceOwners",
            "trusted resource owner",
            found.resource_owners,
            spec.adopted.trusted_resource_owners,
        ),
        (
            "adopted.externalDataFilteringAllowList",
            "account that may filter",
            found.filtering_accounts,
            spec.adopted.external_data_filtering_allow_list,
        ),
        (
            "adopted.authorizedSessionTagValues",
            "session tag value",
            found.session_tags,
            spec.adopted.authorized_session_tag_values,
        ),
    )
    for where, what, there, said in listed:
        for name in there:
            if name not in said:
                yield _unlisted(environment, where, f"{what} {name}")
    for name in found.defaults:
        if name != EVERYONE:
            yield _unlisted(environment, "", f"default permissions of {name}")
    for switch in found.outside_engines:
        yield _unlisted(environment, "", switch)


def version_lowered(environment: Environment, found: LakeSettings) -> Iterator[Finding]:
    """A version of sharing that the account has left behind.

    Source: Lake Formation developer guide, "Updating cross-account data sharing version settings".
    """
    asked = environment.spec.cross_account_version
    if found.version > asked:
        message = f"the account shares by version {found.version}, the file says {asked}"
        fix = f"write crossAccountVersion: {found.version}"
        yield _at(environment, codes.VERSION_LOWERED, "crossAccountVersion", message, fix)


def default_database_open(environment: Environment, rights: Sequence[str]) -> Iterator[Finding]:
    """What IAM_ALLOWED_PRINCIPALS may do with the database `default`, which others may rely on."""
    if rights:
        message = f"{EVERYONE} has {', '.join(rights)} on the database {DEFAULT_DATABASE}"
        yield _at(environment, codes.DEFAULT_OPEN, "account", message)


def _unlisted(environment: Environment, where: str, what: str) -> Finding:
    message = f"Lake Formation's settings have {what}, which this file does not list"
    fix = f"add it under {where}, or take it away in the account" if where else ""
    return _at(environment, codes.UNLISTED_SETTING, where or "accountSettings", message, fix)


def _at(environment: Environment, code: Code, where: str, message: str, fix: str = "") -> Finding:
    position = environment.source.at(*where.split("."))
    return code.at(position, message, fix=fix, subject=environment.name, where=where)
