"""Tasks of Athena, which moto lacks: one call, or with `.sync` a query until its end.

What `.sync` gives is GetQueryExecution's answer. A query that fails or is cancelled fails the task
with `States.TaskFailed`, and that answer as its cause; a stopped execution stops its query.
https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html
"""

import time
from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import (
    ResourceCondition,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (  # noqa: E501 - moto's name
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

from localaws.machines import acting, failures, wording

PARAMETERS = {
    "startqueryexecution": {
        *("ClientRequestToken", "ExecutionParameters", "QueryExecutionContext", "QueryString"),
        *("ResultConfiguration", "ResultReuseConfiguration", "WorkGroup"),
    },
    "stopqueryexecution": {"QueryExecutionId"},
    "getqueryexecution": {"QueryExecutionId"},
    "getqueryresults": {"MaxResults", "NextToken", "QueryExecutionId"},
}
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.25
"""Seconds between two looks at a query, which grow."""


class AthenaTask(StateTaskServiceCallback):
    """A task of Athena, as moto's factory makes those of other services."""

    def __init__(self) -> None:
        super().__init__(supported_integration_patterns={ResourceCondition(ResourceCondition.Sync)})

    def _get_supported_parameters(self) -> set[str] | None:
        return PARAMETERS.get(self.resource.api_action.lower())

    def _from_error(self, env: Any, ex: Exception) -> FailureEvent:
        if isinstance(ex, ClientError):
            return failures.of_an_integration(self, env, ex, "Athena")
        return super()._from_error(env=env, ex=ex)

    def _eval_service_task(
        self,
        env: Any,
        resource_runtime_part: Any,
        normalised_parameters: dict[str, Any],
        state_credentials: Any,
    ) -> None:
        athena = acting.client(resource_runtime_part.region, "athena", state_credentials)
        call = getattr(athena, self._get_boto_service_action())
        env.stack.append(wording.plain(call(**normalised_parameters)))

    def _eval_integration_pattern(
        self,
        env: Any,
        resource_runtime_part: Any,
        normalised_parameters: dict[str, Any],
        state_credentials: Any,
    ) -> None:
        """Waits for the query that was started, whose answer lies on the stack."""
        del normalised_parameters
        query = env.stack.pop()["QueryExecutionId"]
        athena = acting.client(resource_runtime_part.region, "athena", state_credentials)
        ended = _ended(athena, query, env)
        # Who was stopped has not failed: nobody asks for the result any more.
        if env.is_running() and ended["QueryExecution"]["Status"]["State"] != "SUCCEEDED":
            cause = to_json_str(ended, separators=(",", ":"))
            raise FailureEventException(failures.failed(self, env, "States.TaskFailed", cause))
        env.stack.append(ended)


def _ended(athena: Any, query: str, env: Any) -> dict[str, Any]:
    """What Athena says of a query that has ended; one that nobody waits for is stopped."""
    pause = FIRST_PAUSE
    while True:
        said = wording.plain(athena.get_query_execution(QueryExecutionId=query))
        if said["QueryExecution"]["Status"]["State"] not in ("QUEUED", "RUNNING"):
            return said
        if not env.is_running():
            athena.stop_query_execution(QueryExecutionId=query)
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
