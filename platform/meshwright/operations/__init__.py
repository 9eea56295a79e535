"""What is asked of what is deployed: drift, doctor, sweep."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["doctor", "drift", "offline_state", "sweep_run"]
