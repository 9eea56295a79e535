"""Which tasks the local AWS runs, and how: those of moto that hold, and Athena's; no others.

https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
"""

from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import (  # noqa: E501 - moto's name
    StateTaskServiceAwsSdk,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_events import (  # noqa: E501 - moto's name
    StateTaskServiceEvents,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_factory import (  # noqa: E501 - moto's name
    state_task_service_for,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sns import (  # noqa: E501 - moto's name
    StateTaskServiceSns,
)

from localaws.clients import plain_session
from localaws.machines import acting, failures, wording
from localaws.machines.athena_tasks import AthenaTask
from localaws.machines.replacing import everywhere


class EventsTask(StateTaskServiceEvents):
    """A task of EventBridge, whose refusals have AWS's names."""

    def _from_error(self, env: Any, ex: Exception) -> Any:
        if isinstance(ex, ClientError):
            return failures.of_an_integration(self, env, ex, "EventBridge")
        return super()._from_error(env=env, ex=ex)


class SdkTask(StateTaskServiceAwsSdk):
    """A call of any service, as AWS's SDK makes it."""

    def _from_error(self, env: Any, ex: Exception) -> Any:
        if isinstance(ex, ClientError):
            return failures.of_a_call(self, env, ex)
        return super()._from_error(env=env, ex=ex)

    def _eval_service_task(
        self,
        env: Any,
        resource_runtime_part: Any,
        normalised_parameters: dict[str, Any],
        state_credentials: Any,
    ) -> None:
        service = self._get_boto_service_name()
        client = acting.client(resource_runtime_part.region, service, state_credentials)
        action = self.resource.api_action
        model = plain_session().get_service_model(service)
        shape = model.operation_model(action[:1].upper() + action[1:]).input_shape
        arguments = wording.sent(normalised_parameters, shape) if shape else {}
        answer = getattr(client, self._get_boto_service_action())(**arguments)
        env.stack.append(wording.received(wording.plain(answer)))


TASKS = {
    "athena": AthenaTask,
    "aws-sdk": SdkTask,
    "events": EventsTask,
    "sns": StateTaskServiceSns,
}


def install() -> None:
    everywhere(state_task_service_for, task_for)


def task_for(service_name: str) -> Any:
    """A task of a service; raises ValueError for one that is not run here."""
    kind = TASKS.get(service_name)
    if kind is None:
        raise ValueError(f"not implemented by the local AWS: tasks of {service_name}")
    return kind()
