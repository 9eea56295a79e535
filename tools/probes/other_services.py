"""Athena's workgroups, assumed roles, and what the local AWS says of what it lacks."""

from collections.abc import Callable, Iterator
from typing import Any

from tools.probes.cloud import (
    ACCOUNT,
    ADMINISTRATOR,
    REGION,
    ROLE,
    Cloud,
    document,
)
from tools.probes.probe import NOT_IMPLEMENTED, Gives, Probe, Refused, Works

ATHENA = "https://docs.aws.amazon.com/athena/latest/APIReference"
STS = "https://docs.aws.amazon.com/STS/latest/APIReference"
GROUPS = "athena_workgroups"
INVALID = "InvalidRequestException"
LACKING: dict[str, tuple[str, Callable[[Cloud], Any]]] = {
    "glue-data-quality": (
        "https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDataQualityRuleset.html",
        lambda aws: aws.glue.create_data_quality_ruleset(Name="orders", Ruleset="Rules = []"),
    ),
    "lakeformation-path-permissions": (
        "https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetEffectivePermissionsForPath.html",
        lambda aws: aws.lake.get_effective_permissions_for_path(ResourceArn="arn:aws:s3:::data"),
    ),
    "athena-named-query-update": (
        f"{ATHENA}/API_UpdateNamedQuery.html",
        lambda aws: aws.athena.update_named_query(NamedQueryId="x", Name="a", QueryString="b"),
    ),
    "iam-simulation": (
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html",
        lambda aws: aws.iam.simulate_custom_policy(
            PolicyInputList=[document()], ActionNames=["s3:GetObject"]
        ),
    ),
    "s3-metadata-table": (
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketMetadataTableConfiguration.html",
        lambda aws: aws.s3.get_bucket_metadata_table_configuration(Bucket=aws.bucket()),
    ),
    "datazone-domains": (
        "https://docs.aws.amazon.com/datazone/latest/APIReference/API_ListDomains.html",
        lambda aws: aws.client("datazone").list_domains(),
    ),
}


def _lacking() -> Iterator[Probe]:
    for name, (page, ask) in LACKING.items():
        yield Probe(
            f"{name}-not-here",
            page,
            "What the local AWS lacks it says by name, in an answer that no SDK tries again.",
            ask,
            Refused(NOT_IMPLEMENTED, "not implemented by the local AWS", 501),
            rule="layer",
        )


def _group(aws: Cloud, name: str = "queries", **configuration: Any) -> None:
    aws.athena.create_work_group(Name=name, Configuration=configuration)


def _arn(name: str = "queries") -> str:
    return f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/{name}"


def _updated(aws: Cloud) -> Any:
    results = {"OutputLocation": "s3://data/", "ExpectedBucketOwner": ACCOUNT}
    _group(aws, BytesScannedCutoffPerQuery=10**8, ResultConfiguration=results)
    updates = {
        "RemoveBytesScannedCutoffPerQuery": True,
        "ResultConfigurationUpdates": {"RemoveExpectedBucketOwner": True},
    }
    aws.athena.update_work_group(
        WorkGroup="queries", State="DISABLED", ConfigurationUpdates=updates
    )
    group = aws.athena.get_work_group(WorkGroup="queries")["WorkGroup"]
    configuration = group["Configuration"]
    limited = "BytesScannedCutoffPerQuery" in configuration
    return group["State"], limited, configuration["ResultConfiguration"]


def _in_use(aws: Cloud, **more: Any) -> None:
    _group(aws)
    aws.athena.create_named_query(
        Name="orders", Database="sales", QueryString="select 1", WorkGroup="queries"
    )
    aws.athena.delete_work_group(WorkGroup="queries", **more)


def _tagged(aws: Cloud) -> Any:
    _group(aws)
    both = [{"Key": "owner", "Value": "a"}, {"Key": "tier", "Value": "gold"}]
    aws.athena.tag_resource(ResourceARN=_arn(), Tags=both)
    aws.athena.untag_resource(ResourceARN=_arn(), TagKeys=["tier"])
    return aws.athena.list_tags_for_resource(ResourceARN=_arn())["Tags"]


def _assume(aws: Cloud, **more: Any) -> Any:
    answer = aws.sts.assume_role(RoleArn=ROLE, RoleSessionName="test", **more)
    return answer["AssumedRoleUser"]["Arn"]


