"""A database with an Iceberg table, by the calls that the official provider makes."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

BUCKET = "acme-sales"
LOCATION = f"s3://{BUCKET}/orders"
REGION, ACCOUNT = "eu-central-1", "123456789012"
Field = dict[str, Any]


def field(number: int, name: str, kind: Any = "string", *, required: bool = False) -> Field:
    return {"Id": number, "Name": name, "Type": kind, "Required": required}


COLUMNS = [field(1, "order_id"), field(2, "amount", "float"), field(3, "day", "date")]


def client_of(service: str, endpoint: str, keys: Mapping[str, str]) -> Any:
    """A client with the keys of a session."""
    return botocore.session.Session().create_client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def spec(fields: Sequence[Field], sources: Sequence[int]) -> dict[str, Any]:
    names = {each["Id"]: each["Name"] for each in fields}
    parts = [
        {"SourceId": n, "FieldId": 1000 + at, "Transform": "identity", "Name": names[n]}
        for at, n in enumerate(sources)
    ]
    return {"Fields": parts, "SpecId": 0}


@dataclass(frozen=True)
class Lake:
    client: Any
    glue: Any
    s3: Any

    @staticmethod
    def opened(client: Any) -> "Lake":
        lake = Lake(client, client("glue"), client("s3"))
        lake.s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        lake.glue.create_database(DatabaseInput={"Name": "sales"})
        return lake

    def created(
        self,
        fields: Sequence[Field],
        *,
        partition: int | None = None,
        properties: dict[str, str] | None = None,
        location: str = LOCATION,
    ) -> dict[str, Any]:
        described: dict[str, Any] = {
            "Location": location,
            "Schema": {"Type": "struct", "Fields": list(fields)},
        }
        if partition is not None:
            described["PartitionSpec"] = spec(fields, [partition])
        if properties:
            described["Properties"] = properties
        asked = {
            "MetadataOperation": "CREATE",
            "Version": "2",
            "CreateIcebergTableInput": described,
        }
        return {"IcebergInput": asked}

    def create(
        self,
        fields: Sequence[Field],
        *,
        name: str = "orders",
        partition: int | None = None,
        properties: dict[str, str] | None = None,
    ) -> None:
        location = f"s3://{BUCKET}/{name}"
        self.glue.create_table(
            DatabaseName="sales",
            Name=name,
            OpenTableFormatInput=self.created(
                fields, partition=partition, properties=properties, location=location
            ),
        )

    def update(
        self,
        fields: Sequence[Field],
        *,
        partition: int | None = None,
        properties: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        update: dict[str, Any] = {
            "Location": LOCATION,
            "Schema": {"Type": "struct", "Fields": list(fields)},
        }
        if partition is not None:
            update["PartitionSpec"] = spec(fields, [partition])
        if properties:
            update["Properties"] = properties
        self.glue.update_table(
            DatabaseName="sales",
            Name="orders",
            UpdateOpenTableFormatInput={
                "UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": [update]}}
            },
            **more,
        )

    def table(self, name: str = "orders") -> dict[str, Any]:
        return self.glue.get_table(DatabaseName="sales", Name=name)["Table"]

    def columns(self) -> dict[str, dict[str, Any]]:
        return {c["Name"]: c for c in self.table()["StorageDescriptor"]["Columns"]}

    def place(self, name: str = "orders") -> str:
        return self.table(name)["Parameters"]["metadata_location"]

    def metadata(self, name: str = "orders") -> dict[str, Any]:
        key = self.place(name).removeprefix(f"s3://{BUCKET}/")
        return json.loads(self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())

    def keys(self) -> list[str]:
        found = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [entry["Key"] for entry in found]

    def raw(self, operation: str, body: dict[str, Any]) -> tuple[int, Any]:
        """A call as it goes over the wire, which no client has checked before."""
        url = self.glue.meta.endpoint_url
        request = AWSRequest(
            "POST",
            url,
            data=json.dumps(body),
            headers={
                "X-Amz-Target": f"AWSGlue.{operation}",
                "Content-Type": "application/x-amz-json-1.1",
            },
        )
        SigV4Auth(Credentials("test", "test"), "glue", REGION).add_auth(request)
        sent = urllib.request.Request(  # noqa: S310 - the loopback
            url, data=request.body, headers=dict(request.headers), method="POST"
        )
        try:
            with urllib.request.urlopen(sent) as answer:  # noqa: S310 - the loopback
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())
