"""How probes of Lake Formation's permissions begin: a closed lake, a table, a role, a grant."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud

TABLE = {"CatalogId": ACCOUNT, "DatabaseName": "sales", "Name": "orders"}
COLUMNS = {"TableWithColumns": {**TABLE, "ColumnNames": ["id", "amount"]}}
LOCATION = {"DataLocation": {"CatalogId": ACCOUNT, "ResourceArn": "arn:aws:s3:::data"}}


def to(principal: str) -> dict[str, str]:
    return {"DataLakePrincipalIdentifier": principal}


def ready(aws: Cloud) -> None:
    """A closed lake with a table and a role."""
    aws.closed_lake()
    aws.role()
    aws.table()


def grant(
    aws: Cloud, resource: Any, *permissions: str, principal: str = ROLE, grantable: Any = ()
) -> None:
    aws.lake.grant_permissions(
        Principal=to(principal),
        Resource=resource,
        Permissions=list(permissions),
        PermissionsWithGrantOption=list(grantable),
    )


def granted(aws: Cloud, resource: Any, *permissions: str, **more: Any) -> None:
    ready(aws)
    grant(aws, resource, *permissions, **more)


def listed(aws: Cloud, resource: Any) -> list[Any]:
    answer = aws.lake.list_permissions(Principal=to(ROLE), Resource=resource)
    found = answer["PrincipalResourcePermissions"]
    return [(grant["Resource"], sorted(grant["Permissions"])) for grant in found]
