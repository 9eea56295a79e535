"""A key is renewed every year, and its deletion can be taken back for a month."""

from collections.abc import Iterator

from guardrails.rule import Check, Parameter, Props, Rule, Tightening
from guardrails.types import KEY, KEYS

WINDOW = Parameter(
    name="deletionWindowDays",
    what="the least days in which a key's deletion can be taken back; AWS takes 7 to 30",
    default=30,
    tightens=Tightening.HIGHER,
)
PERIOD = Parameter(
    name="rotationDays",
    what="the most days until a key's material is renewed; AWS takes 90 to 2560",
    default=365,
    tightens=Tightening.LOWER,
)
DEFAULT_WINDOW = 30
"""AWS's, which is also its longest (KMS API, ScheduleKeyDeletion)."""
DEFAULT_PERIOD = 365
"""AWS's (KMS API, EnableKeyRotation)."""
SYMMETRIC = "SYMMETRIC_DEFAULT"
OTHER_STORES = ("customKeyStoreId", "xksKeyId")


def check(props: Props) -> Iterator[str]:
    if _can_rotate(props):
        yield from _rotation(props)
    yield from check_window(props)


def _can_rotate(props: Props) -> bool:
    """Whether AWS renews keys of this kind: symmetric ones, of its own store, for encryption.

    Others are renewed by making a new key.
    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """
    return (
        props.get("customerMasterKeySpec", SYMMETRIC) == SYMMETRIC
        and props.get("keyUsage", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
        and not any(props.get(store) for store in OTHER_STORES)
    )


def _rotation(props: Props) -> Iterator[str]:
    if props.get("enableKeyRotation") is not True:
        yield "enableKeyRotation must be true"
    most = props.parameters[PERIOD.name]
    if props.get("rotationPeriodInDays", DEFAULT_PERIOD) > most:
        yield f"rotationPeriodInDays must be at most {most}"


def check_window(props: Props) -> Iterator[str]:
    least = props.parameters[WINDOW.name]
    if props.get("deletionWindowInDays", DEFAULT_WINDOW) < least:
        yield f"deletionWindowInDays must be at least {least}"


# Material that somebody brings along is renewed by them, and a replica's with its primary's.
CHECKS: dict[str, Check] = {**dict.fromkeys(KEYS, check_window), KEY: check}

RULE = Rule(
    id="kms-rotation-and-deletion-window",
    code="KMS-001",
    title="Keys rotate and have a deletion window",
    why="Without its key, data is lost for ever; a month is what it takes to notice.",
    fix="set enableKeyRotation true and deletionWindowInDays 30",
    checks=CHECKS,
    parameters=(WINDOW, PERIOD),
    controls=(
        "Security Hub KMS.4",
        "FSBP KMS.3",
        "CIS 3.6",
        "CKV_AWS_7",
        "AwsSolutions-KMS5",
        "Prowler kms_cmk_rotation_enabled",
    ),
)
