"""Rules asked in their hosts: offline over the plan, and as policy packs in the engine."""

from meshwright.governance.evaluator import evaluate
from meshwright.governance.organisation import load_organisation

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "authoring",
    "codes",
    "dates",
    "domain_rules",
    "evaluate",
    "evaluator",
    "explain",
    "layers",
    "listing",
    "load_organisation",
    "organisation",
    "owners",
    "packs",
    "resolved",
    "resolver",
    "sweeping",
    "terms",
    "waivers",
]
