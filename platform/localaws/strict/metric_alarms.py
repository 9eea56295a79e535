"""An alarm looks at periods that AWS knows, over a week at most; moto takes any.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from collections.abc import Iterator

from localaws.strict.call import Call, Fault, Guard

SHORT = (10, 20, 30)
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800
LONGEST_NAME = 255
MISSING = ("breaching", "notBreaching", "ignore", "missing")


def check(call: Call) -> Fault | None:
    message = next(_faults(call), None)
    return None if message is None else Fault("ValidationError", message)


def _faults(call: Call) -> Iterator[str]:
    body = call.body
    if not 1 <= len(str(body.get("AlarmName", ""))) <= LONGEST_NAME:
        yield f"The alarm's name must have 1 to {LONGEST_NAME} characters"
    if str(body.get("TreatMissingData", "missing")) not in MISSING:
        yield f"Option {body['TreatMissingData']} is not supported for TreatMissingData"
    if "Period" not in body or "EvaluationPeriods" not in body:
        return
    period, number = int(body["Period"]), int(body["EvaluationPeriods"])
    if period not in SHORT and period % MINUTE:
        yield "Period must be 10, 20, 30 or a multiple of 60"
    if not 1 <= int(body.get("DatapointsToAlarm", number)) <= number:
        yield "DatapointsToAlarm must not be greater than EvaluationPeriods"
    longest = WEEK if period >= HOUR else DAY
    if period * number > longest:
        yield f"Metrics cannot be checked across more than {longest} seconds"


GUARD = Guard("monitoring", ("PutMetricAlarm",), check)
