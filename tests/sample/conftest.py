"""A lake in a folder, meshes from values, and slices of the CSV files."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.fs
import pytest
from botocore.exceptions import ClientError

from meshwright.plan import names
from meshwright.sample.deployed import Lake
from meshwright.specs.environment import Environment, EnvironmentSpec
from meshwright.specs.models import (
    Agreement,
    AgreementSpec,
    DataProduct,
    Domain,
    DomainSpec,
    Mesh,
    ProductSpec,
)
from meshwright.specs.source import Source

ACCOUNT = "123456789012"
AS_OF = date(2026, 11, 23)


@dataclass
class FolderGlue:
    """As much of Glue as the sample calls, with its limits."""

    tables: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    partitions: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, int]] = field(default_factory=list)
    refuses: str = ""

    def get_table(self, *, DatabaseName: str, Name: str) -> dict[str, Any]:  # noqa: N803
        if (DatabaseName, Name) not in self.tables:
            answer = {"Error": {"Code": "EntityNotFoundException", "Message": Name}}
            raise ClientError(answer, "GetTable")
        return {"Table": self.tables[DatabaseName, Name]}

    def get_paginator(self, operation: str) -> "FolderGlue":
        assert operation == "get_partitions"
        return self

    def paginate(self, *, DatabaseName: str, TableName: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        here = [p for k, p in self.partitions.items() if k[:2] == (DatabaseName, TableName)]
        for start in range(0, len(here), 5):
            yield {"Partitions": here[start : start + 5]}

    def batch_create_partition(self, **call: Any) -> dict[str, Any]:
        self._note("create", call["PartitionInputList"], 100)
        for given in call["PartitionInputList"]:
            if given["Values"] == [self.refuses]:
                detail = {"ErrorCode": "InternalServiceException", "ErrorMessage": "not today"}
                return {"Errors": [{"PartitionValues": given["Values"], "ErrorDetail": detail}]}
            key = (call["DatabaseName"], call["TableName"], *given["Values"])
            assert key not in self.partitions
            self.partitions[key] = given
        return {}

    def batch_update_partition(self, **call: Any) -> dict[str, Any]:
        self._note("update", call["Entries"], 100)
        for entry in call["Entries"]:
            key = (call["DatabaseName"], call["TableName"], *entry["PartitionValueList"])
            self.partitions[key] = entry["PartitionInput"]
        return {}

    def batch_delete_partition(self, **call: Any) -> dict[str, Any]:
        self._note("delete", call["PartitionsToDelete"], 25)
        for given in call["PartitionsToDelete"]:
            del self.partitions[call["DatabaseName"], call["TableName"], *given["Values"]]
        return {}

    def _note(self, verb: str, some: list[Any], limit: int) -> None:
        assert 0 < len(some) <= limit
        self.calls.append((verb, len(some)))


@dataclass
class FolderS3:
    """As much of S3 as the sample calls, over a folder of buckets."""

    root: Path

    def upload_file(self, path: str, bucket: str, key: str) -> None:
        target = self.root / bucket / key
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)

    def get_paginator(self, operation: str) -> "FolderS3":
        assert operation == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        files = (f for f in (self.root / Bucket).rglob("*") if f.is_file())
        keys = sorted(str(f.relative_to(self.root / Bucket)) for f in files)
        yield {"Contents": [{"Key": key} for key in keys if key.startswith(Prefix)]}

    def delete_objects(self, *, Bucket: str, Delete: dict[str, Any]) -> None:  # noqa: N803
        for entry in Delete["Objects"]:
            (self.root / Bucket / entry["Key"]).unlink()


@dataclass(frozen=True)
class FolderLake:
    """A lake whose catalog is a dictionary and whose buckets are folders."""

    lake: Lake
    glue: FolderGlue
    root: Path

    def deploy(self, mesh: Mesh, environment: Environment) -> None:
        for product in mesh.products.values():
            database = names.database(product.origin)
            place = environment.place_of(product.domain.id)
            for name, table in product.spec.tables.items():
                columns = {n: {"Name": n, "Type": c.type.glue} for n, c in table.columns.items()}
                keys = [columns.pop(key) for key in table.partition_by]
                location = names.table_location(product.origin, name, place)
                self.glue.tables[database, name] = {
                    "StorageDescriptor": {
                        "Columns": list(columns.values()),
                        "Location": location,
                    },
                    "PartitionKeys": keys,
                }

    def files(self) -> list[str]:
        return sorted(str(f.relative_to(self.root)) for f in self.root.rglob("*") if f.is_file())


@pytest.fixture
def folder_lake(tmp_path: Path) -> FolderLake:
    root = tmp_path / "buckets"
    root.mkdir()
    files = pyarrow.fs.SubTreeFileSystem(str(root), pyarrow.fs.LocalFileSystem())
    glue = FolderGlue()
    return FolderLake(Lake(glue, FolderS3(root), files), glue, root)


def environment_named(name: str) -> Environment:
    arn = f"arn:aws:iam::{ACCOUNT}:user/administrator"
    spec = EnvironmentSpec.model_validate(
        {
            "account": ACCOUNT,
            "region": "eu-central-1",
            "deployer": arn,
            "assumeDeployer": False,
            "administrators": [arn],
        }
    )
    return Environment(name, spec, Source(f"platform/environments/{name}.yaml"))


@pytest.fixture
def local() -> Environment:
    return environment_named("local")


@pytest.fixture
def dev() -> Environment:
    return environment_named("dev")


def _domain(name: str) -> Domain:
    spec = DomainSpec.model_validate(
        {
            "owner": f"team-{name}@acme.example",
            "description": name,
            "costCenter": "cc-1",
            "classification": "internal",
        }
    )
    return Domain(name, spec, Source(f"domains/{name}/domain.yaml"))


def build_product(
    id: str,  # noqa: A002
    tables: Mapping[str, Any],
    *,
    queries: Mapping[str, str] | None = None,
    access: Mapping[str, Mapping[str, Any]] | None = None,
    **fields: Any,
) -> DataProduct:
    """A product from what its files would say."""
    domain, name = id.split(".")
    spec = ProductSpec.model_validate({"description": id, "tables": tables, **fields})
    agreements = tuple(
        Agreement(
            id,
            consumer,
            AgreementSpec.model_validate({"purpose": "a test", "expires": "2099-12-31", **said}),
            Source(f"domains/{domain}/{name}/access/{consumer}.yaml"),
        )
        for consumer, said in sorted((access or {}).items())
    )
    source = Source(f"domains/{domain}/{name}/product.yaml")
    return DataProduct(name, _domain(domain), spec, source, id, agreements, queries or {})


def build_mesh(*products: DataProduct) -> Mesh:
    return Mesh({p.domain.id: p.domain for p in products}, {p.id: p for p in products})


SLICE = {
    "airlines": "carrier,name\nUA,United Air Lines Inc.\nB6,JetBlue Airways\n",
    "airports": (
        "faa,name,lat,lon,alt,tz,dst,tzone\n"
        "IAH,George Bush Intercontinental,29.984433,-95.341442,97,-6,A,America/Chicago\n"
        'EEN,"Dillant, Hopkins",42.8983333,-72.2708333,149,-5,A,NA\n'
    ),
    "flights": (
        "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,"
        "flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour\n"
        "2013,1,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z\n"
        "2013,1,1,2209,2155,14,2400,2337,23,B6,1109,N346JB,JFK,RDU,87,427,21,55,2013-01-02T02:00:00Z\n"
        "2013,1,5,2116,2130,-14,2400,18,-18,B6,135,N635JB,JFK,PHX,313,2153,21,30,2013-01-06T02:00:00Z\n"
        "2013,1,1,2353,2359,-6,425,445,-20,B6,727,N584JB,JFK,BQN,195,1576,23,59,2013-01-02T04:00:00Z\n"
        "2013,7,1,NA,2359,NA,NA,344,NA,B6,739,NA,JFK,PSE,NA,1617,23,59,2013-07-02T03:00:00Z\n"
        "2013,7,1,10,2259,71,NA,18,NA,UA,9,N14228,EWR,IAH,NA,1400,22,59,2013-07-02T02:00:00Z\n"
    ),
    "planes": (
        "tailnum,year,type,manufacturer,model,engines,seats,speed,engine\n"
        "N14228,1999,Fixed wing multi engine,BOEING,737-824,2,149,NA,Turbo-fan\n"
        "N381AA,NA,Fixed wing multi engine,DOUGLAS,DC-7BF,4,102,232,Reciprocating\n"
    ),
    "weather": (
        "origin,year,month,day,hour,temp,dewp,humid,wind_dir,wind_speed,wind_gust,precip,pressure,"
        "visib,time_hour\n"
        "EWR,2013,1,1,5,39.02,28.04,64.43,260,12.658579999999999,NA,0,1011.9,10,2013-01-01T10:00:00Z\n"
        "JFK,2013,1,31,23,30.02,10.94,44.5,NA,0,46.0312,0.11,NA,0.25,2013-02-01T04:00:00Z\n"
    ),
}


@pytest.fixture
def csv_slice(tmp_path: Path) -> Path:
    """A folder with a few real lines, and a few made up for their awkwardness, of each CSV file."""
    folder = tmp_path / "csv"
    folder.mkdir()
    for name, text in SLICE.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.fixture
def product() -> Callable[..., DataProduct]:
    return build_product


@pytest.fixture
def mesh() -> Callable[..., Mesh]:
    return build_mesh


@pytest.fixture
def as_of() -> date:
    return AS_OF
