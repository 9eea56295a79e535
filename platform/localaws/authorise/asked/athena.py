"""Athena: workgroups, the queries in them, and the catalogs that they read.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html
"""

from collections.abc import Iterator
from typing import Any

from moto.athena.models import athena_backends

from localaws.authorise.asked.asking import (
    Environ,
    UnknownCallError,
    arn,
    new_tags,
    request,
)
from localaws.strict.call import Call, items
from meshwright.aws.authorization.request import EVERY, Request

CATALOGS = (
    "GetDataCatalog",
    "GetDatabase",
    "GetTableMetadata",
    "ListDatabases",
    "ListTableMetadata",
)
LISTS = ("ListDataCatalogs", "ListEngineVersions", "ListWorkGroups")
WORKGROUPS = ("CreateWorkGroup", "DeleteWorkGroup", "GetWorkGroup", "UpdateWorkGroup")
IN_WORKGROUPS = (
    "CreateNamedQuery",
    "CreatePreparedStatement",
    "DeletePreparedStatement",
    "GetPreparedStatement",
    "ListNamedQueries",
    "ListPreparedStatements",
    "ListQueryExecutions",
    "StartQueryExecution",
    "UpdatePreparedStatement",
)
OF_QUERIES = (
    "BatchGetQueryExecution",
    "GetQueryExecution",
    "GetQueryResults",
    "GetQueryRuntimeStatistics",
    "StopQueryExecution",
)
OF_NAMED_QUERIES = ("BatchGetNamedQuery", "DeleteNamedQuery", "GetNamedQuery", "UpdateNamedQuery")
BY_ARN = ("ListTagsForResource", "TagResource", "UntagResource")
PRIMARY = "primary"


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    action = f"athena:{call.operation}"
    tags = new_tags([(str(t["Key"]), str(t["Value"])) for t in items(call.body, "Tags")])
    for resource in _resources(call):
        yield request(call, action, resource, tags)
        if tags and call.operation == "CreateWorkGroup":
            yield request(call, "athena:TagResource", resource, tags)


def _resources(call: Call) -> list[str]:
    body, operation = call.body, call.operation
    if operation in LISTS:
        return [EVERY]
    if operation in BY_ARN:
        return [str(body.get("ResourceARN", EVERY))]
    if operation in CATALOGS:
        name = body.get("CatalogName") or body.get("Name") or EVERY
        return [arn(call, "athena", f"datacatalog/{name}")]
    return [arn(call, "athena", f"workgroup/{name}") for name in _workgroups(call)]


def _workgroups(call: Call) -> list[str]:
    body, operation = call.body, call.operation
    if operation in WORKGROUPS:
        return [str(body.get("WorkGroup") or body.get("Name"))]
    if operation in IN_WORKGROUPS:
        return [str(body.get("WorkGroup") or PRIMARY)]
    backend: Any = athena_backends[call.account][call.region]
    if operation in OF_QUERIES:
        ids = [*items(body, "QueryExecutionIds"), body.get("QueryExecutionId")]
        return [_of(backend.executions.get(each)) for each in ids if each]
    if operation in OF_NAMED_QUERIES:
        ids = [*items(body, "NamedQueryIds"), body.get("NamedQueryId")]
        return [_of(backend.named_queries.get(each)) for each in ids if each]
    raise UnknownCallError


def _of(query: Any) -> str:
    """A query's workgroup; of one that is not there nobody knows it."""
    found = getattr(query, "workgroup", None)
    return str(getattr(found, "name", found) or EVERY)
