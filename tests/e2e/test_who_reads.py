"""An agreement of the example mesh, from its request to its end: by it alone somebody reads.

What is expected of rows is counted from the CSV files, by none of the platform's code.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from checkouts import Checkout
from e2e.sample_files import read_csv
from e2e.test_counts import permission_entries
from local_aws.athena.athena import Athena
from own_environment import folder_of

pytestmark = pytest.mark.e2e

PRODUCT, STACK = "operations.flights", "local.operations.flights"
AGREEMENT = "domains/operations/flights/access/weather.yaml"
TABLE = {"DatabaseName": "operations__flights", "Name": "flights"}
BUCKET = "mesh-local--operations--flights--123456789012"
COLUMNS = ["flight_date", "carrier", "tail_number", "status"]
ALL = "select * from operations__flights.flights"
COUNT = ALL.replace("*", "count(*)")
READERS = "arn:aws:iam::123456789012:role/mesh/{0}/mesh-local--{0}--reader"
LAST, AFTER, RENEWED = "2027-06-30", "2027-07-01", "2027-12-31"
ASKED = (
    *("new", "access", PRODUCT, "--for", "weather", "--purpose", "Cancelled flights by weather"),
    *("--columns", ",".join(f"flights.{name}" for name in COLUMNS)),
    *("--rows", "status = 'cancelled'", "--legal-basis", "legitimateInterests"),
    *("--expires", LAST),
)
TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
INSUFFICIENT = "Insufficient Lake Formation permission"
WRANGLER = """
import json, sys
import awswrangler as wr

