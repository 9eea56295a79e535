"""What the local AWS puts right in moto: each rule a small file with AWS's own page."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "access_point_requests",
    "call",
    "caller_identity",
    "lake_formation_cells_filters",
    "lake_formation_grants",
    "layer",
    "principals",
    "registry",
    "s3_access_points",
    "sts_session_tokens",
    "wire",
]
