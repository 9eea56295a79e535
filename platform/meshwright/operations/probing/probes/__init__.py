"""Each group of probes, about one thing, is a module; `table` lists all probes."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "databases",
    "glue_jobs",
    "grants",
    "iceberg",
    "machines",
    "row_filters",
    "settings",
    "topics",
    "writing",
]
