"""What the declarations of one subject share: place in the tree, file, environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from meshwright.plan.declaration import Component, Declaration, Json
from meshwright.specs.environment import Environment, Place
from meshwright.specs.source import Source


@dataclass(frozen=True, slots=True)
class Scope:
    """Declares resources under one component, out of one part of one file."""

    environment: Environment
    place: Place
    source: Source
    component: tuple[Component, ...]
    path: tuple[str | int, ...] = ()

    def within(self, kind: str, name: str, *path: str | int) -> "Scope":
        """A component below this one, which comes from `path` below this one's part of the file."""
        deeper = (*self.component, Component(kind, name))
        return replace(self, component=deeper, path=(*self.path, *path))

    def declare(
        self,
        type_: str,
        name: str,
        inputs: Mapping[str, Json],
        *,
        at: Iterable[str | int] = (),
        after: Iterable[Declaration] = (),
        keep: bool = False,
        delete_first: bool = False,
        lost_with: Iterable[Declaration] = (),
        adopts: str = "",
    ) -> Declaration:
        """A resource of this scope. `keep` does not hold in a local AWS that keeps no data, but for
        what was there before the mesh.
        """
        path = (*self.path, *at)
        return Declaration(
            type=type_,
            name=name,
            inputs=inputs,
            component=self.component,
            spec=self.source.at(*path),
            where=".".join(map(str, path)),
            after=tuple(declaration.key for declaration in after),
            keep=(keep and self.environment.is_protected) or bool(adopts),
            delete_first=delete_first,
            lost_with=tuple(declaration.key for declaration in lost_with),
            adopts=adopts,
        )
