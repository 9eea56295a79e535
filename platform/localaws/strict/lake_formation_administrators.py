"""An administrator of the lake is a role or a user; moto takes any text.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakeSettings.html
"""

import re

from localaws.strict import lake_formation_principals as lake_principals
from localaws.strict.call import Call, Fault, Guard, items, part

FIELDS = ("DataLakeAdmins", "ReadOnlyAdmins")
ONE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+")


def check(call: Call) -> Fault | None:
    settings = part(call.body, "DataLakeSettings")
    for field in FIELDS:
        for administrator in items(settings, field):
            name = str(administrator.get("DataLakePrincipalIdentifier", ""))
            if not ONE.fullmatch(name):
                return lake_principals.invalid(name)
    return None


GUARD = Guard("lakeformation", ("PutDataLakeSettings",), check)
