"""`wanted/<name>.yaml`: data that somebody needs and no product offers yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from meshwright.errors import Finding
from meshwright.specs import codes
from meshwright.specs.files import Checkout, Entry, open_checkout
from meshwright.specs.frozen import Frozen
from meshwright.specs.product_folder import YAML_SUFFIX, is_ignored, stray
from meshwright.specs.read import read_spec
from meshwright.specs.scalars import ID_PATTERN, Day, Many, Member, ProductId, Text
from meshwright.specs.source import Source
from meshwright.wording import shown

WANTED_FOLDER = "wanted"


class WantedSpec(Frozen):
    """`wanted/<name>.yaml`: data that somebody needs and no product offers yet."""

    api_version: Literal["mesh/v1"] = "mesh/v1"
    """The version of this file's format."""
    description: Text
    """What the data is about, in the words that whoever has it would use."""
    purpose: Text
    """What it is needed for."""
    asked_by: Member
    """The domain or the product that needs it."""
    asked_on: Day
    """The day of the request."""
    contact: Text | None = None
    """Whom to ask about it; the owner of who asks where nothing is said."""
    votes: Many[Member] = ()
    """The domains and products that need it too: each adds itself by a pull request."""
    offered_by: ProductId | None = None
    """The product that offers it now, which ends the request."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request for a product."""

    name: str
    spec: WantedSpec
    source: Source

    @property
    def is_open(self) -> bool:
        return self.spec.offered_by is None


@dataclass(frozen=True, slots=True)
class LoadedWanted:
    """The requests that could be read, by name, and all that is wrong in their files."""

    requests: tuple[Wanted, ...]
    findings: tuple[Finding, ...]


def load_wanted(root: Path) -> LoadedWanted:
    """The requests of a checkout; none where it has no folder of them. Never raises."""
    checkout = open_checkout(root)
    requests: list[Wanted] = []
    findings: list[Finding] = []
    for read in _reads(checkout):
        if isinstance(read, Finding):
            findings.append(read)
        else:
            requests.append(read)
    return LoadedWanted(tuple(requests), tuple(findings))


def _reads(checkout: Checkout) -> Iterator[Wanted | Finding]:
    for entry in _entries(checkout):
        if isinstance(entry, Finding):
            yield entry
        elif not is_ignored(entry.name):
            yield from _read(checkout, entry)


def _entries(checkout: Checkout) -> Iterator[Entry | Finding]:
    for top in checkout.entries(""):
        if isinstance(top, Entry) and top.name == WANTED_FOLDER:
            yield from checkout.entries(WANTED_FOLDER)
        elif isinstance(top, Finding) and top.position.path == WANTED_FOLDER:
            yield top


def _read(checkout: Checkout, entry: Entry) -> Iterator[Wanted | Finding]:
    name = entry.name.removesuffix(YAML_SUFFIX)
    if entry.is_folder or name == entry.name:
        yield stray(entry, [f"{name}{YAML_SUFFIX}"])
    elif not re.fullmatch(ID_PATTERN, name):
        yield codes.ID.at(entry.position, f"{shown(name)} is not a valid name of a request")
    else:
        parsed = read_spec(checkout, entry.path, WantedSpec)
        yield from parsed.findings
        if parsed.spec:
            yield Wanted(name, parsed.spec, parsed.source)
