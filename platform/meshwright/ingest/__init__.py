"""Files of a person's machine, sent to where a product's files land: looked at, and each once.

It loads boto3: import it inside the command that needs it.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["delivery", "found", "landing"]
