"""Rules asked in their hosts: offline over the plan, and as policy packs in the engine."""

from meshwright.governance.evaluator import evaluate
from meshwright.governance.organisation import load_organisation

__all__ = ["evaluate", "load_organisation"]
