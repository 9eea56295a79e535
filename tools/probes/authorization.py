"""A session of a role gets what its policies, its boundary and the resource's policy give it."""

from collections.abc import Callable
from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, ROLE, Cloud, allow, document
from tools.probes.probe import Gives, Probe, Refused, Works

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
MESSAGES = f"{GUIDE}/troubleshoot_access-denied.html"
LOGIC = f"{GUIDE}/reference_policies_evaluation-logic_policy-eval-basics.html"
BOUNDARIES = f"{GUIDE}/access_policies_boundaries.html"
REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference"
KEY_POLICIES = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html"
CONDITIONS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html"
SSE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"
DELETED = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"
BOTH = ("orders/1", "payroll/1")
SESSION_TAGS = f"{GUIDE}/id_session-tags.html"
SOURCE_IDENTITY = f"{GUIDE}/id_credentials_temp_control-access_monitor.html"
CATALOG_KEY = "https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html"
S3_DENIED, JSON_DENIED = "AccessDenied", "AccessDeniedException"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/probe"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
NOTHING = allow("sts:GetCallerIdentity")
READ = allow("s3:GetObject", "arn:aws:s3:::data/*")
IMPLICIT = "because no identity-based policy allows the {} action"


def _trusted(aws: Cloud, **more: Any) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    aws.role(AssumeRolePolicyDocument=document(statement), **more)


def _as(aws: Cloud, service: str, *policy: dict[str, Any], **more: Any) -> Any:
    _trusted(aws, **more)
    return aws.as_role(ROLE, service, *policy)


def _object(aws: Cloud) -> None:
    aws.bucket()
    aws.s3.put_object(Bucket="data", Key="orders/1", Body=b"x")


def _reads(aws: Cloud, *policy: dict[str, Any], **more: Any) -> Any:
    _object(aws)
    return _as(aws, "s3", *policy, **more).get_object(Bucket="data", Key="orders/1")


def _within(aws: Cloud, *policy: dict[str, Any]) -> Any:
    """A role under a boundary that lets it read objects, and no more."""
    aws.policy()
    return _as(aws, "s3", *policy, PermissionsBoundary=BOUNDARY)


def _let_in(aws: Cloud, principal: Any, effect: str = "Allow") -> Any:
    _object(aws)
    _trusted(aws)
    statement = allow("s3:GetObject", "arn:aws:s3:::data/*", Principal=principal)
    aws.put_policy({**statement, "Effect": effect})
    policy = NOTHING if effect == "Allow" else READ
    return aws.as_role(ROLE, "s3", policy).get_object(Bucket="data", Key="orders/1")


def _session_policy(aws: Cloud, policy: dict[str, Any]) -> Any:
    _object(aws)
    _trusted(aws)
    aws.as_role(ROLE, "s3")
    given = aws.sts.assume_role(RoleArn=ROLE, RoleSessionName="probe", Policy=document(policy))
    return aws.of_session(given["Credentials"], "s3").get_object(Bucket="data", Key="orders/1")


def _deletes_two(aws: Cloud, action: str = "s3:DeleteObject") -> Any:
    _object(aws)
    aws.s3.put_object(Bucket="data", Key="payroll/1", Body=b"x")
    s3 = _as(aws, "s3", allow(action, "arn:aws:s3:::data/orders/*"))
    answer = s3.delete_objects(Bucket="data", Delete={"Objects": [{"Key": key} for key in BOTH]})
    deleted = [each["Key"] for each in answer.get("Deleted", ())]
    errors = [(each["Key"], each["Code"]) for each in answer.get("Errors", ())]
    left = aws.s3.list_objects_v2(Bucket="data").get("Contents", ())
    return deleted, errors, [each["Key"] for each in left]


