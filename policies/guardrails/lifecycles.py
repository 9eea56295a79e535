"""Lifecycle rules of buckets as values: what the forms of all resource types come down to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guardrails.buckets import Read, block
from guardrails.props import Props

NARROWING = ("tag", "tags", "objectSizeGreaterThan", "objectSizeLessThan")
"""What makes a filter match only some objects under its prefix."""
INLINE = "lifecycleRules"
"""The property of a bucket that says by itself what a configuration says otherwise."""


@dataclass(frozen=True, slots=True)
class LifecycleRule:
    """One enabled rule."""

    where: str
    """Its place, such as `rules[0]`."""
    prefix: str
    is_narrowed: bool
    """Whether tags or sizes leave out some of the objects under the prefix."""
    abort_days: int | None
    noncurrent_days: int | None
    """Days after which every noncurrent version goes; none where some stay for ever."""
    expires_objects: bool
    """Whether current objects go by age, other than the markers of deleted ones."""

    @property
    def is_for_all(self) -> bool:
        """Whether it is for the whole bucket."""
        return not self.prefix and not self.is_narrowed


def configured_rules(props: Props) -> Iterator[LifecycleRule]:
    """The enabled rules of a lifecycle configuration."""
    for i, rule in enumerate(props.get("rules", ())):
        if rule.get("status") == "Enabled":
            yield _configured(rule, f"rules[{i}]")


def _configured(rule: Props, where: str) -> LifecycleRule:
    only = rule.get("filter", {})
    both = only.get("and", {})
    return LifecycleRule(
        where=where,
        prefix=only.get("prefix") or both.get("prefix") or rule.get("prefix", ""),
        is_narrowed=any(part.get(name) for part in (only, both) for name in NARROWING),
        abort_days=rule.get("abortIncompleteMultipartUpload", {}).get("daysAfterInitiation"),
        noncurrent_days=_noncurrent_days(rule.get("noncurrentVersionExpiration", {})),
        expires_objects=_expires(rule.get("expiration")),
    )


def _noncurrent_days(expiration: Any) -> int | None:
    keeps_some = expiration.get("newerNoncurrentVersions")
    return None if keeps_some else expiration.get("noncurrentDays")


def _expires(expiration: Props | None) -> bool:
    return expiration is not None and bool(expiration.get("days") or expiration.get("date"))


def rules_of_bucket(read: Read) -> Iterator[LifecycleRule]:
    """The enabled rules that a bucket itself says."""
    for i, rule in enumerate(read(INLINE) or ()):
        if rule.get("enabled") is True:
            yield _of_bucket(rule, f"{INLINE}[{i}]")


def _of_bucket(rule: Props, where: str) -> LifecycleRule:
    # `bucketV2` holds these two as lists.
    noncurrent = block(rule.get, "noncurrentVersionExpiration", "noncurrentVersionExpirations")
    return LifecycleRule(
        where=where,
        prefix=rule.get("prefix", ""),
        is_narrowed=bool(rule.get("tags")),
        abort_days=rule.get("abortIncompleteMultipartUploadDays"),
        noncurrent_days=None if noncurrent is None else noncurrent.get("days"),
        expires_objects=_expires(block(rule.get, "expiration", "expirations")),
    )
