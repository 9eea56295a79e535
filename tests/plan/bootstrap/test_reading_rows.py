"""What Glue and Lake Formation could give the deployer of rows, asked of the template's policies.

Metadata is the deployer's work: it makes databases, tables, grants and filters. What gives rows, or
keys to the files that hold them, is refused; and by a Deny where it needs nothing else.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

import pytest

from guardrails import actions
from meshwright.aws.authorization import caller
from meshwright.aws.authorization.decision import Decision
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request
from plan.bootstrap.prepared import ACCOUNT, DEPLOYER, prepared, resources

REGION = "eu-central-1"
GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}"
TABLE = f"{GLUE}:table/sales__orders/orders"
THINGS = (
    *("*", f"{GLUE}:catalog", f"{GLUE}:database/sales__orders", TABLE),
    *(f"{GLUE}:{kind}/mesh-dev--sales--it" for kind in ("job", "session", "crawler", "trigger")),
    *(f"{GLUE}:{kind}/mesh-dev--sales--it" for kind in ("connection", "workflow", "blueprint")),
    *(f"{GLUE}:{kind}/mesh-dev--sales--it" for kind in ("devEndpoint", "dataQualityRuleset")),
    f"{GLUE}:userDefinedFunction/sales__orders/*",
)
ROLES = f"arn:aws:iam::{ACCOUNT}:role"
OF_MESH = {
    name: f"{ROLES}/mesh/sales/mesh-dev--sales--{name}"
    for name in ("reader", "data-access", "orders--runtime", "starter")
}
ALL_ROLES = (*OF_MESH.values(), DEPLOYER, f"{ROLES}/payroll", f"{ROLES}/service-role/glue")
SERVICES = (
    *("athena", "ec2", "elasticmapreduce", "emr-serverless", "events", "firehose", "glue"),
    *("lakeformation", "lambda", "s3", "sagemaker", "scheduler", "states", "batchoperations.s3"),
)
METADATA = frozenset(
    {
        *("BatchCreatePartition", "BatchDeletePartition", "CreateDatabase", "CreateTable"),
        *("DeleteDatabase", "DeleteTable", "GetDataCatalogEncryptionSettings", "GetDatabase"),
        *("GetPartitionIndexes", "GetPartitions", "GetResourcePolicy", "GetTable", "GetTables"),
        *("GetTags", "PutDataCatalogEncryptionSettings", "TagResource", "UntagResource"),
        *("UpdateDatabase", "UpdateTable"),
    }
)
"""All of Glue that the deployer may call: no job, no session, no statistics of columns."""
GOVERNING = frozenset(
    {
        *("AddLFTagsToResource", "CreateDataCellsFilter", "CreateLFTag", "DeleteDataCellsFilter"),
        *("DeleteLFTag", "DeregisterResource", "DescribeResource", "GetDataCellsFilter"),
        *("GetDataLakeSettings", "GetLFTag", "GetResourceLFTags", "GrantPermissions"),
        *("ListDataCellsFilter", "ListPermissions", "ListResources", "PutDataLakeSettings"),
        *("RegisterResource", "RemoveLFTagsFromResource", "RevokePermissions"),
        *("UpdateDataCellsFilter", "UpdateLFTag", "UpdateResource"),
    }
)
"""All of Lake Formation that it may call: who has what, and no keys to anything."""
READING = {
    "keys to a table's files": "lakeformation:GetTemporaryGlueTableCredentials",
    "keys to a partition's files": "lakeformation:GetTemporaryGluePartitionCredentials",
    "keys for an engine": "lakeformation:GetDataAccess",
    "a query's plan": "lakeformation:StartQueryPlanning",
    "a query's state": "lakeformation:GetQueryState",
    "a query's parts": "lakeformation:GetWorkUnits",
    "rows of a query's part": "lakeformation:GetWorkUnitResults",
    "the least and greatest values of a column": "glue:GetColumnStatisticsForTable",
    "those in a partition": "glue:GetColumnStatisticsForPartition",
    "a query": "athena:StartQueryExecution",
    "its rows": "athena:GetQueryResults",
    "its rows as a stream": "athena:GetQueryResultsStream",
    "a notebook's session": "athena:StartSession",
}
"""What gives rows or values without anything else, by what it gives."""
BY_A_ROLE = (
    *("CreateJob", "UpdateJob", "StartJobRun", "CreateSession", "RunStatement", "GetStatement"),
    *("CreateDevEndpoint", "UpdateDevEndpoint", "CreateTrigger", "StartTrigger", "CreateCrawler"),
    *("StartCrawler", "CreateWorkflow", "StartWorkflowRun", "ResumeWorkflowRun"),
    *("CreateBlueprint", "StartBlueprintRun", "StartColumnStatisticsTaskRun"),
    *("StartDataQualityRulesetEvaluationRun", "StartDataQualityRuleRecommendationRun"),
    *("CreateMLTransform", "StartMLEvaluationTaskRun", "GetDataQualityResult"),
    *("GetEntityRecords", "TestConnection", "CreateConnection", "GetConnection"),
    *("RunDataPreviewStatement", "GetDataPreviewStatement", "CreateIntegration"),
)
"""What reads rows by a role that Glue is given, or by a connection."""


@pytest.fixture(scope="module")
def documents() -> Mapping[str, Policy]:
    """The template's managed policies by their names there."""
    found = resources(prepared())
    managed = {n: m for n, m in found.items() if m["Type"] == "AWS::IAM::ManagedPolicy"}
    return {n: policy(json.dumps(m["Properties"]["PolicyDocument"]), n) for n, m in managed.items()}


