"""A local AWS that notes what the deployer was allowed, and would not have been without it.

Run as localaws.serve is. It adds one line to a file for each action without which the very request
would have been denied, whatever else lets it pass, such as a key's own policy.
"""

import sys
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from localaws import serve
from localaws.authorise import gate
from meshwright.aws.authorization.document import Policy, Statement

NEEDED = "needed.txt"


def note(folder: Path, role: str) -> None:
    """From now on the local AWS of this process notes what that role needs."""
    evaluate, known, lock = gate.evaluate, set[str](), Lock()

    def noted(request: Any, caller: Any, policies: Any) -> Any:
        decision = evaluate(request, caller, policies)
        action = request.action
        if decision.is_allowed and action not in known and caller.entity.endswith(role):
            less = replace(policies, identity=tuple(_less(p, action) for p in policies.identity))
            if not evaluate(request, caller, less).is_allowed:
                with lock, (folder / NEEDED).open("a") as file:
                    known.add(action)
                    file.write(f"{action}\n")
        return decision

    gate.evaluate = noted


def _less(policy: Policy, action: str) -> Policy:
    """A policy without an action in what it allows."""
    kept = (_without(s, action) if s.allows else s for s in policy.statements)
    return replace(policy, statements=tuple(s for s in kept if s.actions))


def _without(statement: Statement, action: str) -> Statement:
    return replace(statement, actions=tuple(a for a in statement.actions if a != action))


if __name__ == "__main__":
    place, region, account, instance, port, layer = sys.argv[1:]
    note(Path(place), ":role/mesh-deployer")
    serve.main(
        Path(place),
        region=region,
        account=account,
        instance=instance,
        port=int(port),
        layer=serve.Layer(layer),
    )
