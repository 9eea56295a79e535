"""What can happen to a resource behind the provider's back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Clients = Callable[[str], Any]
"""A boto3 client by its service."""


@dataclass(frozen=True)
class Incident:
    """How others change and delete a resource, and what AWS says of making it twice."""

    drift: Callable[[Clients, str], Any]
    vanish: Callable[[Clients, str], Any] | None = None
    """None for what an account always has."""
    already: str = ""
    """AWS's code; empty where the second put is as good as the first."""
