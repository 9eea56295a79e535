"""What has to be so in an account before probes are worth asking; nothing is changed."""

from meshwright.checks.account import DEFAULT_DATABASE
from meshwright.errors import MeshError
from meshwright.runner.account import lake
from meshwright.runner.account.settings import read_settings
from meshwright.runner.cloud import Cloud, is_session_of


def examine(cloud: Cloud) -> None:
    """Raises MeshError where the answers would say nothing, or nobody could ask."""
    environment = cloud.environment
    identity = cloud.client("sts").get_caller_identity()
    if identity["Account"] != environment.spec.account:
        raise MeshError(
            f"{identity['Arn']} is of another account than {environment.spec.account}",
            fix=f"use credentials of {environment.spec.account}",
        )
    found = read_settings(cloud)
    up = f"mesh up --env {environment.name}"
    if not any(_is(identity["Arn"], administrator) for administrator in found.administrators):
        raise MeshError(
            f"{identity['Arn']} is no Lake Formation administrator, so it cannot grant",
            fix=f"{up}, with it under `administrators` of {environment.source.path}",
        )
    if found.defaults:
        raise MeshError(
            f"what is new in this account is open to {', '.join(found.defaults)}, so that no "
            "answer would say anything of grants",
            fix=f"{up}: its foundation closes the lake",
        )
    if not lake.has_default_database(cloud):
        raise MeshError(
            f"the database {DEFAULT_DATABASE} is missing, for which Athena asks in each query",
            fix=f"{up}: its foundation makes it",
        )


def _is(caller: str, administrator: str) -> bool:
    is_role = ":role/" in administrator
    return is_session_of(caller, administrator) if is_role else caller == administrator
