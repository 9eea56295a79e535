"""Questions about what is deployed and about AWS itself; and an account made ready for a mesh."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "bootstrap",
    "doctor",
    "drift",
    "found_database",
    "offline_state",
    "probing",
    "proof",
    "sweep_run",
    "used",
]
