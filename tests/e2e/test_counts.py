"""What is deployed, counted with boto3; what to expect is read from the specs' text alone."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.e2e

ACCOUNT = "123456789012"
DEPLOYER, EVERYBODY = f"arn:aws:iam::{ACCOUNT}:user/administrator", f"{ACCOUNT}:IAMPrincipals"
ROLES = f"arn:aws:iam::{ACCOUNT}:role/mesh"
PROTECTED = ("confidential", "restricted")


class Specs:
    """The files under `domains/`, as YAML and nothing more."""

    def __init__(self, domains: Path) -> None:
        self.domains = {f.parent.name: _yaml(f) for f in sorted(domains.glob("*/domain.yaml"))}
        self.products = {
            f"{f.parent.parent.name}.{f.parent.name}": _yaml(f)
            for f in sorted(domains.glob("*/*/product.yaml"))
        }
        self.agreements = {
            (f"{f.parents[2].name}.{f.parents[1].name}", f.stem): _yaml(f)
            for f in sorted(domains.glob("*/*/access/*.yaml"))
        }

    def open_columns(self, product: str, table: str) -> set[str]:
        domain, spec = self.domains[product.split(".")[0]], self.products[product]
        default = spec.get("classification") or domain["classification"]
        columns = spec["tables"][table]["columns"].items()
        return {name for name, column in columns if not _is_protected(column, default)}


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


def _is_protected(column: Any, default: str) -> bool:
    written = column if isinstance(column, dict) else {}
    return bool(written.get("pii")) or written.get("classification", default) in PROTECTED


def _hyphens(*parts: str) -> str:
    return "--".join(part.replace("_", "-") for part in parts)


@pytest.fixture(scope="module")
def specs(deployed: Any) -> Specs:
    return Specs(Path(deployed.root) / "domains")


def pages(client: Any, operation: str, key: str, **arguments: Any) -> Iterator[Any]:
    for page in client.get_paginator(operation).paginate(**arguments):
        yield from page[key]


def permission_entries(client: Any) -> Iterator[Any]:
    token: dict[str, str] = {}
    while True:  # boto3 has no paginator for this call
        page = client.list_permissions(**token)
        for entry in page["PrincipalResourcePermissions"]:
            # Who made a database or table has all rights on it, and nobody granted them.
            if entry["Principal"]["DataLakePrincipalIdentifier"] != DEPLOYER:
                yield entry
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}


def test_the_mesh_is_large_enough_to_mean_something(specs: Specs) -> None:
    assert len(specs.domains) >= 5
    assert len(specs.products) >= 9


def test_buckets_are_those_of_the_specs_and_of_the_mesh_itself(deployed: Any, specs: Specs) -> None:
    found = {bucket["Name"] for bucket in deployed.client("s3").list_buckets()["Buckets"]}

    assert found == {
        f"mesh-local--{ACCOUNT}--catalog",
        f"mesh-local--{ACCOUNT}--access-logs",
        *(f"mesh-local--{_hyphens(domain)}--{ACCOUNT}--results" for domain in specs.domains),
        *(f"mesh-local--{_hyphens(*p.split('.'))}--{ACCOUNT}" for p in specs.products),
        *(
            f"mesh-local--{_hyphens(*p.split('.'))}--{ACCOUNT}--landing"
            for p, spec in specs.products.items()
            if any("source" in table for table in spec["tables"].values())
        ),
    }


def test_every_product_has_its_database_and_nothing_else_has(deployed: Any, specs: Specs) -> None:
    found = {db["Name"] for db in pages(deployed.client("glue"), "get_databases", "DatabaseList")}

    # `default` is the account's, made for Athena because it was missing.
    assert found == {"default", *(product.replace(".", "__") for product in specs.products)}


def _glue_type(written: str) -> str:
    tight = re.sub(r"\s+", "", written)
    return re.sub(r"\buuid\b", "string", re.sub(r"\btimestamptz\b", "timestamp", tight))


def _columns(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    wanted = table["columns"].items()
    return [(n, _glue_type(c["type"] if isinstance(c, dict) else c)) for n, c in wanted]


def _beside(table: Mapping[str, Any]) -> tuple[str, ...]:
    """What a table has beside it: its staged rows, and of one with a source what landed for it."""
    return ("__next", "__landing", "__rejects", "__files") if "source" in table else ("__next",)


def _hidden(spec: Mapping[str, Any]) -> set[str]:
    """The tables of a product that no reader sees."""
    return {f"{name}{end}" for name, table in spec["tables"].items() for end in _beside(table)}


def _parted_by(s3: Any, table: Mapping[str, Any]) -> list[str]:
    """The columns by which an Iceberg table's files are parted, as its metadata says."""
    place = table["Parameters"]["metadata_location"].removeprefix("s3://")
    bucket, _, key = place.partition("/")
    said = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    specs = {spec["spec-id"]: spec for spec in said["partition-specs"]}
    return [field["name"] for field in specs[said["default-spec-id"]]["fields"]]


