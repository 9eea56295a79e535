"""CloudFormation in the local AWS: change sets and stacks of the types that prepare an account.

moto's own makes neither identity providers nor policies of buckets, tells of no replacement, and
never fails a stack. What is made here is made by the calls of the services, in the name of who
executes, as CloudFormation does where a stack has no role.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["service"]
