"""Access points: their names, whom their policies let in, and what is read through them."""

from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, ROLE, Cloud, allow, document
from tools.probes.probe import Gives, Probe, Refused

GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
API = "https://docs.aws.amazon.com/AmazonS3/latest/API"
NAMES = f"{GUIDE}/access-points-restrictions-limitations-naming-rules.html"
POLICIES = f"{GUIDE}/access-points-policies.html"
USED = f"{GUIDE}/access-points-usage-examples.html"
ALIASES = f"{GUIDE}/access-points-naming.html"
BLOCKED = f"{GUIDE}/access-points-bpa-settings.html"
NAME = "mesh-way"
ARN = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/{NAME}"
CLOSED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
IMPLICIT = "because no"
RULE = "s3_access_points"
ROUTED = "layer"


def _control(aws: Cloud) -> Any:
    # The SDK puts the account before the host.
    return aws.client("s3control", through_proxy=True)


def _made(aws: Cloud, name: str = NAME, bucket: str = "data") -> str:
    answer = _control(aws).create_access_point(
        AccountId=ACCOUNT, Name=name, Bucket=bucket, PublicAccessBlockConfiguration=CLOSED
    )
    return answer["AccessPointArn"]


def _named(name: str) -> Any:
    def ask(aws: Cloud) -> str:
        aws.bucket()
        return _made(aws, name)

    return ask


def _twice(aws: Cloud) -> None:
    aws.bucket()
    _made(aws)
    _made(aws)


def _policy(aws: Cloud, *statements: dict[str, Any]) -> None:
    _control(aws).put_access_point_policy(
        AccountId=ACCOUNT, Name=NAME, Policy=document(*statements)
    )


def _public(aws: Cloud) -> None:
    aws.bucket()
    _made(aws)
    _policy(aws, allow("s3:GetObject", f"{ARN}/object/*", Principal="*"))


def _too_large(aws: Cloud) -> None:
    aws.bucket()
    _made(aws)
    who = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    folders = [f"{ARN}/object/{n:0100}/*" for n in range(120)]
    _policy(aws, {**allow("s3:GetObject", Principal=who), "Resource": folders})


def _gone(aws: Cloud) -> None:
    _control(aws).delete_access_point(AccountId=ACCOUNT, Name=NAME)


def _opened(aws: Cloud, *, delegated: bool = True, ends: str = "2999-01-01T00:00:00Z") -> None:
    """Two folders, of which an access point opens one to the role."""
    aws.bucket()
    for key in ("orders/1", "payroll/1"):
        aws.s3.put_object(Bucket="data", Key=key, Body=b"x")
    _made(aws)
    who = {
        "StringEquals": {"aws:PrincipalArn": ROLE},
        "DateLessThan": {"aws:CurrentTime": ends},
    }
    _policy(
        aws,
        allow("s3:GetObject", f"{ARN}/object/orders/*", Principal="*", Condition=who),
        allow(
            "s3:ListBucket",
            ARN,
            Principal="*",
            Condition={**who, "StringLike": {"s3:prefix": "orders/*"}},
        ),
    )
    if delegated:
        through = {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}}
        objects = allow("s3:GetObject", "arn:aws:s3:::data/*", Principal="*", Condition=through)
        listing = allow("s3:ListBucket", "arn:aws:s3:::data", Principal="*", Condition=through)
        aws.put_policy(objects, listing)


def _as(aws: Cloud, role: str, *policy: dict[str, Any]) -> Any:
    statement = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    arn = aws.role(role, AssumeRolePolicyDocument=document(statement))
    return aws.as_role(
        arn, "s3", *(policy or (allow("sts:GetCallerIdentity"),)), through_proxy=True
    )


def _reads(bucket: str, key: str = "orders/1", *, role: str = "reader", **opened: Any) -> Any:
    def ask(aws: Cloud) -> bytes:
        _opened(aws, **opened)
        name = _alias(aws) if bucket == "alias" else bucket
        return _as(aws, role).get_object(Bucket=name, Key=key)["Body"].read()

    return ask


def _alias(aws: Cloud) -> str:
    return _control(aws).get_access_point(AccountId=ACCOUNT, Name=NAME)["Alias"]


def _lists(prefix: str) -> Any:
    def ask(aws: Cloud) -> list[str]:
        _opened(aws)
        listed = _as(aws, "reader").list_objects_v2(Bucket=ARN, Prefix=prefix)
        return [each["Key"] for each in listed.get("Contents", ())]

    return ask


def _writes(aws: Cloud) -> None:
    _opened(aws)
    _as(aws, "reader").put_object(Bucket=ARN, Key="orders/2", Body=b"y")


def _nobodys(aws: Cloud) -> None:
    aws.bucket()
    aws.client("s3", through_proxy=True).get_object(Bucket=ARN, Key="orders/1")


