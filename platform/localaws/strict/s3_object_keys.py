"""An object is encrypted under a key that is there and can be used; moto never looks at it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
"""

from typing import Any

from moto.s3.models import s3_backends

from localaws.strict.call import Call, Fault, Guard
from localaws.strict.kms_keys import find_key
from localaws.strict.s3_bucket_encryption import KMS

ENCRYPTION = "x-amz-server-side-encryption"
FAULTS = {
    "Disabled": ("KMS.DisabledException", "is disabled."),
    "PendingDeletion": ("KMS.KMSInvalidStateException", "is pending deletion."),
}
AWS_KEYS = "alias/aws/"


def check(call: Call) -> Fault | None:
    named = _key_of(call)
    if not named or AWS_KEYS in named:
        return None
    key = find_key(call.account, call.region, named)
    if key is None:
        return Fault("KMS.NotFoundException", f"Key '{named}' does not exist")
    if key.key_state not in FAULTS:
        return None
    code, text = FAULTS[key.key_state]
    return Fault(code, f"{key.arn} {text}")


def _key_of(call: Call) -> str | None:
    """The key that an object is to be encrypted under: its own, else its bucket's."""
    own = call.headers.get(f"{ENCRYPTION}-aws-kms-key-id")
    algorithm = call.headers.get(ENCRYPTION)
    if own or algorithm:
        return own if algorithm in KMS else None
    bucket: Any = s3_backends[call.account]["aws"].buckets.get(call.body["Bucket"])
    if bucket is None or not bucket.encryption:
        return None
    return bucket.encryption["Rule"]["ApplyServerSideEncryptionByDefault"].get("KMSMasterKeyID")


GUARD = Guard("s3", ("PutObject", "CreateMultipartUpload"), check)
