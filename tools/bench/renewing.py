"""A portal that is served while its specs change: the CPU seconds of the first page after each.

Run as `python -m tools.bench.renewing ROOT ENVIRONMENT ROUNDS`, in a process of its own; prints
the figures as JSON.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from meshwright.catalog.portal.content import content
from meshwright.catalog.portal.renewing import renewed
from meshwright.errors import MeshError
from meshwright.workspace import Workspace
from tools.bench.specs import with_another_comment
from tools.bench.stages import AS_OF

Figures = Mapping[str, Sequence[float]]
PRODUCT, FIRST = "the page of the product", "the first page"


def measured(root: Path, environment: str, rounds: int) -> Figures:
    """By page, what it takes; MeshError where a page does not show the change."""
    workspace = Workspace(root)
    portal = renewed(
        workspace,
        environment,
        lambda assessment: content(workspace, assessment),
        as_of=lambda: AS_OF,
        say=_end,
    )
    found: dict[str, list[float]] = {PRODUCT: [], FIRST: []}
    for spec in sorted((root / "domains").glob("*/*/product.yaml"))[:rounds]:
        text = spec.read_text(encoding="utf-8")
        page = f"products/{spec.parent.parent.name}.{spec.parent.name}.html"
        for after, change in ((PRODUCT, with_another_comment(text)), (FIRST, text)):
            spec.write_text(change, encoding="utf-8")
            began = time.process_time()
            made = portal.file(page if after == PRODUCT else "index.html")
            found[after].append(time.process_time() - began)
            if made is None or (after == PRODUCT and b"at its source" not in made):
                raise MeshError(f"{page} does not show the change")
    return found


def _end(error: MeshError) -> None:
    raise error


if __name__ == "__main__":
    json.dump(measured(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])), sys.stdout)
