"""Step Functions in the local AWS: moto's interpreter, completed where AWS does more or otherwise.

With the first call moto is made to run state machines, and the parts of it that this room describes
are replaced; each of its files names AWS's page. Executions act as their machine's role, through
`localaws.services`.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["definitions", "executions", "first_use"]
