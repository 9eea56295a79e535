"""What the organisation says of rules: its floor, and what each pack picks. Read here, as data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field

from meshwright.specs.files import open_checkout
from meshwright.specs.frozen import Frozen
from meshwright.specs.governance import RuleSetting
from meshwright.specs.parse import Parsed
from meshwright.specs.read import read_spec
from meshwright.specs.scalars import Reviewer, Text
from meshwright.specs.source import Source

POLICIES = "policies"
FLOOR_FILE = f"{POLICIES}/floor.yaml"
PACK_FILE = "pack.yaml"
RULES, OWN_RULES = "guardrails", "domains"
"""The folders under `policies` that hold rules: everybody's, and those of single domains."""


class FloorSpec(Frozen):
    """`policies/floor.yaml`: what the whole organisation asks for."""

    governance_team: Reviewer
    """Who approves changes of rules, packs and waivers in the repository."""
    personal_data_approval: bool = False
    """Whether the governance team, in place of the domain's reviewers, approves who may read
    products with personal columns.
    """
    rules: Mapping[str, RuleSetting] = Field(default_factory=dict[str, RuleSetting])
    """Level and parameters of rules, by their codes."""


def _picked(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    listed = cast("list[Any]", value)
    if not all(isinstance(code, str) for code in listed):
        return listed
    if twice := [code for code in dict.fromkeys(listed) if listed.count(code) > 1]:
        raise ValueError(f"{twice[0]} is listed twice")
    return {code: RuleSetting() for code in listed}


class PackSpec(Frozen):
    """`pack.yaml`: the rules that a pack asks in the engine."""

    name: Text
    """The pack's name in the engine."""
    description: Text
    """What its rules are about."""
    rules: Annotated[
        Mapping[str, RuleSetting],
        BeforeValidator(_picked, json_schema_input_type=list[str] | Mapping[str, RuleSetting]),
    ]
    """A list of codes, or a mapping of codes to level and parameters; empty to begin with."""
    domain_rules: bool = False
    """Whether this is the pack that asks the domains' own rules too."""


def load_floor(root: Path) -> Parsed[FloorSpec] | None:
    """The organisation's floor of a checkout; None where it has no such file."""
    checkout = open_checkout(root)
    if link := checkout.link_on(FLOOR_FILE):
        return Parsed(None, Source(FLOOR_FILE), (checkout.link(link),))
    if not (root / FLOOR_FILE).exists():
        return None
    return read_spec(checkout, FLOOR_FILE, FloorSpec)


def pack_folders(root: Path) -> tuple[str, ...]:
    """The folders of a checkout's packs by name: all under `policies` that hold a `pack.yaml`."""
    checkout = open_checkout(root)
    names = sorted(file.parent.name for file in (root / POLICIES).glob(f"*/{PACK_FILE}"))
    folders = (f"{POLICIES}/{name}" for name in names if name not in (RULES, OWN_RULES))
    return tuple(f for f in folders if not checkout.link_on(f"{f}/{PACK_FILE}"))


def load_pack_spec(root: Path, folder: str) -> Parsed[PackSpec]:
    """What a pack picks; the folder is relative to the checkout's root."""
    return read_spec(open_checkout(root), f"{folder}/{PACK_FILE}", PackSpec)
