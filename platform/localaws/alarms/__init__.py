"""CloudWatch's alarms in the local AWS: over what became of executions, looked at when asked."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["install"]
