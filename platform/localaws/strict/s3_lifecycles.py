"""Lifecycle rules are checked, named, and read back as they were put; moto forgets parts of them.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any, cast
from xml.parsers.expat import ExpatError

import xmltodict
from moto.s3.exceptions import NoSuchLifecycleConfiguration
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from localaws.strict.call import (
    Call,
    Fault,
    Guard,
    Patch,
    part,
)
from localaws.strict.s3_bucket_documents import MALFORMED

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
SMALLEST = "x-amz-transition-default-minimum-object-size"
SMALLEST_DEFAULT = "all_storage_classes_128K"
ACTIONS = (
    "AbortIncompleteMultipartUpload",
    "Expiration",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransition",
    "Transition",
)
DAYS = ("Days", "DaysAfterInitiation", "NoncurrentDays")
EXPIRATIONS = ("Date", "Days", "ExpiredObjectDeleteMarker")
"""Of which an expiration says one."""
MIDNIGHT = "T00:00:00"
Rule = Mapping[str, Any]


def check(call: Call) -> Fault | None:
    try:
        rules = _rules(xmltodict.parse(call.body["Text"]))
    except ExpatError:
        return MALFORMED
    return next(_faults(rules), None)


def _faults(rules: list[Rule]) -> Iterator[Fault]:
    names = [rule["ID"] for rule in rules if rule.get("ID")]
    for rule in rules:
        if rule.get("Status") not in ("Enabled", "Disabled"):
            yield MALFORMED
        if not any(action in rule for action in ACTIONS):
            yield Fault("InvalidRequest", "At least one action needs to be specified in a rule")
        yield from _clashes(rule)
        for days in _days(rule):
            if int(days) < 1:
                message = f"'Days' for lifecycle action must be a positive integer, not {days}"
                yield Fault("InvalidArgument", message)
    if len(names) != len(set(names)):
        yield Fault(
            "InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule"
        )


def _clashes(rule: Rule) -> Iterator[Fault]:
    """What a rule says that does not go together."""
    expiration = part(rule, "Expiration")
    if sum(name in expiration for name in EXPIRATIONS) > 1:
        yield MALFORMED
    is_tagged = "Tag" in part(rule, "Filter") or "Tag" in part(part(rule, "Filter"), "And")
    untaggable = {
        "AbortIncompleteMultipartUpload": "AbortIncompleteMultipartUpload" in rule,
        "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker" in expiration,
    }
    for action, is_there in untaggable.items():
        if is_tagged and is_there:
            yield Fault("InvalidRequest", f"{action} cannot be specified with Tags.")
    date = str(expiration.get("Date", MIDNIGHT))
    if MIDNIGHT not in date:
        yield Fault("InvalidArgument", "'Date' must be at midnight GMT")


def _days(rule: Rule) -> Iterator[str]:
    """The days of a rule's actions; objects may move to another class at once."""
    for action in ACTIONS[:3]:
        fields: Rule = rule.get(action) or {}
        yield from (fields[name] for name in DAYS if name in fields)


def _rules(document: Rule) -> list[Rule]:
    written = part(document, "LifecycleConfiguration").get("Rule", [])
    return cast("list[Rule]", written if isinstance(written, list) else [written])


def install() -> None:
    moto = FakeBucket.set_lifecycle

    def set_lifecycle(self: Any, rules: list[dict[str, Any]]) -> None:
        moto(self, rules)
        self.written_rules = [{"ID": secrets.token_hex(24), **rule} for rule in rules]

    def get_bucket_lifecycle(self: Any) -> Any:
        bucket = self.backend.get_bucket(self.bucket_name)
        if not bucket.rules:
            raise NoSuchLifecycleConfiguration(bucket_name=self.bucket_name)
        return 200, {SMALLEST: SMALLEST_DEFAULT}, _written(bucket.written_rules)

    FakeBucket.set_lifecycle = set_lifecycle
    S3Response.get_bucket_lifecycle = get_bucket_lifecycle


def _written(rules: list[Rule]) -> str:
    document = {"LifecycleConfiguration": {"@xmlns": NAMESPACE, "Rule": rules}}
    return xmltodict.unparse(document)


GUARD = Guard("s3", ("PutBucketLifecycleConfiguration",), check)
PATCH = Patch(install)
