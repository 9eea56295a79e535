"""What is true of AWS: identities, tables of types, limits. Values, and no calls."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "authorization",
    "data_events",
    "lake_formation_tables",
    "lake_settings",
    "refusals",
    "resource_types",
    "type_actions",
]
