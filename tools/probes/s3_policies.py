"""Bucket policies: what S3 takes for one, and what the public access block keeps out."""

import json
from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud, allow, document
from tools.probes.probe import Gives, Probe, Refused, Works

GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
PRINCIPALS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
)
OBJECTS = "arn:aws:s3:::data/*"
MALFORMED = "s3_policy_documents"


def _put(aws: Cloud, *statements: dict[str, Any]) -> None:
    aws.bucket()
    aws.put_policy(*statements)


def _put_text(aws: Cloud, text: str) -> None:
    aws.s3.put_bucket_policy(Bucket=aws.bucket(), Policy=text)


def _to(principal: Any, **more: Any) -> dict[str, Any]:
    return allow("s3:GetObject", OBJECTS, Principal=principal, **more)


def _too_large(aws: Cloud) -> None:
    statements = [{**_to({"AWS": ACCOUNT}), "Sid": f"S{n:0200}"} for n in range(80)]
    _put(aws, *statements)


def _with_new_role(aws: Cloud) -> None:
    aws.role()
    _put(aws, _to({"AWS": ROLE}))


def _public_after_all(aws: Cloud) -> bool:
    aws.open_bucket()
    aws.put_policy(_to("*"))
    return aws.s3.get_bucket_policy_status(Bucket="data")["PolicyStatus"]["IsPublic"]


