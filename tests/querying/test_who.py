"""Whose question it is: the caller's, or that of a domain, a product, a principal."""

from dataclasses import replace

import pytest

from meshwright.errors import UsageError
from meshwright.querying.who import asker
from meshwright.specs.models import Mesh

ROLE = "arn:aws:iam::111122223333:role/quicksight"
SQL = "select * from finance__reporting.revenue"


@pytest.fixture
def asking(mesh_of, dev):
    def found(name=None, sql=SQL, changes=None, principals=None, workgroup=""):
        mesh = mesh_of(changes)
        spec = dev.spec.model_copy(update={"principals": principals or {}})
        environment = replace(dev, spec=spec)
        return asker(mesh, environment, name, sql, workgroup=workgroup)

    return found


def test_a_caller_asks_in_the_workgroup_of_the_table_that_it_names(asking):
    assert asking().role is None
    assert asking().workgroup == "mesh-dev--finance"
    assert asking(sql="show databases").workgroup == "mesh-dev--finance"
    assert asking(sql='select 1 from "sales__orders"."lines"').workgroup == "mesh-dev--sales"


def test_a_domain_asks_as_its_people(asking):
    sales = asking("sales")

    assert sales.role.endswith(":role/mesh/sales/mesh-dev--sales--reader")
    assert sales.workgroup == "mesh-dev--sales"


MADE = """\
description: Confirmed orders.
tables:
  orders:
    format: iceberg
    query: orders.sql
    primaryKey: [order_id]
    columns: {order_id: string}
"""


def test_a_product_asks_as_its_jobs_in_its_own_workgroup(asking):
    made = {
        "sales/orders/product.yaml": MADE,
        "sales/orders/orders.sql": "select 'a' order_id",
        "sales/orders/access/finance.reporting.yaml": None,
    }

    own = asking("sales.orders", changes=made)

    assert own.role.endswith("--runtime")
    assert own.workgroup == "mesh-dev--sales--orders"


def test_a_product_without_a_workgroup_says_so_and_names_who_may_ask(asking):
    with pytest.raises(UsageError, match="no workgroup of Athena in which its role") as refused:
        asking("finance.reporting")

    assert refused.value.fix is not None
    assert "--as finance;" in refused.value.fix
    assert asking("finance.reporting", workgroup="jobs").workgroup == "jobs"


def test_another_workgroup_is_asked_for_by_its_name(asking):
    assert asking(workgroup="jobs").workgroup == "jobs"
    assert asking("sales", workgroup="jobs").workgroup == "jobs"
    assert asking(ROLE, workgroup="jobs").workgroup == "jobs"


def test_a_principal_asks_by_its_name_or_its_arn(asking):
    assert asking("bi", principals={"bi": ROLE}).role == ROLE
    assert asking(ROLE).role == ROLE


def test_who_is_no_role_cannot_be_stood_in_for(asking):
    with pytest.raises(UsageError, match="is no role"):
        asking("bi", principals={"bi": "arn:aws:iam::111122223333:user/bi"})


def test_who_is_nobody_is_told_who_may_be_meant(asking):
    with pytest.raises(UsageError, match="nobody is called 'sale', did you mean 'sales'"):
        asking("sale")


def test_a_mesh_without_domains_has_no_workgroup(dev):
    mesh = Mesh({}, {})

    with pytest.raises(UsageError, match="no workgroup"):
        asker(mesh, dev, None, SQL)
