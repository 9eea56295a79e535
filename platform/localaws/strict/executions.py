"""What is said of an execution: when it ended, why it was stopped, its output as JSON.

moto forgets a stop's error and cause, and when one that took too long has ended.
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
"""

from typing import Any

from localaws.strict.call import Answer, Call, Correction, Forward, done, refusal

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


CORRECTION = Correction("states", ("DescribeExecution", "ListExecutions", "StopExecution"), answer)
