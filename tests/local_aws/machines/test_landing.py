"""Files that land, and the rows that a machine makes of them in the local AWS."""

import pytest

from meshwright.jobs.beside import FILES, REJECTS

from jobs.lake import source_job
from local_aws.athena.athena import Athena
from local_aws.machines.product import REGION, WORKGROUP, Account

JOB = source_job(
    {"k": "bigint", "price": "decimal(6,2)", "day": "date"},
    source={"format": "csv", "maxRejects": 2},
    quality=[
        {"metric": "rowCount", "mustBeGreaterOrEqualTo": 2},
        {"metric": "duplicateValues", "mustBe": 0, "arguments": {"properties": ["price", "day"]}},
    ],
)
LANDING, PRODUCT = "acme-landing", "sales.made"
CSV = {"SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde"}
TEXT = {
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
}


@pytest.fixture
def account(client) -> Account:
    account = Account.opened(client)
    account.lake.glue.create_database(DatabaseInput={"Name": "out"})
    account.lake.s3.create_bucket(
        Bucket=LANDING, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    account.typed_table("out", "made__files", FILES)
    account.typed_table("out", "made__rejects", REJECTS)
    columns = [{"Name": name, "Type": "string"} for name in JOB.columns]
    shown = {"Columns": columns, "Location": f"s3://{LANDING}/made/", "SerdeInfo": CSV, **TEXT}
    account.lake.glue.create_table(
        DatabaseName="out",
        TableInput={
            "Name": "made__landing",
            "TableType": "EXTERNAL_TABLE",
            "StorageDescriptor": shown,
        },
    )
    return account


def land(account: Account, name: str, *lines: str) -> None:
    text = "".join(f"{line}\n" for line in ("k,price,day", *lines))
    account.lake.s3.put_object(Bucket=LANDING, Key=f"made/{name}", Body=text.encode())


def test_files_become_rows_once_and_what_does_not_fit_is_kept(account: Account) -> None:
    machine = account.refreshing(PRODUCT, account.role("runtime", "states"), JOB)
    athena = Athena(account.client("athena"), WORKGROUP)
    land(account, "one.csv", "1,10.50,2026-01-31", '2,"",', "x,1,2026-02-30")

    said = [account.ended(account.start(machine))]
    land(account, "two.csv", "2,7,2026-02-01", "3,9.999,")
    land(account, "again.csv", "1,10.50,2026-01-31")
    said += [account.ended(account.start(machine)) for _ in range(2)]

    assert [each["status"] for each in said] == ["SUCCEEDED"] * 3, said
    rows = athena.rows('SELECT k, price, day FROM "out".made ORDER BY k')
    assert rows == [("1", "10.50", "2026-01-31"), ("2", "7.00", "2026-02-01")]
    rejects = athena.rows('SELECT reason, line FROM "out".made__rejects ORDER BY line')
    assert rejects == [
        ("price is no decimal(6,2)", "3,9.999,"),
        ("k is no bigint; day is no date", "x,1,2026-02-30"),
    ]
    assert athena.rows('SELECT count(*) FROM "out".made__files WHERE loaded') == [("3",)]
