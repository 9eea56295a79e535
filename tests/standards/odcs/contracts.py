"""Contracts to import, and what comes of them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from meshwright.specs.consistency import check_product
from meshwright.specs.models import DataProduct, Domain, DomainSpec, ProductSpec
from meshwright.specs.parse import no_check, parse
from meshwright.specs.yaml import read_yaml
from meshwright.standards.odcs.imported import Imported, Target, imported
from meshwright.standards.odcs.writing import contract
from meshwright.standards.spec_text import spec_text

from meshes import DOMAIN, environment

DEV = environment()
SCHEMA = "open_data_contract_standard/schema.json"
FOLDER = "MESH_ODCS_EXAMPLES"
"""Names a folder with the standard's own examples; else they may lie beside the checkout."""
BESIDE = Path(__file__).parents[4] / "shared" / "odcs-examples"
RICH = """\
apiVersion: v3.1.0
kind: DataContract
id: 53581432-6c55-4ba2-a65f-72344a91553a
name: Web Orders
version: v2.1.0
status: production
domain: Sales
tenant: acme
description: {purpose: Orders of the shop, usage: " Reports ", limitations: No buyers}
team: {name: team-orders@acme.example, members: [{username: kim, role: Owner}]}
price: {priceAmount: 9.95, priceCurrency: USD}
roles: [{role: reader, access: read, firstLevelApprovers: Kim}]
tags: [shop]
servers:
- {server: old, type: postgres, host: localhost, port: 5432, database: shop, schema: public}
support:
- {channel: "#orders", tool: slack}
- {channel: orders@acme.example, tool: email, url: "mailto:orders@acme.example"}
- {channel: desk, tool: ticket, scope: issues, customProperties: [{property: hours, value: 9-5}]}
- {channel: phone, url: "tel:1", description: By voice}
slaProperties:
- {property: latency, value: 4, unit: h}
- {property: retention, value: 3, unit: y, element: OrderLines}
- {property: availability, value: 99.5, unit: percent}
- {property: timeOfAvailability, value: 09:00-08:00, driver: regulatory}
customProperties:
- {property: license, value: CC-BY-4.0}
- {property: license, value: [a, b]}
- {property: businessKey, value: [order, line]}
- {property: described, value: 1, description: Not a name and a value alone}
schema:
- name: OrderLines
  physicalName: ORDER-LINES
  physicalType: TABLE
  businessName: Order lines
  description: One row per line.
  dataGranularityDescription: A line
  tags: [core]
  quality:
  - {type: library, metric: rowCount, mustBeGreaterThan: 0, dimension: completeness}
  - {type: sql, query: select 1, mustBe: 1}
  - {metric: duplicateValues, mustBe: 0, arguments: {properties: [order-id]}}
  properties:
  - {name: day, logicalType: date, physicalType: date, partitioned: true, partitionKeyPosition: 1}
  - name: order-id
    businessName: Order number
    logicalType: string
    physicalType: varchar(18)
    primaryKey: true
    primaryKeyPosition: 2
    required: true
    unique: true
    logicalTypeOptions: {minLength: 3, pattern: "[A-Z]+", format: uri}
    relationships:
    - {to: orders.id, type: foreignKey}
    - {to: OrderLines.lineNo, type: foreignKey}
    - {to: order_lines.state, customProperties: [{property: why, value: history}]}
    - {to: sales.crm.odcs.yaml#schema/customers/properties/id}
    - {to: [OrderLines.day], type: foreignKey}
  - name: lineNo
    relationships: [{to: order_lines.state}]
    logicalType: integer
    physicalType: int
    primaryKey: true
    primaryKeyPosition: 1
  - name: e-mail
    logicalType: string
    physicalType: string
    classification: secret
    tags: [pii, contact]
    description: "The buyer's\\n  mail address"
  - name: zone
    logicalType: string
    physicalType: string
    logicalTypeOptions: {minLength: 5, maxLength: 4, pattern: "a(?=b)"}
  - {name: Price, logicalType: number, physicalType: "NUMBER(10,2)", criticalDataElement: true}
  - name: state
    logicalType: string
    physicalType: string
    quality:
    - type: library
      metric: invalidValues
      arguments: {validValues: [open, paid]}
      mustBe: 0
    - {type: library, metric: nullValues, unit: percent, mustBeLessThan: 5, severity: warning}
  - name: Address
    logicalType: object
    physicalType: STRUCT
    properties:
    - {name: Street, logicalType: string, businessName: Street line}
    - {name: zip, logicalType: string, physicalType: char(5)}
  - name: parts
    logicalType: array
    physicalType: array
    items:
      logicalType: object
      physicalType: object
      properties:
      - {name: Weight, logicalType: number, physicalType: "NUMBER(5,1)", businessName: Grams}
  - name: codes
    logicalType: array
    physicalType: array
    items: {logicalType: string, physicalType: char(3)}
  - name: sentAt
    logicalType: timestamp
    physicalType: timestamp
    logicalTypeOptions: {timezone: true, defaultTimezone: Europe/Berlin}
- {name: events, physicalType: topic, properties: [{name: a, logicalType: string}]}
"""


def domains(*names: str) -> dict[str, Domain]:
    found = {}
    for name in names or ("sales",):
        parsed = parse(DOMAIN.format(name).encode(), "domain.yaml", DomainSpec, no_check)
        assert parsed.spec is not None
        found[name] = Domain(name, parsed.spec, parsed.source)
    return found


def taken(text: str, *, into: str = "", name: str = "", known: tuple[str, ...] = ()) -> Imported:
    target = Target(domains(), known, DEV, into, name)
    return imported(text.encode(), "orders.odcs.yaml", target)


def product_of(found: Imported) -> DataProduct:
    """The product whose spec an import has written; it has no errors."""
    assert found.is_usable, [str(f) for f in found.findings]
    parsed = parse(found.text.encode(), found.path, ProductSpec, check_product)
    assert parsed.spec is not None, [str(f) for f in parsed.findings]
    own = found.product.partition(".")[2]
    return DataProduct(own, domains()["sales"], parsed.spec, parsed.source, found.product)


def written(found: Imported) -> Any:
    """The contract that is exported of what was imported, as its file says it."""
    return said(spec_text(contract(product_of(found), DEV)))


def said(text: str) -> Any:
    document = read_yaml(text.encode(), "x")
    assert document.value is not None, document.findings
    return document.value


def examples() -> Iterator[tuple[str, str]]:
    """The standard's own examples, by their files' names; none where there is no folder."""
    for file in sorted(Path(os.environ.get(FOLDER) or BESIDE).glob("*.odcs.yaml")):
        yield file.name, file.read_text("utf-8")
