"""What each service's calls ask of AWS: actions, on which resources, in which context.

Source: AWS, "Service Authorization Reference", the page of each service.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "asking",
    "athena",
    "cloudtrail",
    "cloudwatch",
    "events",
    "glue",
    "iam",
    "kms",
    "lake_formation",
    "others",
    "s3",
    "scheduler",
    "sns",
    "states",
]
