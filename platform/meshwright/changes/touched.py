"""What a change touches: files, what these describe, and who names what is described."""

import re
from collections.abc import Collection

from meshwright.ids import at_path, domain_of
from meshwright.specs.models import Mesh

JUDGES = re.compile(r"(platform|policies)/.*|mesh|pyproject\.toml|requirements.*\.lock", re.DOTALL)
"""What decides how a checkout is judged: code, settings, and what chooses the code."""
SETTINGS = (".yaml", ".yml")


def is_code(file: str) -> bool:
    """Whether a file is code that judges, or chooses it, rather than a setting."""
    return _decides(file) and not file.endswith(SETTINGS)


def affected(files: Collection[str], mesh: Mesh) -> frozenset[str] | None:
    """The changed files and ids, and who refers to them; None (all) where rules or code changed."""
    if any(_decides(file) for file in files):
        return None
    identities = {found for file in files if (found := at_path(file))}
    identities |= {i for i in _references(mesh) if domain_of(i) in identities}
    referring = {i for i, others in _references(mesh).items() if others & identities}
    return frozenset(files) | identities | referring


def _decides(file: str) -> bool:
    return JUDGES.fullmatch(file) is not None


def _references(mesh: Mesh) -> dict[str, frozenset[str]]:
    """The ids that each product names: its inputs, and who may read it; unreadable ones too."""
    readable = {
        product.id: frozenset((*product.spec.inputs, *(a.consumer for a in product.agreements)))
        for product in mesh.products.values()
    }
    return readable | {i: frozenset(u.inputs or ()) for i, u in mesh.unreadable.items()}
