"""Opt-ins of hybrid access: who is held to Lake Formation's grants on what; moto has none of them.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLakeFormationOptIn.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeleteLakeFormationOptIn.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListLakeFormationOptIns.html
"""

from typing import Any

from moto.lakeformation.models import lakeformation_backends

from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard

OPERATIONS = ("CreateLakeFormationOptIn", "DeleteLakeFormationOptIn", "ListLakeFormationOptIns")


def check(call: Call) -> Fault | None:
    if _asked(call) in _kept(call):
        return None
    return Fault("EntityNotFoundException", "The opt-in does not exist.")


def answer(call: Call, _forward: Forward) -> Answer:
    kept, asked = _kept(call), _asked(call)
    match call.operation:
        case "CreateLakeFormationOptIn":
            kept[:] = [*(each for each in kept if each != asked), asked]
        case "DeleteLakeFormationOptIn":
            kept.remove(asked)
        case _:
            return Answer(200, {"LakeFormationOptInsInfoList": list(kept)})
    return Answer(200, {})


def _asked(call: Call) -> dict[str, Any]:
    return {"Principal": call.body.get("Principal"), "Resource": call.body.get("Resource")}


def _kept(call: Call) -> list[dict[str, Any]]:
    """Those of an account and region, for as long as moto keeps what else is there."""
    return vars(lakeformation_backends[call.account][call.region]).setdefault("opt_ins", [])


GUARD = Guard("lakeformation", ("DeleteLakeFormationOptIn",), check)
CORRECTION = Correction("lakeformation", OPERATIONS, answer)
