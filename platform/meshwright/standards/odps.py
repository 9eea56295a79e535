"""A product as Bitol's ODPS 1.0: its tables as output ports, what it reads as input ports.

Source: bitol-io/open-data-product-standard, v1.0.0. A port names the contract that is exported of
its product.
"""

from collections.abc import Iterator
from typing import Any

from meshwright.specs.models import DataProduct, Mesh
from meshwright.standards.odcs.writing import contract_id
from meshwright.standards.support import channels
from meshwright.standards.terms import described

Fields = dict[str, Any]


def data_product(mesh: Mesh, product: DataProduct) -> Fields:
    spec = product.spec
    inputs = [*_inputs(mesh, product)]
    support = [*_with_url(product)]
    custom = [{"property": "tier", "value": spec.tier.value}]
    custom += [{"property": "kind", "value": product.kind.value}]
    return {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": product.id,
        "name": product.name,
        "version": spec.version,
        "status": spec.status.value,
        "domain": product.domain.id,
        "description": {"purpose": spec.description, **described(spec.terms)},
        "tags": list(spec.tags),
        "inputPorts": inputs,
        "outputPorts": [
            {
                "name": name,
                "description": table.description or spec.description,
                "type": "tables",
                "version": spec.version,
                "contractId": contract_id(product),
                "inputContracts": [
                    {"id": each["contractId"], "version": each["version"]} for each in inputs
                ],
            }
            for name, table in product.tables.items()
        ],
        **({"support": support} if support else {}),
        "team": {"name": product.owner},
        "customProperties": custom,
    }


def _with_url(product: DataProduct) -> Iterator[Fields]:
    """The channels that open somewhere: here each has to have an address."""
    for told in product.support:
        if told.link:
            yield {**channels((told,))[0], "url": told.link}


def _inputs(mesh: Mesh, product: DataProduct) -> Iterator[Fields]:
    """Inputs that can be read; the contract of another is not known."""
    for name in product.spec.inputs:
        if name in mesh.products:
            read = mesh.products[name]
            known = contract_id(read)
            yield {"name": name, "version": read.spec.version, "contractId": known}
