"""What was found out about the last meshes: each is asked about by environment, and by column."""

from collections.abc import Callable
from typing import TypeVar

from meshwright.specs.models import Mesh

T = TypeVar("T")
MESHES = 2
"""A change has a base and a head."""


def once_a_mesh(find: Callable[[Mesh], T]) -> Callable[[Mesh], T]:
    """A function of a mesh that is asked once for each; a mesh is never changed."""
    known: list[tuple[Mesh, T]] = []

    def found(mesh: Mesh) -> T:
        for seen, answer in known:
            if seen is mesh:
                return answer
        answer = find(mesh)
        known.insert(0, (mesh, answer))
        del known[MESHES:]
        return answer

    return found
