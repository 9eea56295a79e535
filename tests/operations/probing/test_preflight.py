from typing import Any

import pytest

from meshwright.errors import MeshError
from meshwright.operations.probing import preflight
from meshwright.runner.cloud import Cloud

from local_aws.apply_role import ADMINISTRATOR
from operations.probing.patched import answering, patched

ROLE = "arn:aws:iam::123456789012:role/acme/administrators"
SESSION = "arn:aws:sts::123456789012:assumed-role/administrators/me"


def settings(**more: Any) -> Any:
    administrators = [{"DataLakePrincipalIdentifier": name} for name in (ADMINISTRATOR, ROLE)]
    return {"DataLakeSettings": {"DataLakeAdmins": administrators, **more}}


def test_an_account_whose_foundation_is_up_can_be_asked(cloud: Cloud) -> None:
    preflight.examine(cloud)


def test_a_session_of_an_administrating_role_may_ask(cloud: Cloud) -> None:
    who = answering({"Account": "123456789012", "Arn": SESSION})
    preflight.examine(
        patched(
            cloud, {"get_caller_identity": who, "get_data_lake_settings": answering(settings())}
        )
    )


def test_another_account_is_not_asked(cloud: Cloud) -> None:
    who = answering({"Account": "999900001111", "Arn": "arn:aws:iam::999900001111:user/me"})

    with pytest.raises(MeshError, match="of another account than 123456789012"):
        preflight.examine(patched(cloud, {"get_caller_identity": who}))


def test_who_administers_nothing_is_told_how_to(bare: Cloud) -> None:
    with pytest.raises(MeshError, match="no Lake Formation administrator") as told:
        preflight.examine(bare)

    assert "with it under `administrators`" in told.value.fix


def test_an_open_lake_says_nothing_of_grants(cloud: Cloud) -> None:
    everyone = {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}
    opened = settings(
        CreateTableDefaultPermissions=[{"Principal": everyone, "Permissions": ["ALL"]}]
    )

    with pytest.raises(MeshError, match="open to IAM_ALLOWED_PRINCIPALS"):
        preflight.examine(patched(cloud, {"get_data_lake_settings": answering(opened)}))


def test_athenas_own_database_has_to_be_there(cloud: Cloud) -> None:
    cloud.client("glue").delete_database(Name="default")

    with pytest.raises(MeshError, match="database default is missing"):
        preflight.examine(cloud)
