"""Who makes a database or table has all rights on it; who did not, changes it only if granted to.

moto knows no creators, and lets anybody change and drop anything. The local AWS's own administrator
may do everything, so only roles that were assumed are held to it.
https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
"""

from collections.abc import Mapping
from typing import Any

from localaws.strict import principals
from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard, part
from localaws.strict.caller_identity import ADMINISTRATOR
from localaws.strict.lake_formation_fitting import DATABASE, TABLE
from localaws.strict.lake_formation_grants import grant_by_default, rights_on
from localaws.strict.lake_formation_principals import EVERYONE

NEEDED = {
    "CreateTable": "CREATE_TABLE",
    "DeleteDatabase": "DROP",
    "DeleteTable": "DROP",
    "UpdateDatabase": "ALTER",
    "UpdateTable": "ALTER",
}
ON_DATABASE = ("CreateDatabase", "CreateTable", "DeleteDatabase", "UpdateDatabase")


def check(call: Call) -> Fault | None:
    who, needed = principals.caller(call), NEEDED[call.operation]
    if who.endswith(f":{ADMINISTRATOR}"):
        return None
    resource = _resource(call, on_database=call.operation in ON_DATABASE)
    named = (who, EVERYONE, f"{call.account}:IAMPrincipals")
    held = rights_on(call.account, call.region, named, resource)
    if held & {"ALL", needed}:
        return None
    what = _name(resource)
    word = needed.capitalize().replace("_", " ")
    message = f"Insufficient Lake Formation permission(s): Required {word} on {what}"
    return Fault("AccessDeniedException", message)


def answer(call: Call, forward: Forward) -> Answer:
    given = forward()
    if given.error:
        return given
    is_database = call.operation == "CreateDatabase"
    everything = sorted(DATABASE if is_database else TABLE)
    entry = {
        "Principal": {"DataLakePrincipalIdentifier": principals.caller(call)},
        "Resource": _resource(call, on_database=is_database),
        "Permissions": everything,
        "PermissionsWithGrantOption": everything,
    }
    grant_by_default(call.account, call.region, entry)
    return given


def _resource(call: Call, *, on_database: bool) -> Mapping[str, Any]:
    database, table = part(call.body, "DatabaseInput"), part(call.body, "TableInput")
    if on_database:
        name = call.body.get("DatabaseName") or call.body.get("Name") or database.get("Name", "")
        return {"Database": {"CatalogId": call.account, "Name": str(name).lower()}}
    named = {
        "CatalogId": call.account,
        "DatabaseName": str(call.body.get("DatabaseName", "")).lower(),
        "Name": str(table.get("Name") or call.body.get("Name", "")).lower(),
    }
    return {"Table": named}


def _name(resource: Mapping[str, Any]) -> str:
    return str(next(iter(resource.values()))["Name"])


GUARD = Guard("glue", tuple(NEEDED), check)
CORRECTION = Correction("glue", ("CreateDatabase", "CreateTable"), answer)
