"""Policies, inside a role and managed: documents, sizes, versions, and what keeps them."""

from tools.probes.cloud import ACCOUNT, Cloud, allow, document
from tools.probes.probe import Probe, Refused, Works

API = "https://docs.aws.amazon.com/IAM/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
QUOTAS = f"{GUIDE}/reference_iam-quotas.html"
GRAMMAR = f"{GUIDE}/reference_policies_grammar.html"
PRINCIPAL = f"{GUIDE}/reference_policies_elements_principal.html"
MALFORMED = "MalformedPolicyDocument"
SIZES = "iam_policy_sizes"
NAMES = "iam_names"
DELETIONS = "iam_deletions"


def inline(aws: Cloud, text: str, role: str = "reader") -> None:
    aws.role()
    aws.iam.put_role_policy(RoleName=role, PolicyName="files", PolicyDocument=text)


def large(size: int) -> str:
    return document(allow("s3:GetObject", f"arn:aws:s3:::data/{'x' * size}"))


def _inline_in_two_parts(aws: Cloud) -> None:
    inline(aws, large(6000))
    aws.iam.put_role_policy(RoleName="reader", PolicyName="more", PolicyDocument=large(6000))


def _spacious(aws: Cloud) -> None:
    inline(aws, large(9000) + " " * 5000)


def _managed(aws: Cloud, text: str) -> None:
    aws.iam.create_policy(PolicyName="boundary", PolicyDocument=text)


def _sixth_version(aws: Cloud) -> None:
    arn = aws.policy()
    for _ in range(5):
        aws.iam.create_policy_version(PolicyArn=arn, PolicyDocument=large(10))


def _two_versions_deleted(aws: Cloud) -> None:
    arn = aws.policy()
    aws.iam.create_policy_version(PolicyArn=arn, PolicyDocument=large(10), SetAsDefault=True)
    aws.iam.delete_policy(PolicyArn=arn)


def attached(aws: Cloud) -> str:
    arn = aws.policy()
    aws.role()
    aws.iam.attach_role_policy(RoleName="reader", PolicyArn=arn)
    return arn


def _bounding(aws: Cloud) -> None:
    arn = aws.policy()
    aws.role(PermissionsBoundary=arn)
    aws.iam.delete_policy(PolicyArn=arn)


PROBES = (
    Probe(
        "iam-inline-policy-that-is-no-json",
        GRAMMAR,
        "An inline policy is JSON.",
        lambda aws: inline(aws, "everything"),
        Refused(MALFORMED, status=400),
    ),
    Probe(
        "iam-inline-policy-with-a-principal",
        PRINCIPAL,
        "A role's own policy names no principal.",
        lambda aws: inline(aws, document(allow("s3:GetObject", Principal="*"))),
        Refused(MALFORMED, "principal", 400),
        rule="iam_inline_policies",
    ),
    Probe(
        "iam-inline-policy-without-a-resource",
        GRAMMAR,
        "A role's own policy names resources.",
        lambda aws: inline(aws, document({"Effect": "Allow", "Action": "s3:GetObject"})),
        Refused(MALFORMED, "resource", 400),
    ),
    Probe(
        "iam-inline-policy-too-large",
        QUOTAS,
        "A role's inline policies have at most 10,240 characters.",
        lambda aws: inline(aws, large(10_240)),
        Refused("LimitExceeded", "10240", 409),
        rule=SIZES,
    ),
    Probe(
        "iam-inline-policies-too-large-together",
        QUOTAS,
        "All of a role's inline policies count together.",
        _inline_in_two_parts,
        Refused("LimitExceeded", "10240", 409),
        rule=SIZES,
    ),
    Probe(
        "iam-inline-policy-with-many-blanks",
        QUOTAS,
        "Blanks do not count.",
        _spacious,
        Works(),
    ),
    Probe(
        "iam-inline-policy-of-a-missing-role",
        f"{API}/API_PutRolePolicy.html",
        "What is not there is given no policy.",
        lambda aws: inline(aws, large(10), role="gone"),
        Refused("NoSuchEntity", status=404),
    ),
    Probe(
        "iam-managed-policy-too-large",
        QUOTAS,
        "A managed policy has at most 6,144 characters.",
        lambda aws: _managed(aws, large(6144)),
        Refused("LimitExceeded", "PolicySize: 6144", 409),
        rule=SIZES,
    ),
    Probe(
        "iam-managed-policy-without-an-action",
        GRAMMAR,
        "A statement names an action.",
        lambda aws: _managed(aws, document({"Effect": "Allow", "Resource": "*"})),
        Refused(MALFORMED, status=400),
    ),
    Probe(
        "iam-managed-policy-twice",
        f"{API}/API_CreatePolicy.html",
        "A policy is made once.",
        lambda aws: (aws.policy(), aws.policy()),
        Refused("EntityAlreadyExists", status=409),
    ),
    Probe(
        "iam-managed-policy-of-six-versions",
        f"{GUIDE}/access_policies_managed-versioning.html",
        "A policy has at most five versions.",
        _sixth_version,
        Refused("LimitExceeded", status=409),
    ),
    Probe(
        "iam-managed-policy-of-two-versions-deleted",
        f"{API}/API_DeletePolicy.html",
        "A policy goes when its other versions are gone.",
        _two_versions_deleted,
        Refused("DeleteConflict", status=409),
        rule=DELETIONS,
    ),
    Probe(
        "iam-attached-policy-deleted",
        f"{API}/API_DeletePolicy.html",
        "A policy that is attached stays.",
        lambda aws: aws.iam.delete_policy(PolicyArn=attached(aws)),
        Refused("DeleteConflict", status=409),
        rule=DELETIONS,
    ),
    Probe(
        "iam-bounding-policy-deleted",
        f"{GUIDE}/access_policies_boundaries.html",
        "A policy that is a role's boundary stays.",
        _bounding,
        Refused("DeleteConflict", status=409),
        rule=DELETIONS,
    ),
    Probe(
        "iam-policy-name-with-a-slash",
        f"{API}/API_CreatePolicy.html",
        "A policy's name has letters, digits and some marks.",
        lambda aws: aws.policy("the/boundary"),
        Refused("ValidationError", "policyName", 400),
        rule=NAMES,
    ),
    Probe(
        "iam-missing-policy",
        f"{API}/API_GetPolicy.html",
        "A policy that is not there is not read.",
        lambda aws: aws.iam.get_policy(PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/gone"),
        Refused("NoSuchEntity", status=404),
    ),
)
