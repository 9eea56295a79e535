"""What a change brings: the mesh as it was and as it will be, compared.

Pure: two assessments of one environment go in, findings come out. Nothing here knows git, an engine
or a cloud.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["codes", "compare", "environments", "novelty"]
