"""A symmetric key rotates, by a period that it says; moto rotates all and says none.

https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
"""

from typing import Any

from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard
from localaws.strict.kms_keys import find_key

SYMMETRIC = "SYMMETRIC_DEFAULT"
YEAR = 365


def check(call: Call) -> Fault | None:
    key: Any = find_key(call.account, call.region, str(call.body.get("KeyId", "")))
    if key is None or key.key_spec == SYMMETRIC:
        return None
    return Fault("UnsupportedOperationException", f"{key.arn} is not a symmetric encryption key.")


def answer(call: Call, forward: Forward) -> Answer:
    given = forward()
    key: Any = find_key(call.account, call.region, str(call.body.get("KeyId", "")))
    if given.error or key is None:
        return given
    if call.operation == "EnableKeyRotation":
        key.rotation_period = call.body.get("RotationPeriodInDays", YEAR)
        return given
    period = {"RotationPeriodInDays": getattr(key, "rotation_period", YEAR)}
    return Answer(
        200, given.body | {"KeyId": key.arn} | (period if key.key_rotation_status else {})
    )


GUARD = Guard("kms", ("EnableKeyRotation",), check)
CORRECTION = Correction("kms", ("EnableKeyRotation", "GetKeyRotationStatus"), answer)
