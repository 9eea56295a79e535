"""Rules asked in their hosts: offline over the plan, and as policy packs in the engine."""

from meshwright.policy.evaluator import evaluate

__all__ = ["evaluate"]