def test_every_table_has_exactly_the_columns_and_types_of_its_spec(
    deployed: Any, specs: Specs
) -> None:
    glue, s3 = deployed.client("glue"), deployed.client("s3")
    count = 0
    for product, spec in specs.products.items():
        database = product.replace(".", "__")
        tables = {
            t["Name"]: t for t in pages(glue, "get_tables", "TableList", DatabaseName=database)
        }
        assert set(tables) == {*spec["tables"], *_hidden(spec)}
        for name, table in spec["tables"].items():
            columns = tables[name]["StorageDescriptor"]["Columns"]
            assert [(c["Name"], c["Type"]) for c in columns] == _columns(table)
            assert _parted_by(s3, tables[name]) == table.get("partitionBy", [])
            count += 1

    assert count > len(specs.products)  # some product has more than one table


def _runtime(product: str) -> str:
    domain, _, name = product.partition(".")
    return f"{ROLES}/{domain}/mesh-local--{_hyphens(domain, name)}--runtime"


def _reader(domain: str) -> str:
    return f"{ROLES}/{domain}/mesh-local--{_hyphens(domain)}--reader"


def test_roles_are_three_for_a_domain_and_one_for_a_product(deployed: Any, specs: Specs) -> None:
    found = {role["Arn"] for role in pages(deployed.client("iam"), "list_roles", "Roles")}

    assert found == {
        *(_reader(domain) for domain in specs.domains),
        *(_reader(domain).replace("--reader", "--data-access") for domain in specs.domains),
        *(_reader(domain).replace("--reader", "--starter") for domain in specs.domains),
        *(_runtime(product) for product in specs.products),
    }


Rights = tuple[frozenset[str], frozenset[str] | None]


def expected_permissions(specs: Specs) -> dict[tuple[str, str, str], Rights]:
    """What the design says of access, computed from the specs' text alone."""
    rights: dict[tuple[str, str, str], Rights] = {}
    everything = frozenset({"SELECT", "INSERT", "ALTER", "DELETE", "DESCRIBE"})
    select = frozenset({"SELECT"})
    for product, spec in specs.products.items():
        domain = product.split(".")[0]
        for table in _hidden(spec):
            is_read = table.endswith("__landing")
            rights[_runtime(product), product, table] = (select if is_read else everything, None)
        for table in spec["tables"]:
            open_columns = frozenset(specs.open_columns(product, table))
            rights[_runtime(product), product, table] = (everything, None)
            rights[_reader(domain), product, table] = (select, open_columns)
            for other, reading in specs.products.items():
                if product in reading.get("inputs", []) and other.split(".")[0] == domain:
                    rights[_runtime(other), product, table] = (select, open_columns)
    for (product, consumer), agreement in specs.agreements.items():
        principal = _runtime(consumer) if "." in consumer else _reader(consumer)
        for table, opened in agreement["tables"].items():
            named = (opened or {}).get("columns")
            columns = (
                None if named == "all" else frozenset(named or specs.open_columns(product, table))
            )
            rights[principal, product, table] = (select, columns)
    granted = {key: value for key, value in rights.items() if value[1] != frozenset()}
    # Whoever has a right on a table sees its database, by one permission more.
    describes = {(who, product, ""): (frozenset({"DESCRIBE"}), None) for who, product, _ in granted}
    return {**granted, **describes}


