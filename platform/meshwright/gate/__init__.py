"""The offline gate: specs, checks, plan and rules of an environment, assessed at once."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "against",
    "assessment",
    "code_digest",
    "data_loss",
    "held",
    "merging",
    "moves",
    "reasons",
    "repository",
    "selection",
]
