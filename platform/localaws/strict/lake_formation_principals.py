"""A grantee is somebody whom Lake Formation knows; moto grants to any text.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakePrincipal.html
https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
"""

import re
from collections.abc import Mapping
from typing import Any

from localaws.strict import principals
from localaws.strict.call import Call, Fault, Guard

EVERYONE = "IAM_ALLOWED_PRINCIPALS"
ROOT = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:root")
"""An account as IAM writes it; to Lake Formation it is its number alone."""
OTHERS = re.compile(
    r"[0-9]{12}:IAMPrincipals"
    r"|arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/.+:(group|user)/.+"
    r"|arn:aws[a-z-]*:(organizations|quicksight|identitystore):.+"
)


def is_known(account: str, name: str) -> bool:
    if ROOT.fullmatch(name):
        return False
    return (
        name == EVERYONE or OTHERS.fullmatch(name) is not None or principals.exists(account, name)
    )


def invalid(name: str) -> Fault:
    return Fault("InvalidInputException", f"Invalid principal, {name}")


def problem(call: Call, entry: Mapping[str, Any]) -> Fault | None:
    """What is wrong with the grantee of one grant."""
    name = str(entry.get("Principal", {}).get("DataLakePrincipalIdentifier", ""))
    return None if is_known(call.account, name) else invalid(name)


GUARD = Guard("lakeformation", ("GrantPermissions",), lambda call: problem(call, call.body))
