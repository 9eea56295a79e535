"""For people who write rules: scaffolds, trials, simulation."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["rule_tables", "scaffolds", "simulation", "trials"]