def _makes_a_role(aws: Cloud, **more: Any) -> Any:
    aws.policy()
    bounded = {"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}
    iam = _as(
        aws, "iam", allow("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/x/*", Condition=bounded)
    )
    text = document({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"})
    return iam.create_role(RoleName="made", Path="/x/", AssumeRolePolicyDocument=text, **more)


def _registers(aws: Cloud, *policy: dict[str, Any]) -> Any:
    aws.bucket()
    lake = _as(aws, "lakeformation", allow("lakeformation:RegisterResource"), *policy)
    return lake.register_resource(ResourceArn="arn:aws:s3:::data", RoleArn=ROLE)


def _passing(service: str) -> dict[str, Any]:
    return allow("iam:PassRole", ROLE, Condition={"StringEquals": {"iam:PassedToService": service}})


def _describes_key(aws: Cloud, principal: Any, *policy: dict[str, Any]) -> Any:
    _trusted(aws)
    everything = allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    shut = {**everything, "Condition": {"StringNotLike": {"aws:PrincipalArn": ROLE}}}
    policy_ = (
        document(shut, allow("kms:DescribeKey", Principal=principal))
        if principal
        else document(shut)
    )
    key = aws.key(Policy=policy_)
    return aws.as_role(ROLE, "kms", *policy).describe_key(KeyId=key)


def _writes_encrypted(aws: Cloud, *policy: dict[str, Any]) -> Any:
    key, _ = aws.key(), aws.bucket()
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = [{"ApplyServerSideEncryptionByDefault": rule}]
    aws.s3.put_bucket_encryption(Bucket="data", ServerSideEncryptionConfiguration={"Rules": rules})
    s3 = _as(aws, "s3", allow("s3:PutObject", "arn:aws:s3:::data/*"), *policy)
    return s3.put_object(Bucket="data", Key="orders/1", Body=b"x")


def _gets_table(aws: Cloud, *kinds: str) -> Any:
    aws.table()
    place = f"arn:aws:glue:{REGION}:{ACCOUNT}"
    glue = _as(aws, "glue", allow("glue:GetTable", [f"{place}:{kind}" for kind in kinds]))
    return glue.get_table(DatabaseName="sales", Name="orders")


def _assumes(aws: Cloud, *policy: dict[str, Any]) -> Any:
    """A second role, which trusts the account."""
    statement = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    aws.role("second", AssumeRolePolicyDocument=document(statement))
    sts = _as(aws, "sts", *policy)
    return sts.assume_role(RoleArn=ROLE.replace("reader", "second"), RoleSessionName="x")


def _of_the_same_team(aws: Cloud, team: str) -> Any:
    """A role of one team, which may look at roles of its own team alone."""
    same = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    aws.role("second", Tags=[{"Key": "team", "Value": team}])
    policy = allow("iam:GetRole", Condition=same)
    return _as(aws, "iam", policy, Tags=[{"Key": "team", "Value": "blue"}]).get_role(
        RoleName="second"
    )


def _probe(
    name: str,
    page: str,
    says: str,
    ask: Callable[[Cloud], Any],
    refused: Refused | None = None,
    rule: str = "authorise",
) -> Probe:
    """moto alone lets everybody do everything, so a rule is behind each refusal."""
    told, expected = rule if refused else "", refused or Works()
    return Probe(f"authorization-{name}", page, says, ask, expected, rule=told)


def _tagged_session(aws: Cloud, team: str) -> Any:
    """A role that may look at roles of the team that its session is of; its own tag gives way."""
    same = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    aws.role("second", Tags=[{"Key": "team", "Value": "blue"}])
    trusted = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}}
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    aws.role(
        AssumeRolePolicyDocument=document({**trusted, "Action": actions}),
        Tags=[{"Key": "team", "Value": "red"}],
    )
    aws.as_role(ROLE, "iam", allow("iam:GetRole", Condition=same))
    given = aws.sts.assume_role(
        RoleArn=ROLE,
        RoleSessionName="probe",
        Tags=[{"Key": "team", "Value": team}],
        SourceIdentity="jane",
    )
    return aws.of_session(given["Credentials"], "iam").get_role(RoleName="second")


def _of_jane(aws: Cloud, identity: str) -> Any:
    """A role that reads the list of buckets only for Jane."""
    jane = {"StringEquals": {"aws:SourceIdentity": "jane"}}
    trusted = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}}
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    aws.role(AssumeRolePolicyDocument=document({**trusted, "Action": actions}))
    aws.as_role(ROLE, "s3", allow("s3:ListAllMyBuckets", Condition=jane))
    given = aws.sts.assume_role(RoleArn=ROLE, RoleSessionName="probe", SourceIdentity=identity)
    return aws.of_session(given["Credentials"], "s3").list_buckets()


def _under_a_catalogs_key(aws: Cloud, ask: str, *policy: dict[str, Any]) -> Any:
    """A table of an encrypted catalog, and who may do everything with Glue."""
    aws.table()
    key = aws.key()
    at_rest = {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": key}
    settings = {
        "EncryptionAtRest": at_rest,
        "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
    }
    aws.glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)
    glue = _as(aws, "glue", allow("glue:*"), *policy)
    if ask == "read":
        return glue.get_table(DatabaseName="sales", Name="orders")
    return glue.update_database(Name="sales", DatabaseInput={"Name": "sales"})


def _through_glue(action: str) -> dict[str, Any]:
    via = {"kms:ViaService": f"glue.{REGION}.amazonaws.com"}
    return allow(action, Condition={"StringEquals": via})


