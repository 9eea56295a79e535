"""Key policies that lock out or name nobody, and the names of keys."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ADMINISTRATOR, ROLE, Cloud, document
from tools.probes.kms_keys import dying
from tools.probes.probe import Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/kms/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide"
LOCKED = "will not allow you to update the key policy"
POLICIES = "kms_key_policies"
STATE = "kms_key_states"
ALIASES = "kms_aliases"
MALFORMED = "MalformedPolicyDocumentException"


def _policy(principal: Any, action: str = "kms:*", **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return document(statement | more)


ROOT = _policy({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})


def _put(aws: Cloud, policy: str, **more: Any) -> None:
    aws.kms.put_key_policy(KeyId=aws.key(Policy=ROOT), PolicyName="default", Policy=policy, **more)


def _both(*statements: Any) -> str:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    first = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    return document(first, *statements)


def _use_by(principal: str) -> Any:
    return {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "kms:Decrypt",
        "Resource": "*",
    }


def _alias(aws: Cloud, name: str = "alias/mesh", key: str | None = None) -> str:
    target = key or aws.key()
    aws.kms.create_alias(AliasName=name, TargetKeyId=target)
    return target


def _moved(aws: Cloud) -> bool:
    _alias(aws)
    other = aws.key()
    aws.kms.update_alias(AliasName="alias/mesh", TargetKeyId=other)
    return aws.kms.describe_key(KeyId="alias/mesh")["KeyMetadata"]["KeyId"] == other


def _listed(aws: Cloud) -> Any:
    key = _alias(aws)
    found = aws.kms.list_aliases()["Aliases"]
    mine = next(alias for alias in found if alias["AliasName"] == "alias/mesh")
    return mine["TargetKeyId"] == key, mine["AliasArn"].endswith(f":{ACCOUNT}:alias/mesh")


def _long_condition() -> Any:
    return {"StringEquals": {"kms:CallerAccount": ["x" * 33_000]}}


PROBES = (
    Probe(
        "kms-policy-that-locks-out",
        f"{API}/API_PutKeyPolicy.html",
        "A key policy leaves its writer the right to change it.",
        lambda aws: _put(aws, _policy({"AWS": ADMINISTRATOR}, "kms:Decrypt")),
        Refused(MALFORMED, LOCKED, 400),
        rule=POLICIES,
    ),
    Probe(
        "kms-key-made-with-a-policy-that-locks-out",
        f"{API}/API_CreateKey.html",
        "So does the policy that a key is made with.",
        lambda aws: aws.key(Policy=_policy({"AWS": ADMINISTRATOR}, "kms:Decrypt")),
        Refused(MALFORMED, LOCKED, 400),
        rule=POLICIES,
    ),
    Probe(
        "kms-lock-out-on-purpose",
        f"{API}/API_PutKeyPolicy.html",
        "Who asks for it in so many words may lock himself out.",
        lambda aws: _put(
            aws,
            _policy({"AWS": ADMINISTRATOR}, "kms:Decrypt"),
            BypassPolicyLockoutSafetyCheck=True,
        ),
        Works(),
    ),
    Probe(
        "kms-policy-for-the-account",
        f"{GUIDE}/key-policy-default.html",
        "A policy that gives the account the key's administration locks nobody out.",
        lambda aws: _put(aws, ROOT),
        Works(),
    ),
    Probe(
        "kms-policy-that-is-no-json",
        f"{GUIDE}/key-policy-overview.html",
        "A key policy is JSON.",
        lambda aws: _put(aws, "everyone"),
        Refused(MALFORMED, status=400),
        rule=POLICIES,
    ),
    Probe(
        "kms-policy-without-a-principal",
        f"{GUIDE}/key-policy-overview.html",
        "A key policy says whom it is for.",
        lambda aws: _put(aws, _both({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"})),
        Refused(MALFORMED, status=400),
        rule=POLICIES,
    ),
    Probe(
        "kms-policy-for-a-role-that-is-not-there",
        f"{GUIDE}/key-policy-overview.html",
        "A role that a key policy names exists.",
        lambda aws: _put(aws, _both(_use_by(f"{ROLE}-gone"))),
        Refused(MALFORMED, "invalid principals", 400),
        rule=POLICIES,
    ),
    Probe(
        "kms-policy-for-a-new-role",
        f"{GUIDE}/key-policy-overview.html",
        "A role that has just been made can be named.",
        lambda aws: _put(aws, _both(_use_by(aws.role()))),
        Works(),
    ),
    Probe(
        "kms-policy-too-large",
        f"{GUIDE}/resource-limits.html",
        "A key policy has at most 32 KB.",
        lambda aws: _put(aws, _both({**_use_by(ADMINISTRATOR), "Condition": _long_condition()})),
        Refused("LimitExceededException", status=400),
        rule=POLICIES,
    ),
    Probe(
        "kms-rotation-by-alias",
        f"{API}/API_EnableKeyRotation.html",
        "Rotation takes a key's id, no alias.",
        lambda aws: (_alias(aws), aws.kms.enable_key_rotation(KeyId="alias/mesh")),
        Refused("NotFoundException", status=400),
    ),
    Probe(
        "kms-policy-by-alias",
        f"{API}/API_PutKeyPolicy.html",
        "So does a key policy.",
        lambda aws: (
            _alias(aws),
            aws.kms.put_key_policy(KeyId="alias/mesh", PolicyName="default", Policy=ROOT),
        ),
        Refused("NotFoundException", status=400),
    ),
    Probe(
        "kms-alias-found",
        f"{API}/API_ListAliases.html",
        "An alias is listed with its key.",
        _listed,
        Gives((True, True)),
    ),
    Probe(
        "kms-alias-moved",
        f"{API}/API_UpdateAlias.html",
        "An alias moves to another key.",
        _moved,
        Gives(True),
    ),
    Probe(
        "kms-alias-made-twice",
        f"{API}/API_CreateAlias.html",
        "An alias is made once.",
        lambda aws: (_alias(aws), _alias(aws)),
        Refused("AlreadyExistsException", status=400),
    ),
    Probe(
        "kms-alias-of-a-dying-key",
        f"{API}/API_CreateAlias.html",
        "A key that is to be deleted gets no alias.",
        lambda aws: _alias(aws, key=dying(aws)),
        Refused("KMSInvalidStateException", "pending deletion", 400),
        rule=STATE,
    ),
    Probe(
        "kms-alias-of-a-missing-key",
        f"{API}/API_CreateAlias.html",
        "An alias is for a key that is there.",
        lambda aws: _alias(aws, key="12345678-1234-1234-1234-123456789012"),
        Refused("NotFoundException", status=400),
    ),
    Probe(
        "kms-alias-of-aws",
        f"{API}/API_CreateAlias.html",
        "Names that begin with alias/aws/ are AWS's own.",
        lambda aws: _alias(aws, "alias/aws/mesh"),
        Refused("NotAuthorizedException", status=400),
        rule=ALIASES,
    ),
    Probe(
        "kms-alias-without-its-word",
        f"{API}/API_CreateAlias.html",
        "An alias begins with alias/.",
        lambda aws: _alias(aws, "mesh"),
        Refused("ValidationException", status=400),
    ),
    Probe(
        "kms-alias-too-long",
        f"{API}/API_CreateAlias.html",
        "An alias has at most 256 characters.",
        lambda aws: _alias(aws, "alias/" + "m" * 251),
        Refused("ValidationException", "length less than or equal to 256", 400),
        rule=ALIASES,
    ),
    Probe(
        "kms-missing-alias-moved",
        f"{API}/API_UpdateAlias.html",
        "An alias that is not there is not moved.",
        lambda aws: aws.kms.update_alias(AliasName="alias/gone", TargetKeyId=aws.key()),
        Refused("NotFoundException", status=400),
    ),
    Probe(
        "kms-missing-alias-deleted",
        f"{API}/API_DeleteAlias.html",
        "Nor deleted.",
        lambda aws: aws.kms.delete_alias(AliasName="alias/gone"),
        Refused("NotFoundException", status=400),
    ),
)
