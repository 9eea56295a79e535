"""Questions to Athena: who asks, in which workgroup, and what is answered.

It knows Athena's API by boto3, the local one's like AWS's; it is imported where a command needs it.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["answers", "who"]