def _nobodys_alias(aws: Cloud) -> None:
    aws.bucket()
    aws.s3.get_object(Bucket="way-0123456789-s3alias", Key="orders/1")


def _names() -> tuple[Probe, ...]:
    wrong = {
        "short": "ab",
        "long": "a" * 51,
        "underscore": "my_way",
        "capital": "MyWay",
        "edge": "way-",
        "alias": "way-s3alias",
        "punycode": "xn--way",
    }
    return tuple(
        Probe(
            f"s3-access-point-name-{which}",
            NAMES,
            f"a name such as {name[:12]} is refused.",
            _named(name),
            Refused("InvalidRequest"),
            RULE,
        )
        for which, name in wrong.items()
    )


PROBES: tuple[Probe, ...] = (
    *_names(),
    Probe(
        "s3-access-point-arn",
        POLICIES,
        "an access point lies in its bucket's region.",
        _named(NAME),
        Gives(ARN),
        RULE,
    ),
    Probe(
        "s3-access-point-twice",
        f"{API}/API_control_CreateAccessPoint.html",
        "a name is given once in an account and region.",
        _twice,
        Refused("AccessPointAlreadyOwnedByYou"),
        RULE,
    ),
    Probe(
        "s3-access-point-no-bucket",
        f"{API}/API_control_CreateAccessPoint.html",
        "there is no access point to a bucket that is not there.",
        lambda aws: _made(aws, bucket="elsewhere"),
        Refused("NoSuchBucket"),
        RULE,
    ),
    Probe(
        "s3-access-point-not-there",
        f"{API}/API_control_DeleteAccessPoint.html",
        "what is not there is not deleted.",
        _gone,
        Refused("NoSuchAccessPoint"),
        RULE,
    ),
    Probe(
        "s3-access-point-public",
        BLOCKED,
        "its block keeps public policies out.",
        _public,
        Refused("AccessDenied", "BlockPublicPolicy"),
        RULE,
    ),
    Probe(
        "s3-access-point-policy-size",
        NAMES,
        "a policy has 20 KB at most.",
        _too_large,
        Refused("PolicyTooLarge"),
        RULE,
    ),
    Probe(
        "s3-access-point-reads",
        USED,
        "whom it lets in reads by its ARN in a bucket's place.",
        _reads(ARN),
        Gives(b"x"),
        ROUTED,
    ),
    Probe(
        "s3-access-point-reads-by-alias",
        ALIASES,
        "the alias stands in a bucket's place too.",
        _reads("alias"),
        Gives(b"x"),
        ROUTED,
    ),
    Probe(
        "s3-access-point-other-folder",
        POLICIES,
        "its policy opens no other folder.",
        _reads(ARN, "payroll/1"),
        Refused("AccessDenied", IMPLICIT),
        ROUTED,
    ),
    Probe(
        "s3-access-point-stranger",
        POLICIES,
        "it lets in nobody else.",
        _reads(ARN, role="stranger"),
        Refused("AccessDenied", IMPLICIT),
        ROUTED,
    ),
    Probe(
        "s3-access-point-ended",
        POLICIES,
        "it lets in nobody after its end.",
        _reads(ARN, ends="2020-01-01T00:00:00Z"),
        Refused("AccessDenied", IMPLICIT),
        ROUTED,
    ),
    Probe(
        "s3-access-point-undelegated",
        POLICIES,
        "the bucket has to allow it too.",
        _reads(ARN, delegated=False),
        Refused("AccessDenied", IMPLICIT),
        ROUTED,
    ),
    Probe(
        "s3-access-point-past-it",
        POLICIES,
        "the bucket itself lets in nobody by it.",
        _reads("data"),
        Refused("AccessDenied", IMPLICIT),
        ROUTED,
    ),
    Probe(
        "s3-access-point-lists",
        POLICIES,
        "a folder is listed by its prefix.",
        _lists("orders/"),
        Gives(["orders/1"]),
        ROUTED,
    ),
    Probe(
        "s3-access-point-lists-all",
        POLICIES,
        "and nothing without it.",
        _lists(""),
        Refused("AccessDenied", IMPLICIT),
        ROUTED,
    ),
    Probe(
        "s3-access-point-writes",
        POLICIES,
        "reading is not writing.",
        _writes,
        Refused("AccessDenied", IMPLICIT),
        ROUTED,
    ),
    Probe(
        "s3-access-point-of-nobody",
        USED,
        "there is nothing behind an access point that is not there.",
        _nobodys,
        Refused("NoSuchAccessPoint"),
        ROUTED,
    ),
    Probe(
        "s3-access-point-alias-of-nobody",
        ALIASES,
        "nor behind an alias of none.",
        _nobodys_alias,
        Refused("NoSuchBucket"),
    ),
)
