"""The tables over a trail's files and over S3's access logs, as Athena's pages define them.

Partitions are computed and not registered: no one has to add a day.
Sources: Athena user guide, "Create the table for CloudTrail logs in Athena using partition
projection", "Query Amazon S3 server access logs" and "Dynamic ID partitioning" (the injected
type); S3 user guide, "Amazon S3 server access log format".
"""

from collections.abc import Mapping
from typing import Any

from meshwright.aws.resource_types import TABLE
from meshwright.plan import audit_names, names, tags
from meshwright.plan.declaration import Declaration
from meshwright.plan.scope import Scope

REGION, DAY, SOURCE = "region", "day", "source"
"""The partition keys: of the trail the region and day of the events, of the logs the bucket."""
CLASSIFICATION = "restricted"
FIRST_DAY = "2026/01/01"
"""No trail of a mesh is older; where a day has no files, nothing is read."""
TEXTS_OF_THE_TRAIL = (
    *("eventversion", "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress"),
    *("useragent", "errorcode", "errormessage", "requestparameters", "responseelements"),
    *("additionaleventdata", "requestid", "eventid", "readonly", "eventtype", "apiversion"),
    *("recipientaccountid", "serviceeventdetails", "sharedeventid", "vpcendpointid"),
    *("vpcendpointaccountid", "eventcategory", "sessioncredentialfromconsole"),
)
IDENTITY = (
    "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,"
    "accesskeyid:string,username:string,sessioncontext:struct<attributes:struct<"
    "mfaauthenticated:string,creationdate:string>,sessionissuer:struct<type:string,"
    "principalid:string,arn:string,accountid:string,username:string>,sourceidentity:string>>"
)
RESOURCES = "array<struct<arn:string,accountid:string,type:string>>"
LOG_FIELDS = (
    *("bucketowner", "bucket", "requestdatetime", "remoteip", "requester", "requestid"),
    *("operation", "key", "request_uri", "httpstatus", "errorcode", "bytessent", "objectsize"),
    *("totaltime", "turnaroundtime", "referrer", "useragent", "versionid", "hostid", "sigv"),
    *("ciphersuite", "authtype", "endpoint", "tlsversion", "accesspointarn", "aclrequired"),
)
NUMBERS = ("bytessent", "objectsize")
QUOTED = ("request_uri", "referrer", "useragent")
WORD, QUOTED_WORD, NUMBER, MOMENT = "([^ ]*)", '("[^"]*"|-)', "(-|[0-9]*)", r"\[(.*?)\]"
OPTIONAL_FROM = "hostid"
"""Fields that came later: a line of a log that has fewer is read too."""


def trail_table(scope: Scope, database: Declaration) -> Declaration:
    """A trail's events, a row each."""
    location = f"s3://{audit_names.trail_files(scope.environment)}/"
    columns = dict.fromkeys(TEXTS_OF_THE_TRAIL, "string")
    return _table(
        audit_names.TRAIL_TABLE,
        scope,
        database,
        description="What was asked of AWS in this account, as CloudTrail tells it",
        columns={"useridentity": IDENTITY, **columns, "resources": RESOURCES},
        location=location,
        input_format="com.amazon.emr.cloudtrail.CloudTrailInputFormat",
        serde="org.apache.hive.hcatalog.data.JsonSerDe",
        keys=(REGION, DAY),
        projection={
            f"projection.{REGION}.type": "injected",
            f"projection.{DAY}.type": "date",
            f"projection.{DAY}.format": "yyyy/MM/dd",
            f"projection.{DAY}.interval": "1",
            f"projection.{DAY}.interval.unit": "DAYS",
            f"projection.{DAY}.range": f"{FIRST_DAY},NOW",
            "storage.location.template": f"{location}${{{REGION}}}/${{{DAY}}}",
        },
    )


def access_log_table(scope: Scope, database: Declaration) -> Declaration:
    """The requests to the mesh's buckets, a row each; a query says of which bucket."""
    location = f"s3://{names.access_log_bucket(scope.place)}/"
    return _table(
        audit_names.ACCESS_LOG_TABLE,
        scope,
        database,
        description="Requests to the buckets of the mesh, as S3 logs them",
        columns={name: "bigint" if name in NUMBERS else "string" for name in LOG_FIELDS},
        location=location,
        input_format="org.apache.hadoop.mapred.TextInputFormat",
        serde="org.apache.hadoop.hive.serde2.RegexSerDe",
        serde_parameters={"input.regex": log_pattern()},
        keys=(SOURCE,),
        projection={
            f"projection.{SOURCE}.type": "injected",
            "storage.location.template": f"{location}${{{SOURCE}}}/",
        },
    )


def log_pattern() -> str:
    """What a line of an access log looks like: a group for each field."""
    known = [_field(name) for name in LOG_FIELDS]
    later = LOG_FIELDS.index(OPTIONAL_FROM)
    head, tail = " ".join(known[:later]), " ".join(known[later:])
    return f"{head}(?: {tail})?.*$"


def _field(name: str) -> str:
    if name == "requestdatetime":
        return MOMENT
    if name == "httpstatus":
        return NUMBER
    return QUOTED_WORD if name in QUOTED else WORD


def _column(name: str, kind: str) -> Mapping[str, Any]:
    """Any of them may tell what a person did."""
    told = {tags.CLASSIFICATION: CLASSIFICATION, tags.PII: "true"}
    return {"name": name, "type": kind, "parameters": told}


def _table(
    name: str,
    scope: Scope,
    database: Declaration,
    *,
    description: str,
    columns: Mapping[str, str],
    location: str,
    input_format: str,
    serde: str,
    keys: tuple[str, ...],
    projection: Mapping[str, str],
    serde_parameters: Mapping[str, str] | None = None,
) -> Declaration:
    words: Mapping[str, Any] = {
        "EXTERNAL": "TRUE",
        tags.CLASSIFICATION: CLASSIFICATION,
        tags.PII: "true",
        "projection.enabled": "true",
        **projection,
    }
    return scope.declare(
        TABLE,
        name,
        {
            "catalogId": scope.place.account,
            "databaseName": audit_names.DATABASE,
            "name": name,
            "description": description,
            "tableType": "EXTERNAL_TABLE",
            "parameters": words,
            "partitionKeys": [{"name": key, "type": "string"} for key in keys],
            "storageDescriptor": {
                "location": location,
                "inputFormat": input_format,
                "outputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "serDeInfo": {
                    "serializationLibrary": serde,
                    "parameters": {"serialization.format": "1", **(serde_parameters or {})},
                },
                "columns": [_column(n, kind) for n, kind in columns.items()],
            },
        },
        after=(database,),
        keep=True,
    )
