"""Several files of one format are one product, and each finding names its own file."""

import json
from collections.abc import Sequence

from meshwright.standards.odcs.imported import Imported, Target
from meshwright.standards.readers import avro, sql
from meshwright.standards.readers.product import Read, contracts, imported
from standards.odcs.contracts import DEV, domains, product_of, written

CUSTOMERS = "CREATE TABLE customers (\n  id bigint PRIMARY KEY,\n  c circle\n);\n"
ORDERS = """\
CREATE TABLE orders (
  id bigint,
  p path,
  customer bigint REFERENCES customers (id)
);
"""
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: first
name: customers
domain: sales
version: 1.0.0
status: active
tags: [shop]
description: {purpose: Who buys.}
schema:
- name: customers
  properties:
  - {name: id, logicalType: integer, primaryKey: true}
"""
OTHER = """\
apiVersion: v3.0.2
kind: DataContract
id: second
name: Web orders
domain: sales
version: 2.0.0
status: active
tags: [shop, web]
team: {name: team-web@shop.example}
support:
- {channel: "#web", url: "https://web.example"}
schema:
- name: orders
  dataGranularityDescription: One row per order.
  properties:
  - name: customer
    logicalType: integer
    relationships: [{to: customers.id}]
"""
AGAIN = "x: &t [till]\ntags: *t\nroles: [{role: r}]"


def target() -> Target:
    return Target(domains(), (), DEV, "sales", "shop")


def of(read: Read, *files: tuple[str, str]) -> Imported:
    return imported(read, [(path, text.encode()) for path, text in files], target())


def of_contracts(*texts: str) -> Imported:
    files = [(f"{name}.odcs.yaml", t.encode()) for name, t in zip("abc", texts, strict=False)]
    return contracts(files, target())


def told(found: Imported) -> Sequence[str]:
    return [f"{each.position} {each.code} {each.message}" for each in found.findings]


def test_tables_of_several_files_are_of_one_product_and_refer_to_each_other() -> None:
    found = of(sql.reader("postgres"), ("b.sql", ORDERS), ("a.sql", CUSTOMERS))

    assert found.product == "sales.shop"
    assert [*product_of(found).tables] == ["orders", "customers"]
    assert product_of(found).tables["orders"].columns["customer"].references == ("customers.id",)


def test_what_is_told_names_its_file() -> None:
    found = told(of(sql.reader("postgres"), ("b.sql", ORDERS), ("a.sql", CUSTOMERS)))

    assert "a.sql:3:3 IMP016 'circle' is read as string" in found
    assert "b.sql:3:3 IMP016 'path' is read as string" in found


def test_two_tables_of_one_name_are_refused_at_the_second() -> None:
    found = of(sql.reader("postgres"), ("a.sql", CUSTOMERS), ("b.sql", "\n" + CUSTOMERS))

    assert not found.is_usable
    assert any("b.sql:2:14 IMP005 two tables come to the id 'customers'" in e for e in told(found))


def test_one_file_that_cannot_be_read_keeps_all_back() -> None:
    found = of(sql.reader("postgres"), ("a.sql", CUSTOMERS), ("b.sql", "SELECT 1;"))

    assert not found.is_usable
    assert any(each.startswith("b.sql:1:1 IMP014") for each in told(found))
    assert any(each.startswith("a.sql:3:3 IMP016") for each in told(found))


def test_names_of_records_are_those_of_tables() -> None:
    def record(name: str) -> str:
        field = {"name": "id", "type": "long"}
        return json.dumps({"type": "record", "name": name, "fields": [field]})

    found = of(avro.read, ("a.avsc", record("Order")), ("b.avsc", record("Customer")))

    assert [*product_of(found).tables] == ["order", "customer"]
    assert not any("IMP043" in each for each in told(found))


def test_contracts_are_joined_and_what_differs_is_told() -> None:
    found = of_contracts(CONTRACT, OTHER)
    spec = product_of(found).spec

    assert [*spec.tables] == ["customers", "orders"]
    assert (spec.version, spec.owner, spec.tags) == (
        "1.0.0",
        "team-web@shop.example",
        ("shop", "web"),
    )
    assert spec.tables["orders"].columns["customer"].references == ("customers.id",)
    assert [each for each in told(found) if "IMP043" in each] == [
        "b.odcs.yaml:3:1 IMP043 'id' is another one here, and the word of a.odcs.yaml stands",
        "b.odcs.yaml:4:1 IMP043 'name' is another one here, and what --name says stands",
        "b.odcs.yaml:6:1 IMP043 'version' is another one here, and the word of a.odcs.yaml stands",
    ]
    kept = [e for e in told(found) if "dataGranularityDescription is kept" in e]
    assert kept[0].startswith("b.odcs.yaml:14:3 IMP009")
    assert written(found)["support"][0]["url"] == "https://web.example"


def test_each_of_several_contracts_has_to_be_one() -> None:
    no_contract = of_contracts(CONTRACT, OTHER.replace("DataContract", "DataProduct"))
    no_list = of_contracts(CONTRACT, OTHER[: OTHER.index("schema:")] + "schema: {a: b}\n")
    unreadable = of_contracts(CONTRACT, "a: [")
    without = of_contracts(OTHER[: OTHER.index("schema:")] + "schema:\n", CONTRACT + "price:\n")

    assert any("b.odcs.yaml:2:7 IMP001" in each for each in told(no_contract))
    assert any("b.odcs.yaml:12:9 IMP003 'schema' has to be a list" in e for e in told(no_list))
    assert not unreadable.is_usable
    assert [*product_of(without).tables] == ["customers"]
    assert [*product_of(of_contracts(CONTRACT)).tables] == ["customers"]


def test_a_list_that_the_first_file_lacks_comes_of_another() -> None:
    found = of_contracts(OTHER, CONTRACT.replace("tags: [shop]", AGAIN))

    assert product_of(found).spec.tags == ("shop", "web", "till")
    assert written(found)["roles"] == [{"role": "r"}]
