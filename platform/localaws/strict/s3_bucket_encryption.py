"""A bucket's encryption is one that S3 knows, and its key goes with KMS; moto takes anything.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
"""

import re

from localaws.strict.call import Call, Fault, Guard
from localaws.strict.s3_bucket_documents import MALFORMED

KMS = ("aws:kms", "aws:kms:dsse")
ALGORITHMS = ("AES256", *KMS)


def check(call: Call) -> Fault | None:
    text = call.body["Text"]
    algorithm = re.search("<SSEAlgorithm>([^<]*)</SSEAlgorithm>", text)
    if algorithm is None or algorithm.group(1) not in ALGORITHMS:
        return MALFORMED
    if "<KMSMasterKeyID>" in text and algorithm.group(1) not in KMS:
        message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms"
        return Fault("InvalidArgument", message)
    return None


GUARD = Guard("s3", ("PutBucketEncryption",), check)
