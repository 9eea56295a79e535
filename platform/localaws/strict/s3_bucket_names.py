"""A bucket's name follows S3's rules; moto looks at its length alone.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

import re

from localaws.strict.call import Call, Fault, Guard

NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")
PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def is_name(name: str) -> bool:
    return (
        NAME.fullmatch(name) is not None
        and ADDRESS.fullmatch(name) is None
        and not name.startswith(PREFIXES)
        and not name.endswith(SUFFIXES)
    )


def check(call: Call) -> Fault | None:
    if is_name(call.body["Bucket"]):
        return None
    return Fault("InvalidBucketName", "The specified bucket is not valid.")


GUARD = Guard("s3", ("CreateBucket",), check)
