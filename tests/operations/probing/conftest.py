"""An account whose lake is closed, and a sandbox in it."""

import pytest

from meshwright.local_instance import LocalAws
from meshwright.operations.probing.run_names import new_run
from meshwright.operations.probing.sandbox import LOCALLY, Sandbox
from meshwright.runner.account import lake
from meshwright.runner.cloud import Cloud, connect

from local_aws.apply_role import ADMINISTRATOR, real


@pytest.fixture
def bare(aws: LocalAws) -> Cloud:
    """An account in which nobody has done anything yet."""
    return connect(real(), aws.endpoint)


@pytest.fixture
def cloud(bare: Cloud) -> Cloud:
    """An account whose foundation is up, as far as probes need it."""
    bare.client("lakeformation").put_data_lake_settings(
        DataLakeSettings={
            "DataLakeAdmins": [{"DataLakePrincipalIdentifier": ADMINISTRATOR}],
            "CreateDatabaseDefaultPermissions": [],
            "CreateTableDefaultPermissions": [],
            "Parameters": {"CROSS_ACCOUNT_VERSION": "5"},
        }
    )
    lake.make_default_database(bare)
    return bare


@pytest.fixture
def box(cloud: Cloud) -> Sandbox:
    """A sandbox that nothing has been made in."""
    return Sandbox(cloud, new_run(real().place_of(None)), LOCALLY, may_change_settings=True)


@pytest.fixture
def opened(box: Sandbox) -> Sandbox:
    box.open()
    return box