frame = wr.athena.read_sql_query(
    sys.argv[1], database="operations__flights", workgroup=sys.argv[2], ctas_approach=False
)
texts = frame.astype(object).fillna("").astype(str)
print(json.dumps([frame.columns.tolist(), texts.values.tolist()]))
"""


@dataclass(frozen=True)
class Reader:
    """Somebody with the credentials of a role, at any client of AWS."""

    checkout: Checkout
    role: str
    workgroup: str

    @property
    def variables(self) -> Mapping[str, str]:
        """What a client of AWS finds in its environment, and nothing of this process's."""
        sts = self.checkout.client("sts")
        keys = sts.assume_role(RoleArn=self.role, RoleSessionName="ada")["Credentials"]
        return {
            "AWS_ENDPOINT_URL": self.checkout.endpoint,
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }

    def client(self, service: str) -> Any:
        given = self.variables
        return boto3.client(
            service,  # pyright: ignore[reportArgumentType] - the services a test may name
            endpoint_url=given["AWS_ENDPOINT_URL"],
            region_name=given["AWS_DEFAULT_REGION"],
            aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=given["AWS_SESSION_TOKEN"],
        )

    def by_boto3(self, sql: str) -> list[tuple[str | None, ...]]:
        return Athena(self.client("athena"), self.workgroup).rows(sql)

    def by_awswrangler(self, sql: str) -> Any:
        """Columns and rows, read in a process of its own."""
        command = [f"{folder_of('awswrangler')}/python", "-W", "ignore", "-c", WRANGLER]
        done = subprocess.run(
            [*command, sql, self.workgroup],
            env={"PATH": os.environ["PATH"], **self.variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def repository(loaded: Checkout) -> Iterator[Checkout]:
    """The example mesh with its rows, in a repository; left as it was found."""
    git(loaded, "init", "-q", "-b", "main")
    merge(loaded, "The example")
    yield loaded
    shutil.rmtree(loaded.root / ".git")


@pytest.fixture
def stranger(loaded: Checkout) -> Iterator[str]:
    """A role that may do nothing at all."""
    iam = loaded.client("iam")
    document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    made = iam.create_role(RoleName="stranger", AssumeRolePolicyDocument=document)
    yield made["Role"]["Arn"]
    iam.delete_role(RoleName="stranger")


def git(checkout: Checkout, *words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    command = ["git", "-C", str(checkout.root), *identity, *words]
    subprocess.run(command, check=True, capture_output=True)


def merge(checkout: Checkout, subject: str) -> None:
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", subject)


def said(checkout: Checkout, *words: str) -> str:
    done = checkout.run(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def brought_up(checkout: Checkout, *words: str) -> set[tuple[str, str]]:
    """Brings up what has changed, which is one stack; what that was."""
    run = checkout.document("up", *words)
    assert run["returncode"] == 0, run
    (result,) = (r for r in run["results"] if r["status"] != "skipped")
    assert result["stack"] == STACK
    return {(c["operation"], c["resource"].split(":")[2]) for c in result["changed"]}


def in_force(checkout: Checkout) -> int:
    """How many grants and filters the cloud has of the reader and the table."""
    lake, reader = checkout.client("lakeformation"), READERS.format("weather")
    grants = [
        entry
        for entry in permission_entries(lake)
        if entry["Principal"]["DataLakePrincipalIdentifier"] == reader
        and TABLE["DatabaseName"] in str(entry["Resource"])
    ]
    table = {**TABLE, "CatalogId": "123456789012"}
    return len(grants) + len(lake.list_data_cells_filter(Table=table)["DataCellsFilters"])


def refused(call: Callable[..., Any], **arguments: Any) -> str:
    """The reason for which AWS refuses a call."""
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return str(error.value)


def cancelled() -> list[list[str]]:
    """What the reader is to see, as texts; none where nothing is known."""
    return sorted(
        [
            f"{int(flight['year'])}-{int(flight['month']):02}-{int(flight['day']):02}",
            flight["carrier"],
            "" if flight["tailnum"] == "NA" else flight["tailnum"],
            "cancelled",
        ]
        for flight in read_csv("flights")
        if flight["dep_time"] == "NA"
    )


def reads_what_was_agreed(weather: Reader) -> None:
    """By each client exactly the columns and rows of the agreement, and nothing beside them."""
    expected = cancelled()
    columns, rows = weather.by_awswrangler(ALL)
    assert columns == COLUMNS
    assert sorted(rows) == expected
    assert weather.by_boto3(COUNT) == [(str(len(expected)),)]
    query = weather.checkout.document("query", ALL, "--as", "weather")
    assert [column["name"] for column in query["columns"]] == COLUMNS
    assert sorted([cell or "" for cell in row] for row in query["rows"]) == expected
    hidden = weather.checkout.run("query", ALL.replace("*", "origin"), "--as", "weather")
    assert (hidden.returncode, "there is no column 'origin'" in hidden.stderr) == (1, True)


def is_refused(who: Reader, name: str, key: str, reason: str) -> None:
    """No file by S3, no row by Athena; each says why."""
    said = refused(who.client("s3").get_object, Bucket=BUCKET, Key=key)
    assert "no identity-based policy allows the s3:GetObject action" in said
    asked = who.checkout.run("query", ALL, "--as", name)
    assert (asked.returncode, asked.stdout) == (1, "")
    assert reason in asked.stderr


def test_an_agreement_opens_what_it_says_from_its_merge_to_its_end(
    repository: Checkout, stranger: str
) -> None:
    mesh, weather = repository, Reader(repository, READERS.format("weather"), "mesh-local--weather")

    # Asked for and reviewed, it opens nothing yet.
    assert f"{AGREEMENT}\n" in said(mesh, *ASKED)
    review = said(mesh, "access", "review")
    assert f"people of weather can newly read {', '.join(COLUMNS)} of flights in" in review
    assert "only rows where: status = 'cancelled'" in review
    assert f"by agreement until {LAST}, for: Cancelled flights by weather" in review
    assert in_force(mesh) == 0

    # Merged and brought up, it opens what it says, and to nobody else.
    merge(mesh, "Let weather read cancelled flights")
    assert brought_up(mesh) >= {("create", "DataCellsFilter"), ("create", "Permissions")}
    reads_what_was_agreed(weather)
    assert mesh.document("preview", PRODUCT, "--no-skip")["changes"] == 0
    (file, *_) = mesh.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="flights/")["Contents"]
    nobody = Reader(mesh, stranger, "")
    is_refused(nobody, stranger, file["Key"], "no identity-based policy")
    assert "glue:GetTable" in refused(nobody.client("glue").get_table, **TABLE)
    fleet = Reader(mesh, READERS.format("fleet"), "")
    is_refused(fleet, "fleet", file["Key"], INSUFFICIENT)
    # It may ask Glue, and Lake Formation has nothing of this domain for it.
    glue, database = fleet.client("glue"), {"DatabaseName": TABLE["DatabaseName"]}
    assert INSUFFICIENT in refused(glue.get_table, **TABLE)
    assert INSUFFICIENT in refused(glue.get_partitions, **database, TableName=TABLE["Name"])
    assert INSUFFICIENT in refused(glue.get_database, Name=TABLE["DatabaseName"])

    # On the day after its last one nothing is in force.
    assert ("delete", "Permissions") in brought_up(mesh, "--as-of", AFTER)
    assert in_force(mesh) == 0
    assert INSUFFICIENT in mesh.run("query", ALL, "--as", "weather").stderr

    # Renewed, it opens the same again; revoked, nothing.
    said(mesh, "access", "renew", PRODUCT, "weather", "--until", RENEWED, "--as-of", AFTER)
    merge(mesh, "Renew it")
    assert ("create", "Permissions") in brought_up(mesh, "--as-of", AFTER)
    assert weather.by_boto3(COUNT) == [(str(len(cancelled())),)]
    said(mesh, "access", "revoke", PRODUCT, "weather")
    merge(mesh, "Revoke it")
    assert ("delete", "Permissions") in brought_up(mesh)
    assert in_force(mesh) == 0
    assert INSUFFICIENT in mesh.run("query", ALL, "--as", "weather").stderr
    assert mesh.document("preview", PRODUCT, "--no-skip")["changes"] == 0
