"""What a request asks: an action on a resource, in a context of condition keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | tuple[str, ...]
"""A key's value; several where the key has many, such as `aws:TagKeys`."""
Context = Mapping[str, Value]
"""Condition keys in lower case: their names know no case.

Source: IAM user guide, "IAM JSON policy elements: Condition", the request context.
"""
EVERY = "*"
"""The resource of an action that knows none."""


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource: a call may ask several of them."""

    action: str
    resource: str = EVERY
    context: Context = field(default_factory=dict[str, Value])
