"""Runs over stacks: the engine, states, order, skipping, recovery."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "account",
    "aws_answers",
    "capacity",
    "cloud",
    "data",
    "engine",
    "engine_context",
    "existing",
    "interruptions",
    "local_backend",
    "lock",
    "parallel",
    "part",
    "planning",
    "recovery",
    "results",
    "run",
    "run_changes",
    "run_plan",
    "session",
    "shell",
    "stack_locks",
    "stack_operation",
    "state",
    "states",
    "summary",
]
