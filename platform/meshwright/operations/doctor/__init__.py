"""What stands in the way on this machine, in the backend and in the account."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["examination", "questions"]
