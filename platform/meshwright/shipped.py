"""Files of the platform that are no modules: in a checkout beside the packages, in a wheel within.

pyproject.toml says what a wheel holds of them, and where.
"""

import tomllib
from importlib import metadata
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
WITHIN = Path(__file__).with_name("_shipped")
"""Only a wheel has it."""


def shipped(path: str) -> Path:
    """Where a file or folder lies that has this path in a checkout."""
    return (WITHIN if WITHIN.is_dir() else CHECKOUT) / path


def version() -> str:
    """The version of meshwright, by pyproject.toml or by what a wheel has installed."""
    if WITHIN.is_dir():
        return metadata.version("meshwright")
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["version"]
