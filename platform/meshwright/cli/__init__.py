"""The `mesh` command: one file a command."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["app", "exit_codes", "options", "output", "written_files"]
