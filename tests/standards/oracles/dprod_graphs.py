"""Reads JSON-LD as RDF and holds it against shapes: documents on stdin, problems on stdout.

The shapes say of DPROD's properties what its specification does: which class their values have.
DPROD's own shapes are in no package; they were asked by hand.
"""

import json
import sys

import rdflib  # pyright: ignore[reportMissingImports] - in an environment of its own
from pyshacl import validate  # pyright: ignore[reportMissingImports] - in an environment of its own

HEAD = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dprod: <https://www.omg.org/spec/DPROD/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = {
    "dprod:DataProduct": (
        ("dprod:dataProductOwner", "prov:Agent", 1),
        ("dprod:lifecycleStatus", "dprod:DataProductLifecycleStatus", 1),
        ("dprod:outputPort", "dcat:DataService", 1),
        ("dprod:outputDataset", "dcat:Dataset", 1),
        ("dprod:inputDataset", "dcat:Dataset", 0),
    ),
    "dcat:Dataset": (
        ("dcat:distribution", "dcat:Distribution", 0),
        (
            "dprod:informationSensitivityClassification",
            "dprod:InformationSensitivityClassification",
            0,
        ),
    ),
    "dcat:Distribution": (
        ("dcat:accessService", "dcat:DataService", 1),
        ("dprod:isDistributionOf", "dcat:Dataset", 1),
    ),
}


def shapes():
    for target, properties in SHAPES.items():
        parts = [
            f"sh:property [ sh:path {path} ; sh:class {kind} ; sh:minCount {least} ]"
            for path, kind, least in properties
        ]
        label = "sh:property [ sh:path rdfs:label ; sh:datatype xsd:string ; sh:minCount 1 ]"
        yield f"[] a sh:NodeShape ; sh:targetClass {target} ; {' ; '.join((label, *parts))} ."


def main():
    rules = rdflib.Graph().parse(data=HEAD + "\n".join(shapes()), format="turtle")
    found = []
    for at, document in enumerate(json.load(sys.stdin)):
        graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
        conforms, _, text = validate(graph, shacl_graph=rules)
        if not conforms:
            found.append(f"{at}: {text}")
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
