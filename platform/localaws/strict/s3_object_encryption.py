"""The encryption that an object's headers ask for is one; moto takes any word, and all together.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-kms-encryption.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
"""

from localaws.strict.call import Call, Fault, Guard
from localaws.strict.s3_bucket_encryption import ALGORITHMS, KMS

ENCRYPTION = "x-amz-server-side-encryption"
KEY = f"{ENCRYPTION}-aws-kms-key-id"
WRITERS_KEY = f"{ENCRYPTION}-customer-algorithm"
INVALID = "InvalidArgument"


def check(call: Call) -> Fault | None:
    algorithm, key = call.headers.get(ENCRYPTION), call.headers.get(KEY)
    if algorithm is not None and algorithm not in ALGORITHMS:
        return Fault(INVALID, "The encryption method specified is not supported")
    if key is not None and algorithm not in KMS:
        message = "Server Side Encryption with AWS KMS managed key requires HTTP header"
        return Fault(INVALID, f"{message} {ENCRYPTION} : aws:kms")
    if algorithm is not None and WRITERS_KEY in call.headers:
        message = "Server Side Encryption with Customer provided key is incompatible with the"
        return Fault(INVALID, f"{message} encryption method specified")
    return None


GUARD = Guard("s3", ("PutObject", "CreateMultipartUpload"), check)
