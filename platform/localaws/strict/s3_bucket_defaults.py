"""A new bucket is closed to the public, its owner's alone, and encrypted; moto's has none of it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
"""

from typing import Any, cast

import xmltodict
from moto.s3.models import FakeBucket, PublicAccessBlock, S3Backend

from localaws.strict.call import Patch

OWNERSHIP = "BucketOwnerEnforced"


def own_encryption() -> dict[str, Any]:
    """S3's own keys, which a bucket has where nobody says otherwise."""
    default = {"SSEAlgorithm": "AES256"}
    return {"Rule": {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": "false"}}


def install() -> None:
    _install_defaults()
    _install_tags()


def _install_defaults() -> None:
    make = FakeBucket.__init__

    def made(self: Any, *arguments: Any, **named: Any) -> None:
        make(self, *arguments, **named)
        self.public_access_block = PublicAccessBlock(*["true"] * 4)
        self.ownership_rule = OWNERSHIP
        self.encryption = own_encryption()

    def delete_bucket_encryption(self: S3Backend, bucket_name: str) -> None:
        self.get_bucket(bucket_name).encryption = own_encryption()

    FakeBucket.__init__ = made
    S3Backend.delete_bucket_encryption = delete_bucket_encryption


def _install_tags() -> None:
    """The tags that a bucket is given when it is made, which moto overlooks."""
    create = S3Backend.create_bucket

    def create_bucket(self: S3Backend, bucket_name: str, *arguments: Any, **named: Any) -> Any:
        bucket = create(self, bucket_name, *arguments, **named)
        tags = _tags()
        if tags:
            self.put_bucket_tagging(bucket_name, tags)
        return bucket

    S3Backend.create_bucket = create_bucket


def _tags() -> dict[str, str]:
    from flask import has_request_context, request

    body = request.get_data() if has_request_context() and request.method == "PUT" else b""
    if not body or b"<Tags>" not in body:
        return {}
    written: Any = xmltodict.parse(body)["CreateBucketConfiguration"]["Tags"]["Tag"]
    tags = cast("list[Any]", written if isinstance(written, list) else [written])
    return {tag["Key"]: tag["Value"] or "" for tag in tags}


PATCH = Patch(install)
