"""Asking AWS for what may not be there."""

from collections.abc import Callable
from typing import Any


def answer_or_none(call: Callable[..., Any], *codes: str, **arguments: Any) -> Any:
    """What a call answers, or None where AWS says by one of the codes that it is not there."""
    from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

    try:
        return call(**arguments)
    except ClientError as error:
        if error_of(error)["Code"] in codes:
            return None
        raise


def error_of(refused: Any) -> dict[str, Any]:
    """The code and message of a call that AWS refused."""
    return refused.response["Error"]


def every(call: Callable[..., Any], field: str, **arguments: Any) -> list[Any]:
    """A listing's items from all of its pages, for services that page by `NextToken`."""
    items: list[Any] = []
    page = call(**arguments)
    while True:
        items += page.get(field, [])
        if not page.get("NextToken"):
            return items
        page = call(**arguments, NextToken=page["NextToken"])
