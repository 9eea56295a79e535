"""The engine's process: how it is got, started, heard and ended."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "engine",
    "engine_build",
    "engines",
    "events",
    "last_words",
    "leftovers",
    "lifeline",
    "plugin_server",
    "process",
    "processes",
    "reserve",
    "sides",
    "stop",
]
