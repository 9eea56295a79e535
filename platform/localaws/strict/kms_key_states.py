"""A key that is disabled or to be deleted refuses what it cannot do; moto does everything.

https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
"""

from typing import Any

from localaws.strict.call import Call, Fault, Guard
from localaws.strict.kms_keys import find_key

DYING = "PendingDeletion"
INVALID = "KMSInvalidStateException"
USES = ("Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "Sign", "Verify")
ROTATION = ("EnableKeyRotation", "DisableKeyRotation")
REFUSED_WHEN_DYING = (
    *USES,
    *ROTATION,
    "CreateAlias",
    "CreateGrant",
    "DisableKey",
    "EnableKey",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateAlias",
    "UpdateKeyDescription",
)
REFUSED_WHEN_DISABLED = (*USES, *ROTATION)
SHORTEST, LONGEST = 7, 30


def check(call: Call) -> Fault | None:
    named = str(call.body.get("TargetKeyId") or call.body.get("KeyId") or "")
    key: Any = find_key(call.account, call.region, named)
    if key is None:
        return None
    if call.operation == "CancelKeyDeletion":
        waits = key.key_state == DYING
        return None if waits else Fault(INVALID, f"{key.arn} is not pending deletion.")
    if key.key_state == DYING and call.operation in REFUSED_WHEN_DYING:
        return Fault(INVALID, f"{key.arn} is pending deletion.")
    if key.key_state == "Disabled" and call.operation in REFUSED_WHEN_DISABLED:
        return Fault("DisabledException", f"{key.arn} is disabled.")
    return _window(call) if call.operation == "ScheduleKeyDeletion" else None


def _window(call: Call) -> Fault | None:
    days = call.body.get("PendingWindowInDays", LONGEST)
    if SHORTEST <= days <= LONGEST:
        return None
    message = (
        f"1 validation error detected: Value '{days}' at 'pendingWindowInDays' failed to satisfy "
        f"constraint: Member must have value between {SHORTEST} and {LONGEST}"
    )
    return Fault("ValidationException", message)


GUARD = Guard("kms", (*REFUSED_WHEN_DYING, "CancelKeyDeletion"), check)