def _assumed(aws: Cloud) -> Any:
    aws.trusting_role({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    return _assume(aws)


def _for_long(aws: Cloud) -> None:
    aws.trusting_role({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    _assume(aws, DurationSeconds=7200)


def _with_a_session_token(aws: Cloud) -> Any:
    keys = aws.sts.get_session_token()["Credentials"]
    return aws.of_session(keys, "sts").get_caller_identity()["Arn"]


PROBES = (
    Probe(
        "athena-workgroup-updated",
        f"{ATHENA}/API_UpdateWorkGroup.html",
        "A workgroup is updated, and keeps what the update leaves out.",
        _updated,
        Gives(("DISABLED", False, {"OutputLocation": "s3://data/"})),
        rule=GROUPS,
    ),
    Probe(
        "athena-missing-workgroup",
        f"{ATHENA}/API_GetWorkGroup.html",
        "A workgroup that is not there is not read.",
        lambda aws: aws.athena.get_work_group(WorkGroup="queries"),
        Refused(INVALID, "WorkGroup queries is not found", 400),
        rule=GROUPS,
    ),
    Probe(
        "athena-missing-workgroup-deleted",
        f"{ATHENA}/API_DeleteWorkGroup.html",
        "Nor deleted.",
        lambda aws: aws.athena.delete_work_group(WorkGroup="queries"),
        Refused(INVALID, "is not found", 400),
        rule=GROUPS,
    ),
    Probe(
        "athena-workgroup-twice",
        f"{ATHENA}/API_CreateWorkGroup.html",
        "A workgroup is made once.",
        lambda aws: (_group(aws), _group(aws)),
        Refused(INVALID, status=400),
    ),
    Probe(
        "athena-workgroup-in-use-deleted",
        f"{ATHENA}/API_DeleteWorkGroup.html",
        "A workgroup with queries in it stays.",
        _in_use,
        Refused(INVALID, "is not empty", 400),
        rule=GROUPS,
    ),
    Probe(
        "athena-workgroup-deleted-with-its-queries",
        f"{ATHENA}/API_DeleteWorkGroup.html",
        "Unless they are to go with it.",
        lambda aws: _in_use(aws, RecursiveDeleteOption=True),
        Works(),
    ),
    Probe(
        "athena-primary-workgroup-deleted",
        f"{ATHENA}/API_DeleteWorkGroup.html",
        "The workgroup primary stays.",
        lambda aws: aws.athena.delete_work_group(WorkGroup="primary"),
        Refused(INVALID, "primary", 400),
        rule=GROUPS,
    ),
    Probe(
        "athena-workgroup-name-with-a-blank",
        f"{ATHENA}/API_CreateWorkGroup.html",
        "A name has letters, digits and some marks.",
        lambda aws: _group(aws, "my queries"),
        Refused(INVALID, "name", 400),
        rule=GROUPS,
    ),
    Probe(
        "athena-workgroup-limit-too-low",
        f"{ATHENA}/API_WorkGroupConfiguration.html",
        "The limit of bytes is at least ten million.",
        lambda aws: _group(aws, BytesScannedCutoffPerQuery=9_999_999),
        Refused(INVALID, "ytesScannedCutoffPerQuery", 400),
        rule=GROUPS,
    ),
    Probe(
        "athena-workgroup-results-outside-s3",
        f"{ATHENA}/API_ResultConfiguration.html",
        "Results go to S3.",
        lambda aws: _group(aws, ResultConfiguration={"OutputLocation": "/tmp/results"}),  # noqa: S108
        Refused(INVALID, "utputLocation", 400),
        rule=GROUPS,
    ),
    Probe(
        "athena-workgroup-tagged",
        f"{ATHENA}/API_TagResource.html",
        "Tags come and go.",
        _tagged,
        Gives([{"Key": "owner", "Value": "a"}]),
    ),
    Probe(
        "athena-tags-of-a-missing-workgroup",
        f"{ATHENA}/API_ListTagsForResource.html",
        "A workgroup that is not there has no tags to show.",
        lambda aws: aws.athena.list_tags_for_resource(ResourceARN=_arn("gone")),
        Refused("ResourceNotFoundException", status=400),
        rule="athena_tags",
    ),
    Probe(
        "sts-caller",
        f"{STS}/API_GetCallerIdentity.html",
        "The local AWS's keys are those of a user.",
        lambda aws: aws.sts.get_caller_identity()["Arn"],
        Gives(ADMINISTRATOR),
        rule="caller_identity",
    ),
    Probe(
        "sts-role-assumed",
        f"{STS}/API_AssumeRole.html",
        "A role that trusts the account is assumed.",
        _assumed,
        Gives(f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/test"),
    ),
    Probe(
        "sts-missing-role-assumed",
        f"{STS}/API_AssumeRole.html",
        "A role that is not there is not assumed.",
        _assume,
        Refused("AccessDenied", "sts:AssumeRole", 403),
        rule="sts_assumed_roles",
    ),
    Probe(
        "sts-untrusting-role-assumed",
        f"{STS}/API_AssumeRole.html",
        "Nor is one that trusts somebody else.",
        lambda aws: (aws.trusting_role({"Service": "glue.amazonaws.com"}), _assume(aws)),
        Refused("AccessDenied", "sts:AssumeRole", 403),
        rule="sts_assumed_roles",
    ),
    Probe(
        "sts-role-assumed-for-too-long",
        f"{STS}/API_AssumeRole.html",
        "A session lasts no longer than its role allows.",
        _for_long,
        Refused("ValidationError", "MaxSessionDuration", 400),
        rule="sts_assumed_roles",
    ),
    Probe(
        "sts-session-token-used",
        f"{STS}/API_GetSessionToken.html",
        "Whoever has asked for temporary keys is the same caller with them.",
        _with_a_session_token,
        Gives(ADMINISTRATOR),
        rule="sts_session_tokens",
    ),
    *_lacking(),
)
