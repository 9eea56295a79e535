"""Requests for products that nobody offers: who asks and votes exists, and so does what answers."""

from collections.abc import Iterable, Iterator, Sequence

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.ids import is_product
from meshwright.specs.models import Mesh
from meshwright.specs.wanted import Wanted
from meshwright.wording import Suggestions

Where = Sequence[str | int]


def check_wanted(mesh: Mesh, requests: Iterable[Wanted]) -> Iterator[Finding]:
    """Findings about the files under `wanted`, which change nothing that is deployed."""
    domains, products = Suggestions(mesh.domains), Suggestions(mesh.products)
    for wanted in requests:
        spec = wanted.spec
        named: list[tuple[Where, str]] = [(("askedBy",), spec.asked_by)]
        named += [(("votes", index), name) for index, name in enumerate(spec.votes)]
        if spec.offered_by:
            named.append((("offeredBy",), spec.offered_by))
        for where, name in named:
            if not _is_there(mesh, name):
                kind, known = ("product", products) if is_product(name) else ("domain", domains)
                message = f"there is no {kind} '{name}'{known.of(name)}"
                yield codes.NO_SUCH_ASKER.at(wanted.source.at(*where), message)
        yield from _twice(wanted)


def _is_there(mesh: Mesh, name: str) -> bool:
    return name in mesh.domains or name in mesh.products or mesh.is_unreadable(name)


def _twice(wanted: Wanted) -> Iterator[Finding]:
    """A finding for each vote that is counted already, that of who asks included."""
    counted = {wanted.spec.asked_by}
    for index, name in enumerate(wanted.spec.votes):
        if name in counted:
            at = wanted.source.at("votes", index)
            yield codes.VOTES_TWICE.at(at, f"{name} asks for it already")
        counted.add(name)
