"""Links where it matters who approves a file: what is read there is the file itself."""

import os
from collections.abc import Iterator
from pathlib import Path

from meshwright.errors import Finding
from meshwright.specs.files import Checkout, open_checkout

GUARDED = (
    "policies",
    "platform/environments",
    "mesh",
    ".ci",
    ".github",
    ".gitlab",
    ".gitlab-ci.yml",
)
"""What decides how specs are judged and deployed; the links under domains/ are found as it is read.
"""


def link_findings(root: Path) -> Iterator[Finding]:
    """A finding for each link in a guarded place, or on the way to one."""
    checkout = open_checkout(root)
    for place in GUARDED:
        link = checkout.link_on(place)
        for path in [link] if link else _links_below(checkout, place):
            yield checkout.link(path)


def _links_below(checkout: Checkout, place: str) -> Iterator[str]:
    top = f"{checkout.root}/{place}"
    for folder, folders, files in os.walk(top):
        for name in sorted((*folders, *files)):
            path = os.path.relpath(f"{folder}/{name}", checkout.root)
            if os.path.islink(f"{folder}/{name}"):  # noqa: PTH114 - a name may be any bytes
                yield path
