"""What Glue does when it runs a job: as whom it assumes the role, and how Spark writes."""

import time
from collections.abc import Mapping
from typing import Any

from meshwright.operations.probing import rights, tables
from meshwright.operations.probing.sandbox import Sandbox
from meshwright.operations.probing.values import Answer, CannotAskError, Probe, fails, holds
from meshwright.plan import documents
from meshwright.plan.grants import OWN_RIGHTS

GLUE = "glue.amazonaws.com"
RUNS = "run Glue jobs"
ENDED = ("ERROR", "EXPIRED", "FAILED", "STOPPED", "SUCCEEDED", "TIMEOUT")
MINUTES_AT_MOST = 15
POLLS, PAUSE = 400, 5.0
SHELL = {
    "Command": {"Name": "pythonshell", "PythonVersion": "3.9"},
    "GlueVersion": "3.0",
    "MaxCapacity": 0.0625,
}
"""The smallest job there is.

Source: AWS Glue developer guide, "Configuring job properties for Python shell jobs in AWS Glue".
"""
SPARK = {
    "Command": {"Name": "glueetl", "PythonVersion": "3"},
    "GlueVersion": "5.1",
    "WorkerType": "G.1X",
    "NumberOfWorkers": 4,
    "DefaultArguments": {
        "--enable-lakeformation-fine-grained-access": "true",
        "--datalake-formats": "iceberg",
    },
}
"""Source: AWS Glue developer guide, "Using AWS Glue with AWS Lake Formation for fine-grained access
control": at least four workers."""
DENIALS = ("access denied", "accessdenied", "insufficient", "not authorized", "forbidden")
"""Signs that a job failed of rights, and not of something else."""
NOTHING = "print('done')\n"


def source_account(box: Sandbox) -> Answer:
    """A job whose role trusts Glue for this account alone, and not its silence."""
    account = {"StringEquals": {"aws:SourceAccount": box.run.place.account}}
    trust = {**documents.service_trust(GLUE, box.run.place), "Condition": account}
    box.role("shell", rights.jobs(box.run), trust=[trust])
    ended = _run(box, "shell", SHELL, NOTHING)
    said = str(ended.get("ErrorMessage", ""))
    if ended["JobRunState"] == "SUCCEEDED":
        return holds("a job ran as a role that asks for the account")
    if "assume" in said.lower():
        return fails(said)
    raise CannotAskError(f"the job ended as {ended['JobRunState']}: {said}")


def spark_writes(box: Sandbox) -> Answer:
    """A Spark job of Glue 5.1 inserts a row into a registered table by its grants alone."""
    tables.make_iceberg(box, "spark")
    box.role("spark", rights.jobs(box.run), trust=[documents.service_trust(GLUE, box.run.place)])
    box.grant("spark", ("DESCRIBE",), tables.database_resource(box))
    box.grant("spark", OWN_RIGHTS, tables.table_resource(box, "spark"))
    ended = _run(box, "spark", SPARK, _script(box))
    if ended["JobRunState"] == "SUCCEEDED":
        return holds("a row is inserted by a role without any right on files")
    said = f"{ended['JobRunState']}: {ended.get('ErrorMessage', 'no reason given')}"
    if any(sign in said.lower() for sign in DENIALS):
        return fails(said)
    raise CannotAskError(f"the job ended as {said}")


def _script(box: Sandbox) -> str:
    catalog, place = "spark.sql.catalog.glue_catalog", box.run.place
    settings = {
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
        f"{catalog}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        f"{catalog}.warehouse": f"s3://{box.run.bucket}/lake/",
        f"{catalog}.client.region": place.region,
        f"{catalog}.glue.account-id": place.account,
        f"{catalog}.glue.lakeformation-enabled": "true",
    }
    configured = "".join(f".config({name!r}, {value!r})" for name, value in settings.items())
    insert = "INSERT INTO glue_catalog.{database}.spark VALUES ('a', 'DE', 1)"
    statement = insert.replace("{database}", box.run.database)
    return (
        "from pyspark.sql import SparkSession\n"
        f"spark = SparkSession.builder{configured}.getOrCreate()\n"
        f"spark.sql({statement!r})\n"
    )


def _run(box: Sandbox, what: str, job: Mapping[str, Any], script: str) -> Mapping[str, Any]:
    """The end of a job's one run."""
    key, name = f"jobs/{what}.py", box.run.part(what)
    box.client("s3").put_object(Bucket=box.run.bucket, Key=key, Body=script.encode())
    place = {"ScriptLocation": f"s3://{box.run.bucket}/{key}"}
    described = {
        **job,
        "Name": name,
        "Role": box.run.role_arn(what),
        "Command": {**job["Command"], **place},
        "Timeout": MINUTES_AT_MOST,
    }
    glue = box.client("glue")
    box.eventually(lambda: glue.create_job(**described))
    started = box.eventually(lambda: glue.start_job_run(JobName=name))["JobRunId"]
    for _ in range(POLLS):
        found = glue.get_job_run(JobName=name, RunId=started)["JobRun"]
        if found["JobRunState"] in ENDED:
            return found
        time.sleep(PAUSE)
    raise CannotAskError(f"the job does not end within {POLLS * PAUSE / 60:.0f} minutes")


SOURCE_ACCOUNT = Probe(
    id="glue-source-account",
    question="Does Glue name the account (aws:SourceAccount) when it assumes a job's role?",
    rests=("aws:iam/role:Role: the trust of runtime roles in Glue, StringEqualsIfExists",),
    adr=75,
    fallback="keep StringEqualsIfExists: iam:PassRole passes no role to another account",
    ask=source_account,
    lacking=RUNS,
)
SPARK_WRITES = Probe(
    id="glue-spark-writes",
    question="Does a Spark job of Glue 5.1 write a registered table by grants alone?",
    rests=("docs/how-to/outgrow-athena.md: a team's own Spark job as the runtime role",),
    adr=58,
    fallback="Glue 5.0 or 5.1 with the runtime role's own rights on its bucket, which it has",
    ask=spark_writes,
    lacking=RUNS,
)
