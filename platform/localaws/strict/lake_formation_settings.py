"""Settings are put as a whole, name administrators who exist, and say the version of sharing.

What is new may be open to all whom IAM lets in, and to nobody else; version 5 of sharing stays.

moto keeps just what it was given, and takes anybody for an administrator.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_PutDataLakeSettings.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakeSettings.html
https://docs.aws.amazon.com/lake-formation/latest/dg/optimize-ram.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.lakeformation.models import lakeformation_backends

from localaws.strict import lake_formation_principals as lake_principals
from localaws.strict.call import (
    Answer,
    Call,
    Correction,
    Fault,
    Forward,
    Guard,
    items,
    part,
)

VERSION = "CROSS_ACCOUNT_VERSION"
VERSIONS = ("1", "2", "3", "4", "5")
LAST = VERSIONS[-1]
"""The version that an account does not leave again."""
PARAMETERS = {VERSION: "1"}
MOST_ADMINISTRATORS, MOST_DEFAULTS = 30, 3
DEFAULTS = {
    "CreateDatabaseDefaultPermissions": "Create Database Default",
    "CreateTableDefaultPermissions": "Create Table Default",
}
LISTS = (
    "DataLakeAdmins",
    "ReadOnlyAdmins",
    "CreateDatabaseDefaultPermissions",
    "CreateTableDefaultPermissions",
    "TrustedResourceOwners",
    "ExternalDataFilteringAllowList",
    "AuthorizedSessionTagValueList",
)
SWITCHES = ("AllowExternalDataFiltering", "AllowFullTableExternalDataAccess")
PRINCIPALS = ("DataLakeAdmins", "ReadOnlyAdmins")
INVALID = "InvalidInputException"


def check(call: Call) -> Fault | None:
    return next(_faults(call), None)


def _faults(call: Call) -> Iterator[Fault]:
    settings = part(call.body, "DataLakeSettings")
    for field in PRINCIPALS:
        names = [p["DataLakePrincipalIdentifier"] for p in items(settings, field)]
        if len(names) > MOST_ADMINISTRATORS:
            yield Fault(INVALID, f"{field} has more than {MOST_ADMINISTRATORS} principals.")
        for name in names:
            if not lake_principals.is_known(call.account, name):
                yield lake_principals.invalid(name)
    yield from _defaults(settings)
    version = part(settings, "Parameters").get(VERSION)
    if version not in (None, *VERSIONS):
        yield Fault(INVALID, f"{VERSION} must be one of {', '.join(VERSIONS)}, not {version}.")
    if version not in (None, LAST) and _version(call) == LAST:
        yield Fault(INVALID, f"{VERSION} cannot be lowered from {LAST} to {version}.")


def _defaults(settings: Mapping[str, Any]) -> Iterator[Fault]:
    """https://github.com/hashicorp/terraform-provider-aws/issues/33427 has AWS's words."""
    for field, words in DEFAULTS.items():
        entries = items(settings, field)
        if len(entries) > MOST_DEFAULTS:
            yield Fault(INVALID, f"{field} has more than {MOST_DEFAULTS} entries.")
        for entry in entries:
            name = part(entry, "Principal").get("DataLakePrincipalIdentifier")
            if name != lake_principals.EVERYONE:
                yield Fault(INVALID, f"{words} not supported for principal")


def _version(call: Call) -> str:
    settings: Any = lakeformation_backends[call.account][call.region].get_data_lake_settings(
        call.account
    )
    return str(part(settings, "Parameters").get(VERSION, VERSIONS[0]))


def answer(call: Call, forward: Forward) -> Answer:
    """The settings with every field, those that nobody put being empty."""
    if call.operation == "PutDataLakeSettings":
        return _put(call, forward)
    given = forward()
    if given.error:
        return given
    settings: dict[str, Any] = given.body["DataLakeSettings"]
    whole: dict[str, Any] = {name: settings.get(name) or [] for name in LISTS}
    whole |= {name: bool(settings.get(name)) for name in SWITCHES}
    whole["Parameters"] = PARAMETERS | part(settings, "Parameters")
    return Answer(200, {"DataLakeSettings": whole})


def _put(call: Call, forward: Forward) -> Answer:
    """A put that names no version resets it, but for the last one, which stays."""
    before, given = _version(call), forward()
    if not given.error and before == LAST:
        kept: Any = lakeformation_backends[call.account][call.region].settings[call.account]
        kept["Parameters"] = part(kept, "Parameters") | {VERSION: LAST}
    return given


GUARD = Guard("lakeformation", ("PutDataLakeSettings",), check)
CORRECTION = Correction("lakeformation", ("GetDataLakeSettings", "PutDataLakeSettings"), answer)
