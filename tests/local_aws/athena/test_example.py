"""Every role of the example mesh sees, of every table, just the columns that are granted to it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.reset import empty
from meshwright.plan import names
from meshwright.plan.build import plan
from meshwright.plan.declaration import Plan
from meshwright.plan.grants import grants
from meshwright.plan.lineage import lineage
from meshwright.specs.load import load_environment, load_mesh

from local_aws.athena.athena import Athena
from local_aws.iceberg.lake import client_of
from local_aws.mesh_life import deploy

ROOT = Path(__file__).parents[3]
AS_OF = date(2026, 11, 23)
MESH = load_mesh(ROOT).mesh
LOCAL = load_environment(ROOT, "local")
ADMINISTRATOR = {"AccessKeyId": "test", "SecretAccessKey": "test", "SessionToken": ""}
Table = tuple[str, str]


def opened() -> dict[str, dict[Table, tuple[str, ...]]]:
    """By role and table: the columns that the plan grants, without what runs alone need."""
    found: dict[str, dict[Table, tuple[str, ...]]] = {}
    for product in MESH.products.values():
        for grant in grants(MESH, product, LOCAL, lineage=lineage(MESH), as_of=AS_OF):
            table = product.spec.tables.get(grant.table)
            if table is not None:
                columns = tuple(table.columns) if grant.columns is None else tuple(grant.columns)
                key = (names.database_of(product), grant.table)
                found.setdefault(grant.principal, {})[key] = columns
    return found


OPENED = opened()


@pytest.fixture(scope="module")
def deployed(session_aws: Any, session_engine: Any) -> Plan:
    empty(session_aws.endpoint)
    # An account that has used Athena has it.
    glue = client_of("glue", session_aws.endpoint, ADMINISTRATOR)
    glue.create_database(DatabaseInput={"Name": "default"})
    planned = plan(MESH, LOCAL, as_of=AS_OF)
    deploy(session_engine, planned)
    return planned


@pytest.fixture
def sessions(deployed: Plan, session_aws: Any) -> Mapping[str, Athena]:
    assert deployed
    sts = client_of("sts", session_aws.endpoint, ADMINISTRATOR)
    found: dict[str, Athena] = {}
    for role in OPENED:
        assumed = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        found[role] = Athena(client_of("athena", session_aws.endpoint, assumed), workgroup(role))
    return found


def workgroup(role: str) -> str:
    """The workgroup that a role may ask in: a machine's product has its own."""
    own = {
        names.runtime_role_arn(p.origin, LOCAL.place_of(p.domain.id)): p
        for p in MESH.products.values()
    }
    if role in own and any(table.is_refreshed for table in own[role].spec.tables.values()):
        return role.rpartition("/")[2].removesuffix("--runtime")
    return names.workgroup(role.split("/")[2], LOCAL.place_of(role.split("/")[2]))


def started(athena: Athena, tables: list[Table]) -> Mapping[Table, str]:
    """A query of every table; none where the role may ask nothing at all."""
    try:
        return {t: athena.start(f'SELECT * FROM "{t[0]}"."{t[1]}"') for t in tables}
    except ClientError as error:
        # A product without a machine asks nobody.
        if "AccessDeniedException" not in str(error):
            raise
        return {}


def seen(athena: Athena, query: str) -> set[str]:
    """The columns that a query has found; none where it was refused."""
    said = athena.ended(query)
    if said["Status"]["State"] != "SUCCEEDED":
        assert "Insufficient Lake Formation" in said["Status"]["StateChangeReason"]
        return set()
    answer = athena.client.get_query_results(QueryExecutionId=query)
    info = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    return {column["Name"] for column in info}


def test_every_consumer_sees_just_the_columns_that_it_is_granted(
    sessions: Mapping[str, Athena],
) -> None:
    tables = sorted({table for opened in OPENED.values() for table in opened})
    queries = {role: started(athena, tables) for role, athena in sessions.items()}

    found = {
        role: {table: seen(sessions[role], query) for table, query in asked.items()}
        for role, asked in queries.items()
        if asked
    }

    wanted = {role: {table: {*OPENED[role].get(table, ())} for table in tables} for role in found}
    assert found == wanted
    machines = [p for p in MESH.products.values() if _has_machine(p)]
    assert len(found) == len(sessions) - (len(MESH.products) - len(machines))
    assert len(found) >= len(MESH.domains)


def _has_machine(product: Any) -> bool:
    return any(table.is_refreshed for table in product.spec.tables.values())
