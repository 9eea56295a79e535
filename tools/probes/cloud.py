"""A local AWS as a probe sees it: a client for each service, and the things most probes need."""

import json
from collections.abc import Mapping
from typing import Any

ACCOUNT = "123456789012"
REGION = "eu-central-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"
OWN_KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
PLACE = {"CreateBucketConfiguration": {"LocationConstraint": REGION}}
PATIENCE = 20.0
"""Seconds in which an execution ends, where any does. One that has not ended by then is waited for
alone: an AWS that runs none, as bare moto, leaves every other as it is too."""
COLUMNS = ({"Name": "id", "Type": "string"}, {"Name": "amount", "Type": "decimal(18,2)"})


class Cloud:
    """Clients that try each call once, since a probe wants the first answer."""

    def __init__(self, endpoint: str) -> None:
        import botocore.session  # pyright: ignore[reportMissingTypeStubs] - it has none

        self._session: Any = botocore.session.Session()
        self._clients: dict[tuple[str, bool], Any] = {}
        self.endpoint = endpoint
        self.patience = PATIENCE

    def client(self, service: str, *, through_proxy: bool = False) -> Any:
        key = (service, through_proxy)
        if key not in self._clients:
            self._clients[key] = self._client(service, through_proxy=through_proxy)
        return self._clients[key]

    def as_role(
        self, arn: str, service: str, *policy: dict[str, Any], through_proxy: bool = False
    ) -> Any:
        """A client that works as a role, which may do everything if no policy says what."""
        name, text = arn.rpartition("/")[2], document(*(policy or (allow("*"),)))
        self.iam.put_role_policy(RoleName=name, PolicyName="access", PolicyDocument=text)
        given = self.sts.assume_role(RoleArn=arn, RoleSessionName="probe")["Credentials"]
        return self._client(
            service,
            through_proxy=through_proxy,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )

    def _client(self, service: str, *, through_proxy: bool, **keys: str) -> Any:
        from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs] - it has none

        return self._session.create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            **(OWN_KEYS | keys),
            config=Config(
                parameter_validation=False,
                proxies={"http": self.endpoint} if through_proxy else {},
                inject_host_prefix=through_proxy,
                retries={"mode": "standard", "total_max_attempts": 1},
                s3={"addressing_style": "path"},
            ),
        )

    def of_session(self, keys: Mapping[str, str], service: str) -> Any:
        """A client with keys that the local AWS has issued."""
        return self._session.create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )

    @property
    def s3(self) -> Any:
        return self.client("s3")

    @property
    def iam(self) -> Any:
        return self.client("iam")

    @property
    def kms(self) -> Any:
        return self.client("kms")

    @property
    def glue(self) -> Any:
        return self.client("glue")

    @property
    def lake(self) -> Any:
        return self.client("lakeformation")

    @property
    def athena(self) -> Any:
        return self.client("athena")

    @property
    def sts(self) -> Any:
        return self.client("sts")

    def bucket(self, name: str = "data") -> str:
        self.s3.create_bucket(Bucket=name, **PLACE)
        return name

    def open_bucket(self, name: str = "data") -> str:
        """A bucket without its public access block."""
        self.bucket(name)
        self.s3.delete_public_access_block(Bucket=name)
        return name

    def put_policy(self, *statements: dict[str, Any], bucket: str = "data") -> None:
        self.s3.put_bucket_policy(Bucket=bucket, Policy=document(*statements))

    def role(self, name: str = "reader", **more: Any) -> str:
        trusted = document(trust({"Service": "glue.amazonaws.com"}))
        given = {"AssumeRolePolicyDocument": trusted} | more
        return self.iam.create_role(RoleName=name, **given)["Role"]["Arn"]

    def trusting_role(self, principal: Any) -> str:
        """A role that the principal may assume."""
        return self.role(AssumeRolePolicyDocument=document(trust(principal)))

    def policy(self, name: str = "boundary") -> str:
        text = document(allow("s3:GetObject"))
        return self.iam.create_policy(PolicyName=name, PolicyDocument=text)["Policy"]["Arn"]

    def key(self, **more: Any) -> str:
        return self.kms.create_key(**more)["KeyMetadata"]["KeyId"]

    def closed_lake(self) -> None:
        """New databases and tables are no longer open to everyone whom IAM lets in."""
        admins = [{"DataLakePrincipalIdentifier": ADMINISTRATOR}]
        self.lake.put_data_lake_settings(DataLakeSettings={"DataLakeAdmins": admins})

    def database(self, name: str = "sales", **more: Any) -> None:
        self.glue.create_database(DatabaseInput={"Name": name, **more})

    def table(self, name: str = "orders", *columns: dict[str, Any], **more: Any) -> None:
        """A table with its database, where that is not there yet."""
        try:
            self.glue.get_database(Name="sales")
        except self.glue.exceptions.EntityNotFoundException:
            self.database()
        described = {"Columns": list(columns or COLUMNS), "Location": "s3://data/orders/"}
        table: dict[str, Any] = {
            "Name": name,
            "StorageDescriptor": described,
            "PartitionKeys": [],
            **more,
        }
        self.glue.create_table(DatabaseName="sales", TableInput=table)

    def tag(self, key: str = "pii", *values: str) -> None:
        self.lake.create_lf_tag(TagKey=key, TagValues=list(values or ("true", "false")))


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(principal: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
