"""Codes that rules had once or were to have, and the codes that say today what they said.

A pack, a floor, a setting or a waiver that still names one is understood, and changes nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType

RETIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "LIN-001": ("CHK001",),
        "LIN-002": ("CHK002", "CHK003"),
        "LF-004": ("LF-003",),
        "S3-008": ("IAM-008", "S3-009"),
    }
)
"""The codes of checks and rules, by the code of the rule that they take the place of.

LF-004 was to keep SELECT off personal columns without an agreement that covers them: LF-003 holds
every grant to its agreement, column by column. S3-008 was to keep other accounts from what is
sensitive of a bucket: IAM-008 lets in none that governance has not named, and by S3-009 a bucket's
policy gives nobody more than to deliver files, and to read by an access point of the mesh.
"""
