"""How a product's tables get their rows: Athena's statements, and the machine that runs them.

Pure: `table.TableJob` and `machine.Machine` are frozen values that the plan fills, and
`machine.definition` gives the Step Functions definition of them. Nothing here knows a place, a
name or AWS itself; the same statements run on AWS and locally.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "askable",
    "beside",
    "blanks",
    "forms",
    "intake",
    "machine",
    "measures",
    "outcome",
    "query",
    "sample",
    "sql",
    "statements",
    "table",
]
