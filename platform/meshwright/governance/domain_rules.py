"""The rules of single domains: packages under `policies/domains`, each named after its domain.

They are code that is reviewed as code is, laid out as the organisation's own rules are, and asked
of their domain's specs and stacks alone.
"""

import importlib.util
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from guardrails.retired_codes import RETIRED
from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from meshwright.errors import Finding, Position
from meshwright.governance import codes

FOLDER = "policies/domains"
PACKAGE = "__init__.py"


@dataclass(frozen=True, slots=True)
class DomainRules:
    """The rules of each domain that has some, and what keeps others from being asked."""

    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict[str, tuple[Rule, ...]])
    findings: tuple[Finding, ...] = ()

    def of(self, domain: str | None) -> tuple[Rule, ...]:
        return self.rules.get(domain or "", ())


def all_rules(own: DomainRules) -> tuple[tuple[Rule, str], ...]:
    """Every rule of a checkout with its domain, the organisation's first."""
    of_domains = ((rule, domain) for domain, rules in own.rules.items() for rule in rules)
    return (*((rule, "") for rule in ALL_RULES), *of_domains)


def load_domain_rules(root: Path) -> DomainRules:
    """All domains' own rules in a checkout; imports their modules."""
    found: dict[str, tuple[Rule, ...]] = {}
    findings: list[Finding] = []
    taken = {*RETIRED, *(rule.code for rule in ALL_RULES)}
    for folder in _folders(root):
        loaded = _load(root, folder)
        if isinstance(loaded, Finding):
            findings.append(loaded)
            continue
        findings += _repeated(folder.name, loaded, taken)
        found[folder.name] = tuple(rule for rule in loaded if rule.code not in taken)
        taken |= {rule.code for rule in loaded}
    return DomainRules(found, tuple(findings))


def has_domain_rules(root: Path) -> bool:
    """Whether any domain has rules of its own; imports none of them."""
    return next(_folders(root), None) is not None


def _folders(root: Path) -> Iterator[Path]:
    place = root / FOLDER
    for folder in sorted(place.iterdir()) if place.is_dir() else ():
        if (
            folder.is_dir()
            and not folder.is_symlink()
            and folder.name.isidentifier()
            and not folder.name.startswith("_")
        ):
            yield folder


def _load(root: Path, folder: Path) -> tuple[Rule, ...] | Finding:
    package = f"{FOLDER}/{folder.name}/{PACKAGE}"
    if not (root / package).is_file():
        message = f"policies/domains/{folder.name} has no {PACKAGE}"
        return codes.BROKEN_RULES.at(Position(package), message, subject=folder.name)
    try:
        module = _imported(folder)
    except Exception as error:
        place = _place(error, root, folder) or Position(package)
        message = f"{type(error).__name__}: {error}"
        return codes.BROKEN_RULES.at(place, message, subject=folder.name)
    listed = cast("Any", getattr(module, "RULES", None))
    if not isinstance(listed, tuple) or not all(isinstance(r, Rule) for r in listed):  # pyright: ignore[reportUnknownVariableType] - anybody's module
        message = "RULES has to be a tuple of rules"
        return codes.BROKEN_RULES.at(Position(package), message, subject=folder.name)
    return tuple(replace(rule, home=folder) for rule in cast("tuple[Rule, ...]", listed))


def _imported(folder: Path) -> ModuleType:
    """The package, read anew: another checkout may have a domain of the same name."""
    name = f"rules_of_{folder.name}"
    for known in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
        del sys.modules[known]
    spec = importlib.util.spec_from_file_location(
        name, folder / PACKAGE, submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder / PACKAGE} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _place(error: Exception, root: Path, folder: Path) -> Position | None:
    """The line inside the package that failed."""
    if isinstance(error, SyntaxError) and error.filename:
        return _position(Path(error.filename), error.lineno, root, folder)
    frames = reversed(traceback.extract_tb(error.__traceback__))
    found = (_position(Path(frame.filename), frame.lineno, root, folder) for frame in frames)
    return next((position for position in found if position), None)


def _position(file: Path, line: int | None, root: Path, folder: Path) -> Position | None:
    if not file.is_relative_to(folder):
        return None
    return Position(file.relative_to(root).as_posix(), line or 1)


def _repeated(domain: str, rules: tuple[Rule, ...], taken: set[str]) -> Iterator[Finding]:
    for rule in rules:
        if rule.code in taken:
            position = Position(f"{FOLDER}/{domain}/{rule.module}.py")
            message = f"another rule has the code {rule.code} already"
            yield codes.CONTRADICTS.at(position, message, subject=domain)
