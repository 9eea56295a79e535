"""What a shell completes: the ids of domains and products, which are names of folders."""

from collections.abc import Iterator
from pathlib import Path

from meshwright.ids import product_id


def selections(incomplete: str) -> list[str]:
    """The domains and products whose ids begin so, by their folders alone: Tab is to be quick."""
    from meshwright.errors import MeshError
    from meshwright.workspace import find_workspace

    try:
        domains = find_workspace().domains
        return sorted(known for known in _ids(domains) if known.startswith(incomplete))
    except (MeshError, OSError):
        return []


def environments(incomplete: str) -> list[str]:
    from meshwright.errors import MeshError
    from meshwright.specs.load import environment_names
    from meshwright.workspace import find_workspace

    try:
        names = environment_names(find_workspace().root)
    except (MeshError, OSError):
        return []
    return [name for name in names if name.startswith(incomplete)]


def _ids(domains: Path) -> Iterator[str]:
    for domain in domains.iterdir():
        if (domain / "domain.yaml").is_file():
            yield domain.name
            products = domain.glob("*/product.yaml")
            yield from (product_id(domain.name, product.parent.name) for product in products)
