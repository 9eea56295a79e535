"""Every table says whose it is, for people who find it in Athena or in the Glue console."""

import pytest

from meshwright.plan import plan
from meshwright.plan.declaration import as_json

from meshes import FILES, TODAY, MeshOf, environment, pick

SPEC = FILES["sales/orders/product.yaml"]
ICEBERG = {
    "sales/orders/product.yaml": SPEC.replace("  orders:\n", "  orders:\n    format: iceberg\n"),
    "sales/orders/product.lock.yaml": (
        "fields: {orders: {order_id: 1, customer_email: 2, margin: 3, ordered_on: 4}}\n"
    ),
}
WORDS = {
    "mesh:catalog-entry": "s3://mesh-dev--111122223333--catalog/products/sales.orders.json",
    "mesh:owner": "team-sales@acme.example",
    "mesh:product": "sales.orders",
    "mesh:support": "#sales-data",
}


def said(mesh_of: MeshOf, files: dict[str, str], *, within: str) -> dict[str, str]:
    planned = plan(mesh_of(files), environment(), as_of=TODAY)
    inputs = as_json(pick(planned, "dev.sales.orders", "CatalogTable", "orders").inputs)
    for step in within.split("."):
        inputs = inputs[step]  # type: ignore[index,call-overload] - JSON
    return {name: inputs[name] for name in WORDS if name in inputs}  # type: ignore[index,operator]


@pytest.mark.parametrize(
    ("files", "within"),
    [
        ({}, "parameters"),
        (ICEBERG, "openTableFormatInput.icebergInput.icebergTableInput.properties"),
    ],
    ids=["parquet", "iceberg"],
)
def test_owner_support_and_entry_stand_on_the_table(
    mesh_of: MeshOf, files: dict[str, str], within: str
) -> None:
    assert said(mesh_of, files, within=within) == WORDS


def test_a_domain_without_support_names_none(mesh_of: MeshOf) -> None:
    domain = FILES["sales/domain.yaml"].replace('support: {channel: "#sales-data"}\n', "")

    assert "mesh:support" not in said(mesh_of, {"sales/domain.yaml": domain}, within="parameters")
