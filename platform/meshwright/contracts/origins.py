"""A change takes AWS names from another domain only along with their product."""

from collections.abc import Iterator

from meshwright.checks.origins import foreign, refused
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.specs.models import Mesh


def taken_names(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """Names of another domain that no product of the base has given up.

    A branch may bring a product and move it away in two commits: to git that is a move, and to the
    reviewers, who see the branch as a whole, nothing of the other domain was ever touched.
    """
    before = _by_id(base.mesh)
    known = {origin: id_ for id_, origin in before.items()}
    now = _by_id(head.mesh)
    for product in foreign(head.mesh):
        is_old = before.get(product.id) == product.origin
        has_left = product.origin in known and known[product.origin] not in now
        if not is_old and not has_left:
            yield refused(product, "this change does not remove it there")


def _by_id(mesh: Mesh) -> dict[str, str]:
    """The origin of every product, readable or not."""
    return {p.id: p.origin for p in (*mesh.products.values(), *mesh.unreadable.values())}