def deployed_permissions(client: Any) -> dict[tuple[str, str, str], Rights]:
    found: dict[tuple[str, str, str], Rights] = {}
    for entry in permission_entries(client):
        assert not entry.get("PermissionsWithGrantOption")
        resource = entry["Resource"]
        if entry["Principal"]["DataLakePrincipalIdentifier"] == EVERYBODY:
            assert (resource["Database"]["Name"], entry["Permissions"]) == ("default", ["DESCRIBE"])
            continue
        (opened,) = resource.values()
        named = opened.get("ColumnNames")
        is_table = "Database" not in resource
        product = opened["DatabaseName" if is_table else "Name"].replace("__", ".")
        table = opened["Name"] if is_table else ""
        key = (entry["Principal"]["DataLakePrincipalIdentifier"], product, table)
        columns = frozenset(named) if named else None
        rights = frozenset(entry["Permissions"])
        if columns is None and key in found:
            # SELECT on a whole table is listed apart from the other rights on it.
            others, of_columns = found[key]
            assert of_columns is None, f"more than one permission for {key}"
            assert (rights == {"SELECT"}) != (others == {"SELECT"}), f"two permissions for {key}"
            rights |= others
        else:
            assert key not in found, f"more than one permission for {key}"
        found[key] = (rights, columns)
    return found


def test_permissions_are_exactly_what_agreements_and_defaults_say(
    deployed: Any, specs: Specs
) -> None:
    found = deployed_permissions(deployed.client("lakeformation"))

    assert found == expected_permissions(specs)


def test_protected_columns_are_open_by_agreement_alone(deployed: Any, specs: Specs) -> None:
    opened = [
        agreement
        for agreement in specs.agreements.values()
        for table in agreement["tables"].values()
        if (table or {}).get("columns")
    ]
    protected = [
        (product, table)
        for product, spec in specs.products.items()
        for table in spec["tables"]
        if len(specs.open_columns(product, table)) < len(spec["tables"][table]["columns"])
    ]
    found = deployed_permissions(deployed.client("lakeformation"))

    assert opened
    assert protected
    for product, table in protected:
        domain = product.split(".")[0]
        people = found.get((_reader(domain), product, table))
        if people is not None and (product, domain) not in specs.agreements:
            assert people[1] is not None
            assert people[1] <= specs.open_columns(product, table)


def test_every_product_has_its_entry_in_the_catalog(deployed: Any, specs: Specs) -> None:
    s3, bucket = deployed.client("s3"), f"mesh-local--{ACCOUNT}--catalog"
    keys = {item["Key"] for item in pages(s3, "list_objects_v2", "Contents", Bucket=bucket)}
    of_runs = {key for key in keys if key.startswith("runs/")}

    assert keys - of_runs == {f"products/{product}.json" for product in specs.products}
    assert {key.split("/")[1] for key in of_runs} <= {*specs.products}


def test_locations_are_registered_with_their_domains_data_access_role(
    deployed: Any, specs: Specs
) -> None:
    client = deployed.client("lakeformation")
    found = {r["ResourceArn"]: r["RoleArn"] for r in client.list_resources()["ResourceInfoList"]}

    assert found == {
        f"arn:aws:s3:::mesh-local--{_hyphens(*product.split('.'))}--{ACCOUNT}": _reader(
            product.split(".")[0]
        ).replace("--reader", "--data-access")
        for product in specs.products
    }
