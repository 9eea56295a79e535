"""Roles: whom they trust, their names and boundaries, and what keeps them from going."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud, document, trust
from tools.probes.iam_policies import attached, inline, large
from tools.probes.probe import Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/IAM/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
QUOTAS = f"{GUIDE}/reference_iam-quotas.html"
GRAMMAR = f"{GUIDE}/reference_policies_grammar.html"
PRINCIPAL = f"{GUIDE}/reference_policies_elements_principal.html"
MALFORMED = "MalformedPolicyDocument"
TRUST = "iam_trust_policies"
SIZES = "iam_policy_sizes"
NAMES = "iam_names"
BOUNDARY = "iam_boundaries"
UPDATE = f"{API}/API_UpdateRole.html"


def _trust_text(aws: Cloud, text: str) -> None:
    aws.role(AssumeRolePolicyDocument=text)


def _trusts_another(aws: Cloud) -> None:
    aws.role()
    aws.role("writer", AssumeRolePolicyDocument=document(trust({"AWS": ROLE})))


def _new_trust(aws: Cloud) -> None:
    aws.role()
    gone = document(trust({"AWS": f"{ROLE}-gone"}))
    aws.iam.update_assume_role_policy(RoleName="reader", PolicyDocument=gone)


def _large_trust(aws: Cloud) -> None:
    statements = (
        trust({"Service": "glue.amazonaws.com"}) | {"Sid": f"S{n}{'x' * 80}"} for n in range(16)
    )
    _trust_text(aws, document(*statements))


def _role_with_inline(aws: Cloud) -> None:
    inline(aws, large(10))
    aws.iam.delete_role(RoleName="reader")


def _bounded_later(aws: Cloud) -> None:
    aws.role()
    gone = f"arn:aws:iam::{ACCOUNT}:policy/gone"
    aws.iam.put_role_permissions_boundary(RoleName="reader", PermissionsBoundary=gone)


def _updated(aws: Cloud, **given: Any) -> Any:
    aws.role(Description="Jobs", MaxSessionDuration=7200)
    aws.iam.update_role(RoleName="reader", **given)
    role = aws.iam.get_role(RoleName="reader")["Role"]
    return role.get("Description"), role["MaxSessionDuration"]


def _arn(aws: Cloud) -> str:
    return aws.role(Path="/mesh/sales/")


def _provider(aws: Cloud) -> str:
    made = aws.iam.create_open_id_connect_provider(
        Url="https://gitlab.com", ClientIDList=["one"], ThumbprintList=[]
    )
    return made["OpenIDConnectProviderArn"]


def _audiences(aws: Cloud) -> Any:
    named = {"OpenIDConnectProviderArn": _provider(aws)}
    for name in ("two", "two"):
        aws.iam.add_client_id_to_open_id_connect_provider(**named, ClientID=name)
    for name in ("one", "none"):
        aws.iam.remove_client_id_from_open_id_connect_provider(**named, ClientID=name)
    return aws.iam.get_open_id_connect_provider(**named)["ClientIDList"]


PROBES = (
    Probe(
        "iam-role-updated-without-a-description",
        UPDATE,
        "An update that gives no description leaves the role its own.",
        lambda aws: _updated(aws, MaxSessionDuration=3600),
        Gives(("Jobs", 3600)),
        rule="iam_role_updates",
    ),
    Probe(
        "iam-role-description-updated",
        UPDATE,
        "An update that gives a description changes it.",
        lambda aws: _updated(aws, Description="All jobs", MaxSessionDuration=7200),
        Gives(("All jobs", 7200)),
    ),
    Probe(
        "iam-trust-that-is-no-json",
        GRAMMAR,
        "A trust policy is JSON.",
        lambda aws: _trust_text(aws, "anyone"),
        Refused(MALFORMED, status=400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-without-a-principal",
        PRINCIPAL,
        "A trust policy says who is trusted.",
        lambda aws: _trust_text(aws, document({"Effect": "Allow", "Action": "sts:AssumeRole"})),
        Refused(MALFORMED, "Principal", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-with-a-resource",
        f"{GUIDE}/reference_policies_elements_resource.html",
        "A trust policy names no resource, since it is about its own role.",
        lambda aws: _trust_text(
            aws, document(trust({"Service": "glue.amazonaws.com"}) | {"Resource": "*"})
        ),
        Refused(MALFORMED, "Resource", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-of-another-action",
        f"{GUIDE}/id_roles_create_for-custom.html",
        "Trust is about assuming a role.",
        lambda aws: _trust_text(
            aws,
            document(trust({"Service": "glue.amazonaws.com"}) | {"Action": "s3:GetObject"}),
        ),
        Refused(MALFORMED, "AssumeRole", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-in-a-role-that-is-not-there",
        PRINCIPAL,
        "A trusted role exists.",
        lambda aws: aws.trusting_role({"AWS": f"{ROLE}-gone"}),
        Refused(MALFORMED, "Invalid principal in policy", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-in-a-user-that-is-not-there",
        PRINCIPAL,
        "A trusted user exists.",
        lambda aws: aws.trusting_role({"AWS": f"arn:aws:iam::{ACCOUNT}:user/gone"}),
        Refused(MALFORMED, "Invalid principal in policy", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-in-a-group",
        PRINCIPAL,
        "A group cannot be trusted.",
        lambda aws: aws.trusting_role({"AWS": f"arn:aws:iam::{ACCOUNT}:group/readers"}),
        Refused(MALFORMED, "Invalid principal in policy", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-in-a-malformed-service",
        PRINCIPAL,
        "A service is named by its own host.",
        lambda aws: aws.trusting_role({"Service": "glue"}),
        Refused(MALFORMED, "Invalid principal in policy", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-in-a-new-role",
        PRINCIPAL,
        "A role that has just been made can be trusted.",
        _trusts_another,
        Works(),
    ),
    Probe(
        "iam-trust-in-the-account",
        PRINCIPAL,
        "The account itself can be trusted.",
        lambda aws: aws.trusting_role({"AWS": [ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root"]}),
        Works(),
    ),
    Probe(
        "iam-trust-changed-to-a-missing-role",
        f"{API}/API_UpdateAssumeRolePolicy.html",
        "So it is for a trust that is changed.",
        _new_trust,
        Refused(MALFORMED, "Invalid principal in policy", 400),
        rule=TRUST,
    ),
    Probe(
        "iam-trust-too-large",
        QUOTAS,
        "A trust policy has at most 2,048 characters.",
        _large_trust,
        Refused("LimitExceeded", "ACLSizePerRole: 2048", 409),
        rule=SIZES,
    ),
    Probe(
        "iam-role-with-a-policy-deleted",
        f"{API}/API_DeleteRole.html",
        "A role with a policy attached stays.",
        lambda aws: (attached(aws), aws.iam.delete_role(RoleName="reader")),
        Refused("DeleteConflict", status=409),
    ),
    Probe(
        "iam-role-with-an-inline-policy-deleted",
        f"{API}/API_DeleteRole.html",
        "A role with an inline policy stays.",
        _role_with_inline,
        Refused("DeleteConflict", status=409),
    ),
    Probe(
        "iam-role-twice",
        f"{API}/API_CreateRole.html",
        "A role is made once.",
        lambda aws: (aws.role(), aws.role()),
        Refused("EntityAlreadyExists", status=409),
    ),
    Probe(
        "iam-role-twice-in-capitals",
        f"{API}/API_CreateRole.html",
        "A name in capitals is the same name.",
        lambda aws: (aws.role(), aws.role("READER")),
        Refused("EntityAlreadyExists", status=409),
        rule=NAMES,
    ),
    Probe(
        "iam-role-name-with-a-blank",
        f"{API}/API_CreateRole.html",
        "A role's name has letters, digits and some marks.",
        lambda aws: aws.role("the reader"),
        Refused("ValidationError", "roleName", 400),
        rule=NAMES,
    ),
    Probe(
        "iam-role-name-too-long",
        QUOTAS,
        "A role's name has at most 64 characters.",
        lambda aws: aws.role("r" * 65),
        Refused("ValidationError", "length less than or equal to 64", 400),
        rule=NAMES,
    ),
    Probe(
        "iam-role-path-without-slashes",
        f"{GUIDE}/reference_identifiers.html",
        "A path begins and ends with a slash.",
        lambda aws: aws.role(Path="mesh"),
        Refused("ValidationError", "path", 400),
        rule=NAMES,
    ),
    Probe(
        "iam-role-in-its-path",
        f"{GUIDE}/reference_identifiers.html",
        "A role's ARN has its path.",
        _arn,
        Gives(f"arn:aws:iam::{ACCOUNT}:role/mesh/sales/reader"),
    ),
    Probe(
        "iam-role-session-too-short",
        f"{API}/API_CreateRole.html",
        "A session may be limited to between one and twelve hours.",
        lambda aws: aws.role(MaxSessionDuration=60),
        Refused("ValidationError", "maxSessionDuration", 400),
        rule=NAMES,
    ),
    Probe(
        "iam-role-under-a-missing-boundary",
        f"{GUIDE}/access_policies_boundaries.html",
        "A boundary exists.",
        lambda aws: aws.role(PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/gone"),
        Refused("NoSuchEntity", "not attachable", 404),
        rule=BOUNDARY,
    ),
    Probe(
        "iam-role-put-under-a-missing-boundary",
        f"{API}/API_PutRolePermissionsBoundary.html",
        "So it is for a boundary that is put later.",
        _bounded_later,
        Refused("NoSuchEntity", "not attachable", 404),
        rule=BOUNDARY,
    ),
    Probe(
        "iam-missing-role",
        f"{API}/API_GetRole.html",
        "What is not there is not read.",
        lambda aws: aws.iam.get_role(RoleName="reader"),
        Refused("NoSuchEntity", status=404),
    ),
    Probe(
        "iam-audiences-of-a-provider",
        f"{API}/API_AddClientIDToOpenIDConnectProvider.html",
        "An identity provider takes an audience once, and lets go what it has.",
        _audiences,
        Gives(["two"]),
        rule="iam_identity_providers",
    ),
    Probe(
        "iam-provider-there-already",
        f"{API}/API_CreateOpenIDConnectProvider.html",
        "An issuer is an identity provider only once.",
        lambda aws: (_provider(aws), _provider(aws)),
        Refused("EntityAlreadyExists", status=409),
    ),
)
