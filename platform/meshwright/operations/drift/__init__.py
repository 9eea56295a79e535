"""What AWS has against what was deployed, and how it is put right."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["grantees", "grants", "repair", "scan", "values"]
