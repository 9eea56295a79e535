"""A product as JSON-LD of DPROD, the data product profile of W3C's DCAT.

Sources: OMG DPROD 1.0, www.omg.org/spec/DPROD; W3C DCAT 3. The context stands in the document, so
that it is read without a network.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh, Table

Fields = dict[str, Any]
CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dprod": "https://www.omg.org/spec/DPROD/",
    "prov": "http://www.w3.org/ns/prov#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    **{
        name: {"@id": f"dprod:{name}", "@type": "@id"}
        for name in (
            "dataProductOwner",
            "domain",
            "informationSensitivityClassification",
            "inputDataset",
            "inputPort",
            "isAccessServiceOf",
            "isDistributionOf",
            "lifecycleStatus",
            "outputDataset",
            "outputPort",
            "protocol",
        )
    },
    "accessService": {"@id": "dcat:accessService", "@type": "@id"},
    "distribution": {"@id": "dcat:distribution", "@type": "@id"},
    "identifier": "dct:identifier",
    "description": "dct:description",
    "format": "dct:format",
    "keyword": "dcat:keyword",
    "label": "rdfs:label",
    "purpose": "dprod:purpose",
    "version": "dcat:version",
}
ROOT = "urn:mesh:"
FORBIDDEN = frozenset('<>"{}|^`\\')
"""What an IRI never holds (RFC 3987), beside spaces."""


def data_product(mesh: Mesh, product: DataProduct, environment: Environment) -> Fields:
    """The product with its ports, its datasets and what it reads."""
    spec = product.spec
    port = _port(product, environment)
    return {
        "@context": CONTEXT,
        "@id": f"{ROOT}{product.id}",
        "@type": "dprod:DataProduct",
        "identifier": product.id,
        "label": spec.business_name or product.name,
        "description": spec.description,
        "purpose": spec.description,
        "version": spec.version,
        "keyword": list(spec.tags),
        "domain": {"@id": f"{ROOT}{product.domain.id}", "label": product.domain.id},
        "dataProductOwner": {"@id": f"mailto:{product.owner}", "@type": "prov:Agent"},
        **_contacts(product),
        **_terms(product),
        "lifecycleStatus": {
            "@id": f"{ROOT}status:{spec.status.value}",
            "@type": "dprod:DataProductLifecycleStatus",
            "label": spec.status.value,
        },
        "outputPort": port,
        "outputDataset": [_dataset(product, n, t, port["@id"]) for n, t in product.tables.items()],
        "inputDataset": [*_inputs(mesh, product)],
    }


def _contacts(product: DataProduct) -> Fields:
    """Where its readers ask, as DCAT says it in words of vCard."""
    found = [
        {
            "@type": "vcard:Kind",
            "vcard:fn": each.channel,
            **({"vcard:hasURL": {"@id": each.link}} if _is_iri(each.link) else {}),
            **({"vcard:note": each.description} if each.description else {}),
        }
        for each in product.support
    ]
    return {"dcat:contactPoint": found} if found else {}


def _terms(product: DataProduct) -> Fields:
    """The licence and what limits use, which DCAT knows of every resource."""
    found: Fields = {}
    if license_ := product.spec.terms.license:
        is_address = license_.startswith("https://") and _is_iri(license_)
        named = {"@id": license_} if is_address else {}
        found["dct:license"] = {**named, "@type": "dct:LicenseDocument", "label": license_}
    if limits := product.spec.terms.limitations:
        found["dct:rights"] = {"@type": "dct:RightsStatement", "label": limits}
    return found


def _is_iri(text: str) -> bool:
    return bool(text) and not any(each in FORBIDDEN or each.isspace() for each in text)


def _port(product: DataProduct, environment: Environment) -> Fields:
    """Where the tables are read: the database, through Athena or another engine of Glue's."""
    place = environment.place_of(product.domain.id)
    database = names.database_of(product)
    return {
        "@id": quote(names.database_arn(database, place), safe=":/"),
        "@type": "dcat:DataService",
        "label": database,
        "description": "Tables of AWS Glue, read through Athena",
    }


def _dataset(product: DataProduct, name: str, table: Table, port: str) -> Fields:
    highest = product.highest_classification_of(table).value
    identity = f"{ROOT}{product.id}.{name}"
    return {
        "@id": identity,
        "@type": "dcat:Dataset",
        "label": table.business_name or name,
        "description": table.description or product.spec.description,
        "informationSensitivityClassification": {
            "@id": f"{ROOT}classification:{highest}",
            "@type": "dprod:InformationSensitivityClassification",
            "label": highest,
        },
        "distribution": {
            "@id": f"{identity}:{table.format}",
            "@type": "dcat:Distribution",
            "label": f"{name} as {table.format}",
            "format": table.format,
            "isDistributionOf": identity,
            "accessService": port,
        },
    }


def _inputs(mesh: Mesh, product: DataProduct) -> Iterator[Fields]:
    """The tables of the products that are named as inputs; which of them are read is not said."""
    for name in product.spec.inputs:
        for table in mesh.products[name].tables if name in mesh.products else ():
            yield {"@id": f"{ROOT}{name}.{table}", "@type": "dcat:Dataset", "label": table}
