"""An alias has a name that is one's own to give; moto knows but a few of AWS's own.

https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
"""

from localaws.strict.call import Call, Fault, Guard

LONGEST = 256


def check(call: Call) -> Fault | None:
    name = str(call.body.get("AliasName", ""))
    if name.startswith("alias/aws/"):
        return Fault("NotAuthorizedException", f"{name} is reserved for AWS's own keys")
    if len(name) > LONGEST:
        message = (
            f"1 validation error detected: Value '{name}' at 'aliasName' failed to satisfy "
            f"constraint: Member must have length less than or equal to {LONGEST}"
        )
        return Fault("ValidationException", message)
    return None


GUARD = Guard("kms", ("CreateAlias", "UpdateAlias", "DeleteAlias"), check)
