"""Queries run, over the tables' real files and with the rights of who asks; moto runs none.

https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_StopQueryExecution.html
https://docs.aws.amazon.com/athena/latest/ug/managed-results.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from moto.athena.models import athena_backends

from localaws.athena import executions
from localaws.athena.execution import Execution, State
from localaws.athena.results import MOST
from localaws.inner import Caller
from localaws.strict.call import Answer, Call, Correction, Forward, done, items, part, refusal

INVALID = "InvalidRequestException"
PRIMARY = "primary"
LONGEST = 262_144
CATALOG = "awsdatacatalog"


def answer(call: Call, _forward: Forward) -> Answer:
    return ANSWERS[call.operation](call)


def _start(call: Call) -> Answer:
    query, problem = str(call.body.get("QueryString") or ""), _problem(call)
    if problem:
        return refusal(INVALID, problem)
    group: Any = _backend(call).work_groups[_workgroup(call)]
    place, options = _results(group.configuration, part(call.body, "ResultConfiguration"))
    if place is None:
        said = (
            "No output location provided. An output location is required either through the"
            " Workgroup result configuration setting or as an API input."
        )
        return refusal(INVALID, said)
    token = str(call.body.get("ClientRequestToken") or "")
    known = _by_token(call, token, query)
    if known is not None:
        return done({"QueryExecutionId": known.id})
    execution = Execution(
        query=query,
        caller=Caller.of(call.headers, call.account, call.region),
        workgroup=group,
        place=place,
        database=str(part(call.body, "QueryExecutionContext").get("Database") or ""),
        parameters=tuple(map(str, items(call.body, "ExecutionParameters"))),
        options=options,
        token=token,
    )
    _executions(call)[execution.id] = execution
    executions.start(execution)
    return done({"QueryExecutionId": execution.id})


def _problem(call: Call) -> str:
    """Why a query is not started; empty where it is."""
    name, query = _workgroup(call), str(call.body.get("QueryString") or "")
    group: Any = _backend(call).work_groups.get(name)
    if group is None:
        return f"WorkGroup {name} is not found."
    if group.state == "DISABLED":
        return f"WorkGroup {name} is disabled."
    if not query.strip() or len(query.encode()) > LONGEST:
        return f"queryString must have between 1 and {LONGEST} bytes"
    catalog = str(part(call.body, "QueryExecutionContext").get("Catalog") or CATALOG)
    if catalog.lower() != CATALOG:
        return f"not implemented by the local AWS: the data catalog {catalog}"
    return ""


def _results(
    group: Mapping[str, Any], asked: Mapping[str, Any]
) -> tuple[str | None, dict[str, Any]]:
    """Where results go: nowhere where Athena keeps them, None where nobody has said."""
    if part(group, "ManagedQueryResultsConfiguration").get("Enabled"):
        return "", {}
    own = part(group, "ResultConfiguration")
    is_enforced = group.get("EnforceWorkGroupConfiguration") and own.get("OutputLocation")
    chosen = own if is_enforced else {**own, **asked}
    place = str(chosen.get("OutputLocation") or "")
    options = {n: v for n, v in chosen.items() if n == "EncryptionConfiguration"}
    if not place:
        return None, options
    return place if place.endswith("/") else f"{place}/", options


def _by_token(call: Call, token: str, query: str) -> Execution | None:
    """The query that was started by the same request before."""
    known: list[Execution] = list(_executions(call).values())
    return next((e for e in known if token and e.token == token and e.query == query), None)


def _get(call: Call) -> Answer:
    execution = _named(call)
    return _missing(call) if execution is None else done({"QueryExecution": execution.said()})


def _batch(call: Call) -> Answer:
    wanted = items(call.body, "QueryExecutionIds")
    known = _executions(call)
    found = [known[each].said() for each in wanted if each in known]
    missing = [
        {"QueryExecutionId": each, "ErrorCode": INVALID, "ErrorMessage": f"{each} was not found"}
        for each in wanted
        if each not in known
    ]
    return done({"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing})


def _list(call: Call) -> Answer:
    name, known = _workgroup(call), list(_executions(call).items())
    ids = [id_ for id_, each in reversed(known) if each.workgroup.name == name]
    start, size = int(call.body.get("NextToken") or 0), int(call.body.get("MaxResults") or 50)
    more = {"NextToken": str(start + size)} if start + size < len(ids) else {}
    return done({"QueryExecutionIds": ids[start : start + size], **more})


def _get_results(call: Call) -> Answer:
    execution = _named(call)
    if execution is None:
        return _missing(call)
    result = execution.result
    if result is None:
        return refusal(INVALID, _unfinished(execution))
    size = min(int(call.body.get("MaxResults") or MOST), MOST)
    rows, following = result.page(int(call.body.get("NextToken") or 0), size)
    found = [
        {"Data": [{} if value is None else {"VarCharValue": value} for value in row]}
        for row in rows
    ]
    metadata = {"ColumnInfo": result.metadata()}
    more = {} if following is None else {"NextToken": str(following)}
    answered = {"Rows": found, "ResultSetMetadata": metadata}
    return done({"ResultSet": answered, "UpdateCount": result.count or 0, **more})


def _unfinished(execution: Execution) -> str:
    state = execution.state
    if state in (State.FAILED, State.CANCELLED):
        reason = execution.error.reason if execution.error else ""
        said = f"Query did not finish successfully. Final query state: {state.value}"
        return f"{said} {reason}".strip()
    return f"Query has not yet finished. Current state: {state.value}"


def _stop(call: Call) -> Answer:
    execution = _named(call)
    if execution is None:
        return _missing(call)
    execution.cancel()
    return done()


def _statistics(call: Call) -> Answer:
    execution = _named(call)
    if execution is None:
        return _missing(call)
    said = execution.said()["Statistics"]
    timeline = {name: value for name, value in said.items() if name.endswith("InMillis")}
    count = len(execution.result.rows) if execution.result else 0
    rows = {"OutputRows": count, "InputBytes": execution.scanned}
    return done({"QueryRuntimeStatistics": {"Timeline": timeline, "Rows": rows}})


def _named(call: Call) -> Execution | None:
    return _executions(call).get(str(call.body.get("QueryExecutionId")))


def _missing(call: Call) -> Answer:
    name = call.body.get("QueryExecutionId")
    return refusal(INVALID, f"QueryExecution {name} was not found")


def _workgroup(call: Call) -> str:
    return str(call.body.get("WorkGroup") or PRIMARY)


def _executions(call: Call) -> dict[str, Any]:
    """All queries of a place, in moto's backend, so that they end with it."""
    return _backend(call).executions


def _backend(call: Call) -> Any:
    return athena_backends[call.account][call.region]


ANSWERS: Mapping[str, Callable[[Call], Answer]] = {
    "StartQueryExecution": _start,
    "GetQueryExecution": _get,
    "BatchGetQueryExecution": _batch,
    "ListQueryExecutions": _list,
    "GetQueryResults": _get_results,
    "GetQueryRuntimeStatistics": _statistics,
    "StopQueryExecution": _stop,
}
CORRECTION = Correction("athena", tuple(ANSWERS), answer)
