"""What a session brings along when it assumes a role: tags, and who began it."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud, document, trust
from tools.probes.probe import Probe, Refused, Works

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
TAGS = f"{GUIDE}/id_session-tags.html"
IDENTITY = f"{GUIDE}/id_credentials_temp_control-access_monitor.html"
LOCATIONS = "https://docs.aws.amazon.com/lake-formation/latest/dg/registration-role.html"
RULE = "sts_assumed_roles"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
TAGGED = {"Tags": [{"Key": "team", "Value": "sales"}]}
NAMED = {"SourceIdentity": "jane"}


def _assumed(aws: Cloud, *actions: str, **more: Any) -> None:
    trusted = {**trust(ROOT), "Action": list(actions)}
    aws.role(AssumeRolePolicyDocument=document(trusted))
    aws.sts.assume_role(RoleArn=ROLE, RoleSessionName="test", **more)


def _with_context(aws: Cloud) -> None:
    lake = {"Service": "lakeformation.amazonaws.com"}
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    actions = ["sts:AssumeRole", "sts:SetContext"]
    aws.role(
        AssumeRolePolicyDocument=document(
            {**trust(lake), "Action": actions, "Condition": condition}
        )
    )


PROBES = (
    Probe(
        "sts-tags-that-the-role-does-not-take",
        TAGS,
        "Session tags need the role's trust in sts:TagSession.",
        lambda aws: _assumed(aws, "sts:AssumeRole", **TAGGED),
        Refused("AccessDenied", "sts:TagSession", 403),
        rule=RULE,
    ),
    Probe(
        "sts-tags-that-the-role-takes",
        TAGS,
        "With it, they are taken.",
        lambda aws: _assumed(aws, "sts:AssumeRole", "sts:TagSession", **TAGGED),
        Works(),
    ),
    Probe(
        "sts-source-identity-that-the-role-does-not-take",
        IDENTITY,
        "A source identity needs the role's trust in sts:SetSourceIdentity.",
        lambda aws: _assumed(aws, "sts:AssumeRole", **NAMED),
        Refused("AccessDenied", "sts:SetSourceIdentity", 403),
        rule=RULE,
    ),
    Probe(
        "sts-source-identity-that-the-role-takes",
        IDENTITY,
        "With it, it is set.",
        lambda aws: _assumed(aws, "sts:AssumeRole", "sts:SetSourceIdentity", **NAMED),
        Works(),
    ),
    Probe(
        "sts-tags-beside-a-source-identity",
        TAGS,
        "Trust in the one is none in the other.",
        lambda aws: _assumed(aws, "sts:AssumeRole", "sts:SetSourceIdentity", **NAMED, **TAGGED),
        Refused("AccessDenied", "sts:TagSession", 403),
        rule=RULE,
    ),
    Probe(
        "iam-trust-with-a-context",
        LOCATIONS,
        "A role trusts Lake Formation with the context of a person.",
        _with_context,
        Works(),
    ),
)
