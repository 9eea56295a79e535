"""The types that CloudFormation makes here, a file each: its properties, and what makes it.

Source: AWS CloudFormation template reference, the page of each type ("Update requires").
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["maker", "registry"]
