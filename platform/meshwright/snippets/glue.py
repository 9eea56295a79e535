"""A Glue job that reads by Lake Formation's grants, as `aws glue create-job` takes it.

Sources: AWS Glue developer guide, "Using AWS Glue with AWS Lake Formation for fine-grained access
control" (Spark's data frames alone, from Glue 5.0 on, by four workers or more), its
"Considerations and limitations" (one Spark session a job), and "Using the Iceberg framework in AWS
Glue"; Apache Iceberg, "Spark Configuration", on replacing the session's own catalog.
"""

import json
from collections.abc import Iterator, Mapping

from meshwright.snippets.reading import Reading

VERSION, WORKER, WORKERS = "5.0", "G.1X", 4
FINE_GRAINED = "--enable-lakeformation-fine-grained-access"


def job(reading: Reading) -> str:
    """The job; its name and the place of its script are whoever's who writes it."""
    return json.dumps(
        {
            "Name": "YOUR_JOB",
            "Role": reading.principal,
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://YOUR_BUCKET/YOUR_SCRIPT.py"},
            "GlueVersion": VERSION,
            "WorkerType": WORKER,
            "NumberOfWorkers": WORKERS,
            "DefaultArguments": _arguments(reading),
        },
        indent=2,
        ensure_ascii=False,
    )


def _arguments(reading: Reading) -> Mapping[str, str]:
    """What the job is started with; several settings of Spark are one argument of Glue."""
    fine_grained = {FINE_GRAINED: "true"}
    if not reading.is_iceberg:
        return fine_grained
    settings = " --conf ".join(f"{name}={value}" for name, value in _iceberg(reading))
    return {**fine_grained, "--datalake-formats": "iceberg", "--conf": settings}


def _iceberg(reading: Reading) -> Iterator[tuple[str, str]]:
    catalog = "spark.sql.catalog.spark_catalog"
    extensions = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
    yield "spark.sql.extensions", extensions
    yield catalog, "org.apache.iceberg.spark.SparkSessionCatalog"
    yield f"{catalog}.catalog-impl", "org.apache.iceberg.aws.glue.GlueCatalog"
    yield f"{catalog}.io-impl", "org.apache.iceberg.aws.s3.S3FileIO"
    yield f"{catalog}.warehouse", reading.location
    yield f"{catalog}.client.region", reading.region
    yield f"{catalog}.glue.account-id", reading.account
