"""What only an account can answer: probes of AWS, in a sandbox that is taken away again."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "inventory",
    "preflight",
    "probing",
    "run_names",
    "sandbox",
    "table",
    "values",
]
