"""Who may ask the local AWS: no web page, and nobody without keys that it knows."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["gate", "keys", "signature"]
