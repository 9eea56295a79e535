"""A mesh as entities of Backstage's catalog: whose it is, what it holds and what it reads.

A product is a component, its contract an API and each table a resource; a domain is a system and
an owner's mail address a group. An entity may come of one file alone, so that systems and groups,
which products share, stand in a file of their own beside a location that names all files.

Source: backstage.io, "Descriptor Format of Catalog Entities". A name has at most 63 characters.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from meshwright.ids import joined
from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.life import Status
from meshwright.specs.models import DataProduct, Domain, Mesh, ProductSpec, Table
from meshwright.standards.odcs.writing import contract
from meshwright.standards.spec_text import spec_text

Fields = dict[str, Any]
API_VERSION = "backstage.io/v1alpha1"
WHOLE_MESH = "catalog-info.yaml"
"""The file that Backstage is told of: it names the others."""
LONGEST = 63
STATES: Mapping[Status, str] = {
    Status.DRAFT: "experimental",
    Status.ACTIVE: "production",
    Status.DEPRECATED: "deprecated",
    Status.RETIRED: "deprecated",
}
_NO_TAG = re.compile(r"[^a-z0-9+#]+")
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


def product_entities(
    mesh: Mesh, product: DataProduct, environment: Environment
) -> Iterator[Fields]:
    """The component of a product, its API and its resources."""
    owner = f"group:{groups_of(mesh)[product.owner]}"
    common = {"owner": owner, "system": entity_name(product.domain.id)}
    inputs = [f"component:{entity_name(name)}" for name in product.spec.inputs]
    name = entity_name(product.id)
    component = {
        "type": "data-product",
        "lifecycle": STATES[product.spec.status],
        **common,
        "providesApis": [f"api:{name}"],
        "dependsOn": inputs,
    }
    metadata = _metadata(product, product.id, product.spec)
    links = [{"url": each.link, "title": each.channel} for each in product.support if each.link]
    yield _entity("Component", {**metadata, **({"links": links} if links else {})}, component)
    text = spec_text(contract(product, environment))
    api = {"type": "odcs", "lifecycle": STATES[product.spec.status], **common, "definition": text}
    about = _metadata(product, product.id, product.spec)
    yield _entity("API", {**about, "description": "The product's data contract"}, api)
    for table, spec in product.spec.tables.items():
        metadata = _metadata(product, joined((product.id, table)), spec)
        metadata["annotations"]["mesh/database"] = names.database(product.origin)
        resource = {"type": "table", **common, "dependencyOf": [f"component:{name}"]}
        yield _entity("Resource", metadata, resource)


def shared_entities(
    mesh: Mesh, products: Iterable[DataProduct], files: Iterable[str]
) -> Iterator[Fields]:
    """What products have in common: a location of all files, systems, and groups."""
    shown = tuple(products)
    targets = [f"./{name}" for name in files]
    about = {"name": "mesh", "description": "The data mesh"}
    yield _entity("Location", about, {"targets": targets})
    groups = groups_of(mesh)
    domains = {product.domain.id: product.domain for product in shown}
    for domain in domains.values():
        yield _system(domain, groups[domain.spec.owner])
    owners = [p.owner for p in shown] + [d.spec.owner for d in domains.values()]
    for owner in sorted({*owners}):
        profile = {"type": "team", "profile": {"email": owner}, "children": list[str]()}
        yield _entity("Group", {"name": groups[owner]}, profile)


def groups_of(mesh: Mesh) -> Mapping[str, str]:
    """The group of each owner's address: its local part, and more where two have the same."""
    return _groups(mesh.owners)


# Asked of the same mesh for each of its products.
@lru_cache(maxsize=4)
def _groups(owners: frozenset[str]) -> Mapping[str, str]:
    found = {owner: entity_name(owner.partition("@")[0]) for owner in owners}
    times = Counter(name.lower() for name in found.values())
    return {
        owner: name if times[name.lower()] == 1 else _cut(name, owner)
        for owner, name in found.items()
    }


def entity_name(text: str) -> str:
    """The name that a text comes to; what is changed of it keeps a digest apart."""
    plain = _NO_NAME.sub("-", text).strip("-_.")
    return plain if plain == text and len(text) <= LONGEST else _cut(plain, text)


def _cut(name: str, text: str) -> str:
    digest = sha256(text.encode()).hexdigest()[:8]
    return f"{name[: LONGEST - len(digest) - 1]}-{digest}".lstrip("-")


def _system(domain: Domain, group: str) -> Fields:
    metadata = {"name": entity_name(domain.id), "description": domain.spec.description}
    return _entity("System", metadata, {"owner": f"group:{group}"})


def _metadata(product: DataProduct, name: str, said: ProductSpec | Table) -> Fields:
    """What is known of a product, or of one of its tables, by its id and what its spec says."""
    spec = product.spec
    tags = (_NO_TAG.sub("-", tag.lower()).strip("-")[:LONGEST].strip("-") for tag in spec.tags)
    return {
        "name": entity_name(name),
        "title": said.business_name or name,
        "description": said.description or spec.description,
        "annotations": {
            "mesh/product": product.id,
            "mesh/version": spec.version,
            "mesh/status": spec.status.value,
            "mesh/tier": spec.tier.value,
            "mesh/classification": product.highest_classification.value,
            # As they are written: Backstage's own are of small letters, digits and hyphens alone.
            **({"mesh/tags": ", ".join(spec.tags)} if spec.tags else {}),
        },
        "tags": [*dict.fromkeys(filter(None, tags))],
    }


def _entity(kind: str, metadata: Fields, spec: Fields) -> Fields:
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": spec}
