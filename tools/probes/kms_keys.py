"""Keys: states that forbid, windows of deletion, and rotation."""

from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/kms/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide"
STATES = f"{GUIDE}/key-state.html"
STATE = "kms_key_states"


def dying(aws: Cloud) -> str:
    key = aws.key()
    aws.kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    return key


def _disabled(aws: Cloud) -> str:
    key = aws.key()
    aws.kms.disable_key(KeyId=key)
    return key


def _dying_state(aws: Cloud) -> Any:
    metadata = aws.kms.describe_key(KeyId=dying(aws))["KeyMetadata"]
    return metadata["KeyState"], metadata["Enabled"], "DeletionDate" in metadata


def _kept(aws: Cloud) -> bool:
    key = dying(aws)
    aws.kms.cancel_key_deletion(KeyId=key)
    return aws.kms.describe_key(KeyId=key)["KeyMetadata"]["Enabled"]


def _rotation(aws: Cloud) -> Any:
    status = aws.kms.get_key_rotation_status(KeyId=aws.key())
    return status["KeyRotationEnabled"], status.get("RotationPeriodInDays")


PROBES = (
    Probe(
        "kms-missing-key",
        f"{API}/API_DescribeKey.html",
        "A key that is not there is not found.",
        lambda aws: aws.kms.describe_key(KeyId="12345678-1234-1234-1234-123456789012"),
        Refused("NotFoundException", status=400),
    ),
    Probe(
        "kms-window-too-short",
        f"{API}/API_ScheduleKeyDeletion.html",
        "A key stays for at least seven days.",
        lambda aws: aws.kms.schedule_key_deletion(KeyId=aws.key(), PendingWindowInDays=6),
        Refused("ValidationException", "endingWindowInDays", 400),
        rule=STATE,
    ),
    Probe(
        "kms-window-too-long",
        f"{API}/API_ScheduleKeyDeletion.html",
        "And for at most thirty.",
        lambda aws: aws.kms.schedule_key_deletion(KeyId=aws.key(), PendingWindowInDays=31),
        Refused("ValidationException", "endingWindowInDays", 400),
        rule=STATE,
    ),
    Probe(
        "kms-dying-key",
        STATES,
        "A key that is to be deleted says so.",
        _dying_state,
        Gives(("PendingDeletion", False, True)),
    ),
    Probe(
        "kms-dying-key-deleted-again",
        STATES,
        "A key dies once.",
        lambda aws: aws.kms.schedule_key_deletion(KeyId=dying(aws)),
        Refused("KMSInvalidStateException", "pending deletion", 400),
        rule=STATE,
    ),
    Probe(
        "kms-dying-key-enabled",
        STATES,
        "A key that is to be deleted is not enabled.",
        lambda aws: aws.kms.enable_key(KeyId=dying(aws)),
        Refused("KMSInvalidStateException", "pending deletion", 400),
        rule=STATE,
    ),
    Probe(
        "kms-dying-key-tagged",
        STATES,
        "Nor tagged.",
        lambda aws: aws.kms.tag_resource(
            KeyId=dying(aws), Tags=[{"TagKey": "owner", "TagValue": "a"}]
        ),
        Refused("KMSInvalidStateException", "pending deletion", 400),
        rule=STATE,
    ),
    Probe(
        "kms-dying-key-rotated",
        STATES,
        "Nor made to rotate.",
        lambda aws: aws.kms.enable_key_rotation(KeyId=dying(aws)),
        Refused("KMSInvalidStateException", "pending deletion", 400),
        rule=STATE,
    ),
    Probe(
        "kms-dying-key-used",
        STATES,
        "Nor used.",
        lambda aws: aws.kms.encrypt(KeyId=dying(aws), Plaintext=b"1"),
        Refused("KMSInvalidStateException", "pending deletion", 400),
        rule=STATE,
    ),
    Probe(
        "kms-deletion-called-off",
        f"{API}/API_CancelKeyDeletion.html",
        "A key whose deletion is called off is disabled.",
        _kept,
        Gives(False),
    ),
    Probe(
        "kms-deletion-called-off-for-nothing",
        f"{API}/API_CancelKeyDeletion.html",
        "What is not to be deleted cannot be kept from it.",
        lambda aws: aws.kms.cancel_key_deletion(KeyId=aws.key()),
        Refused("KMSInvalidStateException", "not pending deletion", 400),
        rule=STATE,
    ),
    Probe(
        "kms-disabled-key-used",
        STATES,
        "A disabled key encrypts nothing.",
        lambda aws: aws.kms.encrypt(KeyId=_disabled(aws), Plaintext=b"1"),
        Refused("DisabledException", status=400),
        rule=STATE,
    ),
    Probe(
        "kms-disabled-key-rotated",
        STATES,
        "A disabled key's rotation stays as it is.",
        lambda aws: aws.kms.enable_key_rotation(KeyId=_disabled(aws)),
        Refused("DisabledException", status=400),
        rule=STATE,
    ),
    Probe(
        "kms-signing-key-rotated",
        f"{API}/API_EnableKeyRotation.html",
        "A key of two parts does not rotate.",
        lambda aws: aws.kms.enable_key_rotation(
            KeyId=aws.key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
        ),
        Refused("UnsupportedOperationException", status=400),
        rule="kms_rotation",
    ),
    Probe(
        "kms-rotation-off",
        f"{API}/API_GetKeyRotationStatus.html",
        "A key that does not rotate has no period.",
        lambda aws: _rotation(aws),
        Gives((False, None)),
    ),
)
