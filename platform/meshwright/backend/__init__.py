"""Where states lie, read without engine or credentials."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["file_urls", "folder", "layout"]
