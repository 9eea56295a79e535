"""What names and keys the mesh's resources must have, told from where they stand.

Stated anew and not taken from the plan: a rule that asked the plan would find it right always.
"""

import re

from guardrails.props import Scope

ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""A domain, a product, a table or a column."""
PART = r"[a-z0-9]+(-[a-z0-9]+)*"
"""An id in a hyphenated name; parts are joined by two hyphens, which none can hold."""


def hyphened(identifier: str) -> str:
    return identifier.replace("_", "-")


def prefix(scope: Scope) -> str:
    """What every hyphenated name of the environment begins with."""
    return f"mesh-{hyphened(scope.environment)}"


def access_log_bucket(scope: Scope) -> str:
    """The one bucket that receives the logs of all others."""
    return f"{prefix(scope)}--{scope.account}--access-logs"


def owners_key(scope: Scope) -> str:
    """The ARN of the alias of the key that encrypts what this stack holds."""
    domain = f"--{hyphened(scope.domain)}" if scope.domain else ""
    place = f"arn:{scope.partition}:kms:{scope.region}:{scope.account}"
    return f"{place}:alias/{prefix(scope)}{domain}"


def boundary(scope: Scope) -> str:
    """The ARN of the policy that bounds every role of the environment."""
    return f"arn:{scope.partition}:iam::{scope.account}:policy/mesh/{prefix(scope)}--boundary"


def is_mesh_name(name: str, scope: Scope) -> bool:
    """Whether a hyphenated name is the environment's prefix and at least one part."""
    return re.fullmatch(rf"{re.escape(prefix(scope))}(--{PART})+", name) is not None


def is_id(name: str) -> bool:
    return ID.fullmatch(name) is not None
