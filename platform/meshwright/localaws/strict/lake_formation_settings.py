"""Settings are put as a whole, name administrators who exist, and say the version of sharing.

moto keeps just what it was given, and takes anybody for an administrator.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_PutDataLakeSettings.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakeSettings.html
https://docs.aws.amazon.com/lake-formation/latest/dg/optimize-ram.html
"""

from collections.abc import Iterator
from typing import Any

from meshwright.localaws.strict import lake_formation_principals as lake_principals
from meshwright.localaws.strict.call import (
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
VERSIONS = ("1", "2", "3", "4")
PARAMETERS = {VERSION: "1"}
MOST_ADMINISTRATORS = 30
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
    version = part(settings, "Parameters").get(VERSION, VERSIONS[0])
    if version not in VERSIONS:
        yield Fault(INVALID, f"{VERSION} must be one of {', '.join(VERSIONS)}, not {version}.")


def answer(_call: Call, forward: Forward) -> Answer:
    """The settings with every field, those that nobody put being empty."""
    given = forward()
    if given.error:
        return given
    settings: dict[str, Any] = given.body["DataLakeSettings"]
    whole: dict[str, Any] = {name: settings.get(name) or [] for name in LISTS}
    whole |= {name: bool(settings.get(name)) for name in SWITCHES}
    whole["Parameters"] = PARAMETERS | part(settings, "Parameters")
    return Answer(200, {"DataLakeSettings": whole})


GUARD = Guard("lakeformation", ("PutDataLakeSettings",), check)
CORRECTION = Correction("lakeformation", ("GetDataLakeSettings",), answer)