def _read_back(aws: Cloud) -> Any:
    statement = _to({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    _put(aws, statement)
    text = aws.s3.get_bucket_policy(Bucket="data")["Policy"]
    return json.loads(text)["Statement"][0]["Principal"]


def _tls_only(aws: Cloud) -> bytes:
    aws.bucket()
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    resources = ["arn:aws:s3:::data", OBJECTS]
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": resources}
    aws.put_policy(deny | {"Condition": insecure})
    aws.s3.put_object(Bucket="data", Key="a", Body=b"1")
    return aws.s3.get_object(Bucket="data", Key="a")["Body"].read()


def _denied(aws: Cloud) -> None:
    aws.bucket()
    secure = {"Bool": {"aws:SecureTransport": "true"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": OBJECTS}
    aws.put_policy(deny | {"Condition": secure})
    aws.s3.put_object(Bucket="data", Key="a", Body=b"1")


def _others_denied(aws: Cloud) -> None:
    aws.bucket()
    others = {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/admin*"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": OBJECTS}
    aws.put_policy(deny | {"Condition": others})
    aws.s3.put_object(Bucket="data", Key="a", Body=b"1")


def _logging(aws: Cloud, *, with_tls_statement: bool) -> Any:
    aws.bucket()
    aws.bucket("logs")
    delivery = allow("s3:PutObject", "arn:aws:s3:::logs/*")
    statements = [delivery | {"Principal": {"Service": "logging.s3.amazonaws.com"}}]
    if with_tls_statement:
        insecure = {"Bool": {"aws:SecureTransport": "false"}}
        deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*"}
        statements.insert(0, {**deny, "Resource": "arn:aws:s3:::logs/*", "Condition": insecure})
    aws.put_policy(*statements, bucket="logs")
    return _log(aws)


def _log(aws: Cloud) -> Any:
    target = {"TargetBucket": "logs", "TargetPrefix": "data/"}
    aws.s3.put_bucket_logging(Bucket="data", BucketLoggingStatus={"LoggingEnabled": target})
    return aws.s3.get_bucket_logging(Bucket="data")["LoggingEnabled"]


def _unannounced_logging(aws: Cloud) -> None:
    aws.bucket()
    aws.bucket("logs")
    _log(aws)


PROBES = (
    Probe(
        "s3-policy-that-is-no-json",
        GRAMMAR,
        "A policy is JSON and begins with a brace.",
        lambda aws: _put_text(aws, "let everybody in"),
        Refused("MalformedPolicy", "valid JSON", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-without-statements",
        GRAMMAR,
        "A policy has a statement.",
        lambda aws: _put_text(aws, '{"Version": "2012-10-17"}'),
        Refused("MalformedPolicy", "Statement", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-of-an-unknown-version",
        GRAMMAR,
        "A policy's language has two versions.",
        lambda aws: _put_text(aws, document(_to("*")).replace("2012-10-17", "2024-01-01")),
        Refused("MalformedPolicy", status=400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-without-a-principal",
        PRINCIPALS,
        "A statement of a bucket policy names a principal.",
        lambda aws: _put(aws, allow("s3:GetObject", OBJECTS)),
        Refused("MalformedPolicy", "Principal", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-without-an-action",
        GRAMMAR,
        "A statement names an action.",
        lambda aws: _put(aws, {"Effect": "Allow", "Principal": "*", "Resource": OBJECTS}),
        Refused("MalformedPolicy", "Action", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-with-another-services-action",
        f"{GUIDE}/security_iam_service-with-iam.html",
        "A bucket policy speaks of S3's actions.",
        lambda aws: _put(aws, _to({"AWS": ACCOUNT}) | {"Action": "iam:GetRole"}),
        Refused("MalformedPolicy", "invalid action", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-about-another-bucket",
        f"{GUIDE}/security_iam_service-with-iam.html",
        "A bucket policy speaks of its own bucket.",
        lambda aws: _put(aws, _to({"AWS": ACCOUNT}) | {"Resource": "arn:aws:s3:::other/*"}),
        Refused("MalformedPolicy", "invalid resource", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-of-an-unknown-effect",
        GRAMMAR,
        "An effect is Allow or Deny.",
        lambda aws: _put(aws, _to({"AWS": ACCOUNT}) | {"Effect": "Permit"}),
        Refused("MalformedPolicy", "ffect", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-with-an-unknown-field",
        GRAMMAR,
        "A statement has no fields but those of the grammar.",
        lambda aws: _put(aws, _to({"AWS": ACCOUNT}, Note="for the finance team")),
        Refused("MalformedPolicy", status=400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-for-a-role-that-is-not-there",
        PRINCIPALS,
        "A role that a policy names must exist.",
        lambda aws: _put(aws, _to({"AWS": f"{ROLE}-gone"})),
        Refused("MalformedPolicy", "Invalid principal in policy", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-for-a-malformed-principal",
        PRINCIPALS,
        "A principal is an ARN or an account.",
        lambda aws: _put(aws, _to({"AWS": "finance"})),
        Refused("MalformedPolicy", "Invalid principal in policy", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-for-a-new-role",
        PRINCIPALS,
        "A role that has just been made can be named.",
        _with_new_role,
        Works(),
    ),
    Probe(
        "s3-policy-read-back",
        f"{GUIDE}/security_iam_service-with-iam.html",
        "A policy is read back as it was put.",
        _read_back,
        Gives({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
    ),
    Probe(
        "s3-policy-too-large",
        f"{GUIDE}/security_iam_service-with-iam.html",
        "A bucket policy has at most 20 KB.",
        _too_large,
        Refused("PolicyTooLarge", "20480", 400),
        rule=MALFORMED,
    ),
    Probe(
        "s3-policy-public-while-blocked",
        f"{GUIDE}/access-control-block-public-access.html",
        "While public policies are blocked, one that lets everybody in is refused.",
        lambda aws: _put(aws, _to("*")),
        Refused("AccessDenied", "BlockPublicPolicy", 403),
        rule="s3_public_policies",
    ),
    Probe(
        "s3-policy-public-by-a-wide-condition",
        f"{GUIDE}/access-control-block-public-access.html",
        "A condition with a wild value keeps nobody out.",
        lambda aws: _put(aws, _to("*", Condition={"StringLike": {"aws:SourceArn": "*"}})),
        Refused("AccessDenied", "BlockPublicPolicy", 403),
        rule="s3_public_policies",
    ),
    Probe(
        "s3-policy-closed-by-its-condition",
        f"{GUIDE}/access-control-block-public-access.html",
        "For one account alone a policy is not public, whatever principal it names.",
        lambda aws: _put(aws, _to("*", Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}})),
        Works(),
    ),
    Probe(
        "s3-policy-public-without-a-block",
        f"{GUIDE}/access-control-block-public-access.html",
        "Without the block a public policy is taken, and shown as public.",
        _public_after_all,
        Gives(True),
    ),
    Probe(
        "s3-tls-only-bucket",
        f"{GUIDE}/amazon-s3-policy-keys.html",
        "A Deny for insecure transport lets secure calls in; here the loopback counts as secure.",
        _tls_only,
        Gives(b"1"),
        rule="bucket_policies",
    ),
    Probe(
        "s3-deny-that-holds",
        f"{GUIDE}/amazon-s3-policy-keys.html",
        "A Deny whose condition holds keeps everybody out.",
        _denied,
        Refused("AccessDenied", status=403),
        rule="layer",
    ),
    Probe(
        "s3-deny-for-others",
        f"{GUIDE}/amazon-s3-policy-keys.html",
        "A Deny for other principals lets this one in.",
        _others_denied,
        Works(),
        rule="bucket_policies",
    ),
    Probe(
        "s3-logging-not-allowed",
        f"{GUIDE}/enable-server-access-logging.html",
        "Logs go only to a bucket that lets the logging service put objects.",
        _unannounced_logging,
        Refused("InvalidTargetBucketForLogging", status=400),
    ),
    Probe(
        "s3-logging-allowed",
        f"{GUIDE}/enable-server-access-logging.html",
        "With that permission logs are switched on, and read back so.",
        lambda aws: _logging(aws, with_tls_statement=False),
        Gives({"TargetBucket": "logs", "TargetPrefix": "data/"}),
    ),
    Probe(
        "s3-logging-allowed-beside-other-statements",
        f"{GUIDE}/enable-server-access-logging.html",
        "The permission may be one statement among others.",
        lambda aws: _logging(aws, with_tls_statement=True),
        Gives({"TargetBucket": "logs", "TargetPrefix": "data/"}),
        rule="log_delivery",
    ),
)
