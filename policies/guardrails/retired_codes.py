"""Codes that rules had once, and the findings of checks that say today what they said.

A pack, a floor, a setting or a waiver that still names one is understood, and changes nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType

RETIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"LIN-001": ("CHK001",), "LIN-002": ("CHK002", "CHK003")}
)
"""The codes of checks, by the code of the rule that they took the place of."""
