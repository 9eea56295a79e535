"""What is asked of what is deployed: drift, doctor, sweep; and an account made ready for it."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["bootstrap", "doctor", "drift", "offline_state", "sweep_run"]