ANYTHING = policy(
    json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
        }
    ),
    "AdministratorAccess",
)


def decided(
    documents: Mapping[str, Policy], request: Request, *, besides: Sequence[Policy] = ()
) -> Decision:
    own = (policy for name, policy in documents.items() if name in OWN)
    given = Policies(identity=(*own, *besides), boundary=documents["ApplyBoundary"])
    return evaluate(request, caller.session(DEPLOYER, "apply"), given)


OWN = ("ApplyStorage", "ApplyIdentities", "ApplyCatalog", "ApplyNoData", "ApplyRuns")


def allowed(documents: Mapping[str, Policy], service: str) -> Iterator[str]:
    """All of a service that is allowed on anything that it could be about."""
    for action in actions.matching(f"{service}:*"):
        asked = (Request(str(action), thing) for thing in THINGS)
        if any(decided(documents, each).is_allowed for each in asked):
            yield action.name


def test_these_are_all_policies_of_the_role(documents: Mapping[str, Policy]) -> None:
    attached = resources(prepared())["ApplyRole"]["Properties"]

    assert [each["Ref"] for each in attached["ManagedPolicyArns"]] == [*OWN]
    assert attached["PermissionsBoundary"] == {"Ref": "ApplyBoundary"}
    assert "Policies" not in attached
    assert documents.keys() >= {*OWN, "ApplyBoundary"}


@pytest.mark.parametrize(("service", "known"), [("glue", METADATA), ("lakeformation", GOVERNING)])
def test_of_all_actions_of_a_service_only_metadata_and_rights_are_the_deployers(
    documents: Mapping[str, Policy], service: str, known: frozenset[str]
) -> None:
    assert {*allowed(documents, service)} == known


@pytest.mark.parametrize("action", READING.values(), ids=READING.keys())
@pytest.mark.parametrize("besides", [(), (ANYTHING,)], ids=["as it is", "as an administrator"])
def test_what_gives_rows_is_denied_whatever_else_is_attached(
    documents: Mapping[str, Policy], action: str, besides: Sequence[Policy]
) -> None:
    for thing in THINGS:
        found = decided(documents, Request(action, thing), besides=besides)

        assert not found.is_allowed
        assert found.is_explicit


@pytest.mark.parametrize("action", BY_A_ROLE)
def test_no_engine_of_glue_is_the_deployers_to_start_or_to_ask(
    documents: Mapping[str, Policy], action: str
) -> None:
    assert [str(known) for known in actions.matching(f"glue:{action}")] == [f"glue:{action}"]
    for thing in THINGS:
        assert not decided(documents, Request(f"glue:{action}", thing)).is_allowed


def test_roles_are_handed_to_what_the_plan_hands_them_to_and_to_nobody_else(
    documents: Mapping[str, Policy],
) -> None:
    handed = {
        (role, service)
        for role in ALL_ROLES
        for service in SERVICES
        if decided(
            documents,
            Request("iam:PassRole", role, {"iam:passedtoservice": f"{service}.amazonaws.com"}),
        ).is_allowed
    }

    assert handed == {
        (OF_MESH["data-access"], "lakeformation"),
        (OF_MESH["orders--runtime"], "states"),
        (OF_MESH["starter"], "events"),
        (OF_MESH["starter"], "scheduler"),
    }
    assert not any(
        decided(documents, Request("iam:PassRole", role)).is_allowed for role in ALL_ROLES
    )


@pytest.mark.parametrize("besides", [(), (ANYTHING,)], ids=["as it is", "as an administrator"])
def test_the_deployer_works_as_no_role_of_the_mesh(
    documents: Mapping[str, Policy], besides: Sequence[Policy]
) -> None:
    for role in OF_MESH.values():
        assert not decided(documents, Request("sts:AssumeRole", role), besides=besides).is_allowed
