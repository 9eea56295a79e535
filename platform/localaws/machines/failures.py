"""What a task's failure is called: the service, and AWS's word for the error.

An integration of its own says `Athena.InvalidRequestException`, as version 1 of AWS's SDK for Java
does, and `Athena.AmazonAthenaException` for what the service's model does not name, such as a
denial; a call of `aws-sdk` says `S3.NoSuchBucketException`, or `S3.S3Exception`, as version 2 does.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from localaws.clients import plain_session
from localaws.machines.replacing import everywhere

EXCEPTION = "Exception"
SDK_NAMES = {
    "athena": "Athena",
    "cloudwatch": "CloudWatch",
    "eventbridge": "EventBridge",
    "glue": "Glue",
    "kms": "Kms",
    "s3": "S3",
    "sfn": "Sfn",
    "sns": "Sns",
}


def of_an_integration(task: Any, env: Any, error: ClientError, name: str) -> FailureEvent:
    """A failure of a service that Step Functions knows itself."""
    said, told = _answer(error)
    code = str(said["Code"])
    word = _ending(code) if _is_modelled(task, code) else f"Amazon{name}{EXCEPTION}"
    cause = (
        f"{said['Message']} (Service: Amazon{name}; Status Code: {told['HTTPStatusCode']}; "
        f"Error Code: {code}; Request ID: {told['RequestId']}; Proxy: null)"
    )
    return failed(task, env, f"{name}.{word}", cause)


def of_a_call(task: Any, env: Any, error: ClientError) -> FailureEvent:
    """A failure of a call that is made as AWS's SDK makes it."""
    said, told = _answer(error)
    api = task.resource.api_name
    name, code = SDK_NAMES.get(api, api[:1].upper() + api[1:]), str(said["Code"])
    word = _ending(code) if _is_modelled(task, code) else f"{name}{EXCEPTION}"
    cause = (
        f"{said['Message']} (Service: {name}, Status Code: {told['HTTPStatusCode']}, "
        f"Request ID: {told['RequestId']})"
    )
    return failed(task, env, f"{name}.{word}", cause)


def _answer(error: ClientError) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was said in words, and the status and number of the answer."""
    response: Any = error.response
    return response["Error"], response["ResponseMetadata"]


def failed(task: Any, env: Any, error: str, cause: str) -> FailureEvent:
    details = TaskFailedEventDetails(
        resourceType=task._get_sfn_resource_type(),  # noqa: SLF001 - moto's own seam
        resource=task._get_sfn_resource(),  # noqa: SLF001
        error=error,
        cause=cause,
    )
    return FailureEvent(
        env=env,
        error_name=named(error),
        event_type=HistoryEventType.TaskFailed,
        event_details=EventDetails(taskFailedEventDetails=details),  # pyright: ignore[reportCallIssue] - moto's own way,
    )


def install() -> None:
    """A branch or an item that fails by one of the language's own names is no fault of moto's."""
    everywhere(CustomErrorName, named)


def named(error_name: str | None) -> Any:
    """An error by its name: one of the language's own, or a service's or a person's.

    Raises ValueError for another one that begins as the language's own do.
    """
    if error_name is not None and error_name.startswith("States."):
        return StatesErrorName(typ=StatesErrorNameType.from_name(error_name))
    return CustomErrorName(error_name=error_name)


def _ending(code: str) -> str:
    return code if code.endswith(EXCEPTION) else f"{code}{EXCEPTION}"


def _is_modelled(task: Any, code: str) -> bool:
    service = task._get_boto_service_name()  # noqa: SLF001 - moto's own seam
    shapes = plain_session().get_service_model(service).error_shapes
    return any(code in (shape.error_code, shape.name) for shape in shapes)
