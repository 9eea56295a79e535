"""Products' machines, run: started in order of lineage, followed, and asked how they stand.

It knows executions of Step Functions and the results that they leave, by boto3; what a machine does
is decided in the plan. It is imported where a command needs it: boto3 takes its time.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["executions", "machines", "refresh", "result", "sample", "standing", "values"]
