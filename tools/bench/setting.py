"""What every benchmark is given."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SEED = 2013


@dataclass(frozen=True, slots=True)
class Setting:
    """Where to measure, and how much."""

    checkout: Path
    """The platform that is measured."""
    folder: Path
    """An empty folder for the meshes that are made up."""
    large: bool
    say: Callable[[str], None]
    """Is told what takes its time."""
    seed: int = SEED
