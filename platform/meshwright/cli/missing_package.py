"""A package that a command needs and that is not installed, in words that say what to install.

The launcher installs what a command needs before it starts; who installs the wheel chooses.
"""

import sys

from meshwright.errors import MeshError

OWN = frozenset({"meshwright", "localaws", "guardrails", "tools"})


def missing_package(error: Exception) -> MeshError | None:
    """What to tell of a module of somebody else's that is not there; None for any other error."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    package = (name or "").partition(".")[0]
    if not package or package in OWN or package in sys.stdlib_module_names:
        return None
    return MeshError(
        f"this command needs packages that are not installed: there is no module '{name}'",
        fix="pip install 'meshwright[local]'; for real accounts alone, 'meshwright[deploy]'",
    )
