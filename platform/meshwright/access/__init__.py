"""Who may read which columns and rows: decided here, purely, and asked from everywhere.

Here belongs what decides of access and knows neither specs nor plan nor cloud: the language of row
filters, and the evaluation of grants, policies and filters. Checks, the plan, proof and the local
AWS ask it. What reads a mesh or a cloud to ask it lies above, where those are known.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["grant", "lake", "row_filters"]
