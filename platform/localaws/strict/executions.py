"""What an execution may be called and given, and what is said of it once it has ended.

moto takes any name and input; it forgets a stop's error and cause, and when one that took too long
has ended.
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
"""

import re
from typing import Any

from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard, done, refusal

NAME = re.compile(r"""[^\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}""")
LONGEST_INPUT = 262_144
ENDED = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")


def answer(call: Call, forward: Forward) -> Answer:
    if call.operation == "StopExecution":
        return _stopped(call)
    said = forward()
    if said.error:
        return said
    if call.operation == "ListExecutions":
        listed = [_completed(call, item) for item in said.body["executions"]]
        return done({**said.body, "executions": listed})
    return done(_completed(call, said.body))


def _stopped(call: Call) -> Answer:
    from localaws.machines import executions

    arn = str(call.body.get("executionArn"))
    execution = executions.of(call.account, call.region, arn)
    if execution is None:
        return refusal("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
    executions.stop(execution, error=call.body.get("error"), cause=call.body.get("cause"))
    return done({"stopDate": execution.stop_date.timestamp()})


def _completed(call: Call, said: dict[str, Any]) -> dict[str, Any]:
    from localaws.machines import executions

    execution = executions.of(call.account, call.region, said["executionArn"])
    if execution is None or said["status"] not in ENDED:
        return said
    ended = {"stopDate": execution.stop_date.timestamp()} if execution.stop_date else {}
    if "output" in said:
        return {**said, **ended, "output": executions.output_of(execution.output)}
    return {**said, **ended}


def check(call: Call) -> Fault | None:
    name, given = call.body.get("name"), str(call.body.get("input") or "{}")
    if name is not None and not NAME.fullmatch(str(name)):
        return Fault("InvalidName", f"Invalid Name: '{name}'")
    if len(given.encode()) > LONGEST_INPUT:
        text = f"Invalid State Machine Execution Input: longer than {LONGEST_INPUT} bytes"
        return Fault("InvalidExecutionInput", text)
    return None


GUARD = Guard("states", ("StartExecution",), check)
CORRECTION = Correction("states", ("DescribeExecution", "ListExecutions", "StopExecution"), answer)
