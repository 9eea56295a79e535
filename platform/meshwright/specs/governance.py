"""How rules are to hold: of one shape in the floor, packs, environments, domains and products.

What the rules are, and which of these wishes may be granted, is not known here: `policy` says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from meshwright.errors import Position
from meshwright.specs.frozen import Frozen
from meshwright.specs.source import Path, Source


class RuleSetting(Frozen):
    """What is asked of one rule."""

    level: Literal["mandatory", "advisory", "off"] | None = None
    """Whether a problem stops the deployment, is only said, or is not looked for."""
    parameters: Mapping[str, Any] = Field(default_factory=dict)
    """The rule's page lists them."""


class Governance(Frozen):
    """Rules by their codes, such as S3-006."""

    rules: Mapping[str, RuleSetting] = Field(default_factory=dict[str, RuleSetting])
    """What is asked of each: more than before, or less of a rule that is relaxable."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one file asks of rules, and where in it."""

    rules: Mapping[str, RuleSetting]
    source: Source
    prefix: Path = ()
    """The path of the mapping that holds `rules`."""

    def at(self, code: str, *path: str) -> Position:
        """Where a rule is named, or something about it."""
        return self.source.at(*self._path(code), *path)

    def at_value(self, code: str, *path: str) -> Position:
        """Where what is said about a rule stands."""
        return self.source.at_value(*self._path(code), *path)

    def _path(self, code: str) -> Path:
        """A pack may list its rules rather than map them."""
        inside = (*self.prefix, "rules")
        is_named = self.source.holds(*inside, code)
        return (*inside, code) if is_named else (*inside, list(self.rules).index(code))

    def where(self, code: str, *path: str) -> str:
        """The dotted path at which a rule is named, or something about it."""
        return ".".join(map(str, (*self.prefix, "rules", code, *path)))

    def __iter__(self) -> Iterator[tuple[str, RuleSetting]]:
        return iter(self.rules.items())
