"""What an account needs before its first `up`, as one template for CloudFormation."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["template"]