def _replaces(aws: Cloud, *policy: dict[str, Any]) -> Any:
    """An object is written over the version that was seen."""
    _object(aws)
    etag = aws.s3.head_object(Bucket="data", Key="orders/1")["ETag"]
    s3 = _as(aws, "s3", *policy)
    return s3.put_object(Bucket="data", Key="orders/1", Body=b"y", IfMatch=etag)


PROBES = (
    _probe(
        "session-tag-of-another",
        SESSION_TAGS,
        "A session's tag stands in place of its role's.",
        lambda aws: _tagged_session(aws, "green"),
        Refused(S3_DENIED, IMPLICIT.format("iam:GetRole"), 403),
        rule="sts_session_tags",
    ),
    _probe(
        "session-tag-that-fits",
        SESSION_TAGS,
        "With the right one it may.",
        lambda aws: _tagged_session(aws, "blue"),
    ),
    _probe(
        "source-identity-of-another",
        SOURCE_IDENTITY,
        "Who began a session is known in all that it asks.",
        lambda aws: _of_jane(aws, "john"),
        Refused(S3_DENIED, IMPLICIT.format("s3:ListAllMyBuckets"), 403),
    ),
    _probe(
        "source-identity-that-is-asked-for",
        SOURCE_IDENTITY,
        "Whose policy asks for that person lets it in.",
        lambda aws: _of_jane(aws, "jane"),
    ),
    _probe(
        "encrypted-catalog-read",
        CATALOG_KEY,
        "Who reads an encrypted catalog needs the right to its key.",
        lambda aws: _under_a_catalogs_key(aws, "read"),
        Refused(JSON_DENIED, IMPLICIT.format("kms:Decrypt"), 400),
    ),
    _probe(
        "encrypted-catalog-read-through-glue",
        CATALOG_KEY,
        "Through Glue is enough.",
        lambda aws: _under_a_catalogs_key(aws, "read", _through_glue("kms:Decrypt")),
    ),
    _probe(
        "encrypted-catalog-written",
        CATALOG_KEY,
        "Who writes into it does as well.",
        lambda aws: _under_a_catalogs_key(aws, "write", _through_glue("kms:Decrypt")),
        Refused(JSON_DENIED, IMPLICIT.format("kms:GenerateDataKey"), 400),
    ),
    _probe(
        "role-without-rights",
        MESSAGES,
        "A role without a policy reads nothing, and is told why.",
        lambda aws: _reads(aws, NOTHING),
        Refused(
            S3_DENIED,
            f"User: {SESSION} is not authorized to perform: s3:GetObject on resource: "
            f"arn:aws:s3:::data/orders/1 {IMPLICIT.format('s3:GetObject')}",
            403,
        ),
    ),
    _probe(
        "role-with-rights", LOGIC, "What its policy allows it may.", lambda aws: _reads(aws, READ)
    ),
    _probe(
        "explicit-deny",
        MESSAGES,
        "A Deny outweighs every Allow.",
        lambda aws: _reads(aws, allow("*"), {**READ, "Effect": "Deny"}),
        Refused(S3_DENIED, "with an explicit deny in an identity-based policy", 403),
    ),
    _probe(
        "condition-on-a-version",
        CONDITIONS,
        "Who writes over one version of an object alone has to be able to read it.",
        lambda aws: _replaces(aws, allow("s3:PutObject", "arn:aws:s3:::data/*")),
        Refused(S3_DENIED, IMPLICIT.format("s3:GetObject"), 403),
    ),
    _probe(
        "condition-on-a-version-that-may-be-read",
        CONDITIONS,
        "Who may write and read may do that.",
        lambda aws: _replaces(aws, READ, allow("s3:PutObject", "arn:aws:s3:::data/*")),
    ),
    _probe(
        "within-the-boundary",
        BOUNDARIES,
        "A boundary limits what a policy allows.",
        lambda aws: _within(aws, allow("*")).list_buckets(),
        Refused(S3_DENIED, "because no permissions boundary allows the s3:ListAllMyBuckets", 403),
    ),
    _probe(
        "boundary-gives-nothing",
        BOUNDARIES,
        "A boundary allows nothing by itself.",
        lambda aws: (_object(aws), _within(aws, NOTHING).get_object(Bucket="data", Key="orders/1")),
        Refused(S3_DENIED, IMPLICIT.format("s3:GetObject"), 403),
    ),
    _probe(
        "bucket-policy-to-the-role",
        LOGIC,
        "A bucket's policy lets in a role that it names.",
        lambda aws: _let_in(aws, {"AWS": ROLE}),
    ),
    _probe(
        "bucket-policy-to-the-account",
        LOGIC,
        "A bucket's policy that names the account leaves it to the role's own.",
        lambda aws: _let_in(aws, {"AWS": ACCOUNT}),
        Refused(S3_DENIED, IMPLICIT.format("s3:GetObject"), 403),
    ),
    _probe(
        "bucket-policy-denies",
        MESSAGES,
        "A bucket's policy denies whatever a role's policy allows.",
        lambda aws: _let_in(aws, {"AWS": ROLE}, "Deny"),
        Refused(S3_DENIED, "with an explicit deny in a resource-based policy", 403),
    ),
    _probe(
        "session-policy",
        LOGIC,
        "A session's policy limits its role's.",
        lambda aws: _session_policy(aws, NOTHING),
        Refused(S3_DENIED, "because no session policy allows the s3:GetObject action", 403),
    ),
    Probe(
        "authorization-several-objects-deleted",
        DELETED,
        "Of several objects those are deleted that may be, and of the others is said why not.",
        _deletes_two,
        Gives((["orders/1"], [("payroll/1", "AccessDenied")], ["payroll/1"])),
        rule="authorise",
    ),
    Probe(
        "authorization-several-objects-not-deleted",
        DELETED,
        "Where none may be, the call is answered all the same.",
        lambda aws: _deletes_two(aws, "s3:GetObject"),
        Gives(([], [(k, "AccessDenied") for k in BOTH], list(BOTH))),
        rule="authorise",
    ),
    _probe(
        "role-made-without-a-boundary",
        BOUNDARIES,
        "A role is made under the boundary that the maker's policy asks for.",
        _makes_a_role,
        Refused(S3_DENIED, IMPLICIT.format("iam:CreateRole"), 403),
    ),
    _probe(
        "role-made-under-the-boundary",
        BOUNDARIES,
        "Under that boundary it is made.",
        lambda aws: _makes_a_role(aws, PermissionsBoundary=BOUNDARY),
    ),
    _probe(
        "role-not-passed",
        f"{GUIDE}/id_roles_use_passrole.html",
        "Who registers a location has to be allowed to pass its role to Lake Formation.",
        lambda aws: _registers(aws, _passing("ec2.amazonaws.com")),
        Refused(JSON_DENIED, IMPLICIT.format("iam:PassRole"), 400),
    ),
    _probe(
        "role-passed",
        f"{GUIDE}/id_roles_use_passrole.html",
        "Who may, registers it.",
        lambda aws: _registers(aws, _passing("lakeformation.amazonaws.com")),
    ),
    _probe(
        "key-policy-says-no",
        KEY_POLICIES,
        "A key opens to nobody whom its policy does not let in.",
        lambda aws: _describes_key(aws, None, allow("kms:*")),
        Refused(JSON_DENIED, "because no resource-based policy allows the kms:DescribeKey", 400),
    ),
    _probe(
        "key-policy-says-yes",
        KEY_POLICIES,
        "A key's policy alone lets in whom it names.",
        lambda aws: _describes_key(aws, {"AWS": ROLE}, NOTHING),
    ),
    _probe(
        "object-under-a-key",
        SSE,
        "Who writes under a bucket's key needs the right to use it.",
        _writes_encrypted,
        Refused(S3_DENIED, IMPLICIT.format("kms:GenerateDataKey"), 403),
    ),
    _probe(
        "object-under-a-key-that-opens",
        SSE,
        "Through S3 is enough.",
        lambda aws: _writes_encrypted(
            aws,
            allow(
                "kms:GenerateDataKey",
                Condition={"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}},
            ),
        ),
    ),
    _probe(
        "table-without-its-database",
        "https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html",
        "A table is asked for with its database and the catalog.",
        lambda aws: _gets_table(aws, "catalog", "table/sales/orders"),
        Refused(JSON_DENIED, f"{REGION}:{ACCOUNT}:database/sales", 400),
    ),
    _probe(
        "table-with-its-database",
        "https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html",
        "With all three it is read.",
        lambda aws: _gets_table(aws, "catalog", "database/sales", "table/sales/*"),
    ),
    _probe(
        "role-trusts-the-account",
        "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
        "Where a role trusts the account, who assumes it needs the right to.",
        lambda aws: _assumes(aws, NOTHING),
        Refused(S3_DENIED, IMPLICIT.format("sts:AssumeRole"), 403),
    ),
    _probe(
        "role-is-assumed",
        "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
        "Who has it assumes the role.",
        lambda aws: _assumes(aws, allow("sts:AssumeRole")),
    ),
    _probe(
        "tags-of-both",
        f"{GUIDE}/access_tags.html",
        "The tags of who asks and of what is asked for are compared.",
        lambda aws: _of_the_same_team(aws, "red"),
        Refused(S3_DENIED, IMPLICIT.format("iam:GetRole"), 403),
    ),
    _probe(
        "same-tags-of-both",
        f"{GUIDE}/access_tags.html",
        "Where they are the same it may.",
        lambda aws: _of_the_same_team(aws, "blue"),
    ),
)
