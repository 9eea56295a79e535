"""What a bucket is told in XML uses S3's own words; moto takes any.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_OwnershipControlsRule.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_VersioningConfiguration.html
"""

import re

from localaws.strict.call import Call, Fault, Guard

WORDS = {
    "PutBucketOwnershipControls": (
        "ObjectOwnership",
        ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"),
    ),
    "PutBucketVersioning": ("Status", ("Enabled", "Suspended")),
}
MALFORMED = Fault(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
)


def check(call: Call) -> Fault | None:
    element, allowed = WORDS[call.operation]
    written = re.search(f"<{element}>([^<]*)</{element}>", call.body["Text"])
    return None if written and written.group(1) in allowed else MALFORMED


GUARD = Guard("s3", tuple(WORDS), check)
