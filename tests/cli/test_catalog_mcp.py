"""`mesh catalog mcp`: the catalog for agents, as the protocol's own client sees it."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from meshwright.catalog.source import of_specs
from meshwright.cli import catalog_mcp, catalog_parts, catalog_protocol
from meshwright.cli.catalog_protocol import server_of
from meshwright.cli.catalog_tools import Tools
from meshwright.errors import MeshError
from meshwright.workspace import Workspace

from .conftest import Mesh, write

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 1)
QUERIED = {
    "domains/sales/invoices/product.yaml": """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices:
    query: invoices.sql
    columns: {invoice_id: string}
""",
    "domains/sales/invoices/invoices.sql": (
        "select order_id as invoice_id from sales__orders.orders"
    ),
}
Call = Callable[..., Any]


@pytest.fixture
def call(checkout: Path) -> Call:
    """Calls a tool: the document that it answers with, or the words by which it refuses."""
    write(checkout, QUERIED)
    workspace = Workspace(checkout)
    tools = Tools(workspace, lambda: of_specs(workspace, "local", as_of=DAY))
    server = server_of(tools, catalog_mcp.ABOUT)

    async def asked(tool: str, arguments: dict[str, Any]) -> Any:
        async with Client(server) as client:
            result = await client.call_tool(tool, arguments)
        content: Any = result.content[0]
        return content.text if result.is_error else json.loads(content.text)

    return lambda tool, **arguments: asyncio.run(asked(tool, arguments))


def test_every_tool_says_what_it_is_for_and_that_it_only_reads(checkout: Path) -> None:
    workspace = Workspace(checkout)
    tools = Tools(workspace, lambda: of_specs(workspace, "local", as_of=DAY))

    async def listed() -> Any:
        async with Client(server_of(tools, catalog_mcp.ABOUT)) as client:
            return (await client.list_tools()).tools

    offered = asyncio.run(listed())

    assert [tool.name for tool in offered] == [
        "search",
        "product",
        "column",
        "lineage",
        "ask_for_access",
    ]
    assert all(tool.description and tool.annotations.read_only_hint for tool in offered)


def test_products_are_found_by_words(call: Call) -> None:
    found = call("search", words="custmer")

    assert [hit["id"] for hit in found["products"]] == ["sales.orders"]
    assert found["products"][0]["found"] == [
        {"field": "column", "name": "orders.customer_email", "protected": True}
    ]


def test_one_is_told_whole_with_how_a_reader_queries_it(call: Call) -> None:
    told = call("product", name="sales.orders", reader="finance.reporting")

    assert told["product"]["owner"] == "team-sales@acme.example"
    assert told["reader"] == "finance.reporting"
    assert [way["table"] for way in told["howToRead"]] == ["orders"]
    assert call("product", name="sales.orders")["reader"] == "sales"


def test_a_column_is_told_with_who_may_read_it(call: Call) -> None:
    told = call("column", name="sales.orders.orders.margin")

    assert (told["column"]["protected"], told["column"]["classification"]) == (True, "confidential")
    assert {reader["reader"] for reader in told["readers"]} == {"finance.reporting", "sales.orders"}


def test_lineage_says_what_breaks_and_what_it_is_made_of(call: Call) -> None:
    down = call("lineage", name="sales.orders.orders.order_id")
    up = call("lineage", name="sales.invoices", up=True)

    assert down["steps"] == [
        {
            "from": "sales.orders.orders.order_id",
            "to": "sales.invoices.invoices.invoice_id",
            "how": "copied",
            "depth": 1,
        }
    ]
    assert [(step["from"], step["to"]) for step in up["steps"]] == [
        ("sales.orders", "sales.invoices")
    ]


def test_asking_for_access_writes_nothing(call: Call, checkout: Path) -> None:
    before = sorted(checkout.rglob("*"))
    told = call("ask_for_access", product="sales.orders", consumer="finance", purpose="It's due")

    assert told["command"] == (
        "mesh new access sales.orders --for finance --purpose 'It'\"'\"'s due'"
    )
    assert "domains/sales/orders/access/finance.yaml" in told["files"]
    assert sorted(checkout.rglob("*")) == before


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("search", {"words": " "}, "there is nothing to look for"),
        ("search", {"words": "orders", "limit": 0}, "there is nothing to look for"),
        ("product", {"name": "sales.order"}, "there is no product 'sales.order', did you mean"),
        ("product", {"name": "sales.orders", "reader": "x"}, "'x'"),
        ("column", {"name": "sales.orders.orders"}, "names no column"),
        ("column", {"name": "sales.orders.margin"}, "names no column"),
        ("column", {"name": "sales.orders.orders.x"}, "'x' is no column of sales.orders.orders"),
        ("lineage", {"name": "sales.orders.margin"}, "names no column"),
        ("lineage", {"name": "nothing"}, "'nothing' is no product"),
        (
            "ask_for_access",
            {"product": "x.y", "consumer": "finance", "purpose": "p"},
            "there is no product 'x.y'",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    call: Call, tool: str, arguments: dict[str, Any], words: str
) -> None:
    said = call(tool, **arguments)

    assert isinstance(said, str)
    assert words in said


def test_a_draft_is_told_where_it_is_deployed(call: Call, checkout: Path) -> None:
    spec = checkout / "domains/sales/orders/product.yaml"
    spec.write_text(spec.read_text().replace("  lines:\n", "  lines:\n    status: draft\n"))
    place = checkout / "platform/environments/local.yaml"

    assert call("column", name="sales.orders.lines.sku")["column"]["type"] == "string"
    place.write_text(place.read_text().replace("drafts: true", "drafts: false"))
    said = call("column", name="sales.orders.lines.sku")
    assert "sales.orders.lines is a draft, and not in local" in said


def test_it_is_served_over_the_pipes_of_a_process(checkout: Path) -> None:
    command = [sys.executable, "-I", "-X", "utf8", "-m", "meshwright", "catalog", "mcp"]
    variables = {"MESH_ROOT": str(checkout), "MESH_AS_OF": str(DAY)}
    server = StdioServerParameters(command=command[0], args=command[1:], env=variables)

    async def asked() -> Any:
        async with Client(server) as client:
            return await client.call_tool("search", {"words": "margin"})

    result = asyncio.run(asked())

    assert not result.is_error
    assert '"sales.orders"' in result.content[0].text


def test_without_the_sdk_it_is_said_what_to_install(
    mesh: Mesh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "meshwright.cli.catalog_protocol", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    ended = mesh("catalog", "mcp")

    assert ended.code == 1
    assert "the Python SDK of the Model Context Protocol, which is not here" in ended.err
    assert "requirements-mcp.lock" in ended.err


def test_what_is_missing_beside_the_sdk_is_not_blamed_on_it(
    mesh: Mesh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "meshwright.cli.catalog_protocol", raising=False)
    monkeypatch.setitem(sys.modules, "meshwright.cli.catalog_tools", None)

    assert "Model Context Protocol" not in mesh("catalog", "mcp").err


WIDE = "description: Wide\ntables:\n" + "".join(
    f"  t{table}:\n    columns:\n"
    + "".join(
        f"      c{column}: {{type: string, description: {'x' * 250}}}\n" for column in range(60)
    )
    for table in range(3)
)


def parts(call: Call, tool: str, listed: str, /, **arguments: Any) -> list[Any]:
    """A list that a tool tells, all parts of it, each of a size that can be read."""
    found: list[Any] = []
    told: Any = {"next": 0}
    while told["next"] is not None:
        told = call(tool, offset=told["next"], **arguments)
        assert isinstance(told, dict), told
        assert len(json.dumps(told)) < 60_000
        entries = (
            [c for table in told["product"]["tables"] for c in table["columns"]]
            if tool == "product"
            else told[listed]
        )
        assert entries
        found += entries
    assert len(found) == told["count"]
    return found


def test_a_wide_product_is_told_in_parts_with_the_tables_that_they_are_of(
    call: Call, checkout: Path
) -> None:
    write(checkout, {"domains/sales/wide/product.yaml": WIDE})

    columns = parts(call, "product", "columns", name="sales.wide")
    first = call("product", name="sales.wide")

    assert [each["name"] for each in columns] == [f"c{n}" for _ in range(3) for n in range(60)]
    assert 0 < first["next"] < 180
    shown = [table["name"] for table in first["product"]["tables"]]
    assert [way["table"] for way in first["howToRead"]] == shown
    assert "there is nothing at offset 180" in call("product", name="sales.wide", offset=180)
    assert "there is nothing at offset -1" in call("product", name="sales.wide", offset=-1)


def test_what_is_found_and_what_follows_is_told_in_parts(call: Call, checkout: Path) -> None:
    reading = "description: {}\ninputs: [sales.orders]\ntables: {{r: {{columns: {{a: string}}}}}}\n"
    write(
        checkout,
        {
            f"domains/sales/reader{n}/product.yaml": reading.format(f"Reads {'y' * 1500}")
            for n in range(40)
        },
    )

    products = parts(call, "search", "products", words="reads", limit=1000)
    few = call("search", words="reads", limit=3, offset=39)

    assert len({each["id"] for each in products}) == 40
    assert (len(few["products"]), few["next"]) == (1, None)
    assert call("search", words="reads", limit=3)["next"] == 3
    assert call("search", words="nothingatall")["products"] == []
    assert len(parts(call, "lineage", "steps", name="sales.orders")) == 42


def test_what_is_too_long_is_cut_and_named(call: Call, checkout: Path) -> None:
    spec = checkout / "domains/sales/lines/product.yaml"
    tags = ", ".join(f"tag{n}" for n in range(600))
    text = (
        f"description: D\ntags: [{tags}]\nextensions: {{a: [{'e' * 9_000}]}}\n"
        f"tables: {{t: {{columns: {{a: {{type: string, enum: [{tags}]}}}}}}}}\n"
    )
    write(checkout, {str(spec.relative_to(checkout)): text})

    told = call("product", name="sales.lines")

    assert isinstance(told, dict), told
    assert len(json.dumps(told)) < 30_000
    assert told["cut"] == [
        "product.tags: 100 of 600 entries",
        "product.extensions: all of it",
    ]
    assert told["product"]["extensions"] == {}
    (table,) = told["product"]["tables"]
    (column,) = table["columns"]
    assert (column["cut"], len(column["enum"])) == (["enum: 100 of 600 entries"], 100)


def test_an_answer_is_cut_as_far_as_it_has_to_be() -> None:
    deep = {"a": [{"b": ["x" * 5_000] * 200} for _ in range(200)], "n": 1}

    told = catalog_parts.cut(deep, 500)

    assert told["a"] == [{"b": ["x" * 60 + "…"]}]
    assert told["n"] == 1
    assert told["cut"][0] == "a: 1 of 200 entries"
    wide = {f"field{n}": ["y" * 50] for n in range(200)}
    assert catalog_parts.cut(wide, 500) == {**wide, "cut": []}


def test_an_argument_has_an_end(call: Call) -> None:
    assert "words has more than 2,000 characters" in call("search", words="x" * 2_001)


def test_a_product_that_cannot_be_read_is_not_called_unknown(call: Call, checkout: Path) -> None:
    (checkout / "domains/sales/orders/product.yaml").write_text("description: [")

    assert "sales.orders cannot be read" in call("product", name="sales.orders")
    assert call("search", words="invoices")["unreadable"] == ["sales.orders"]


def test_the_catalog_is_read_again_where_a_file_is_another_or_the_day(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = catalog_mcp.source_of(Workspace(checkout), "local")
    first = source()
    assert source() is first

    spec = checkout / "domains/sales/orders/product.yaml"
    spec.write_text(spec.read_text().replace("Confirmed orders.", "Orders of today."))
    second = source()
    monkeypatch.setattr(catalog_mcp.options, "today", lambda: DAY)
    third = source()

    assert second.products["sales.orders"].description == "Orders of today."
    assert second.products["finance.reporting"] == first.products["finance.reporting"]
    assert third.as_of == DAY < second.as_of
    spec.with_name("notes.yaml").write_text("[")
    (checkout / "platform/environments/local.yaml").write_text("account: [")
    with pytest.raises(MeshError):
        source()


@pytest.mark.parametrize("gone", [BrokenPipeError(), None])
def test_a_client_that_is_gone_ends_the_server(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, gone: Exception | None
) -> None:
    def run(*_: Any) -> None:
        if gone is not None:
            raise ExceptionGroup("tasks", [ExceptionGroup("task", [gone])])

    monkeypatch.setattr(catalog_protocol.MCPServer, "run", run)
    workspace = Workspace(checkout)

    catalog_protocol.serve(Tools(workspace, catalog_mcp.source_of(workspace, "local")), "About")


def test_a_fault_of_the_server_is_no_client_that_is_gone(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: Any) -> None:
        raise ExceptionGroup("tasks", [BrokenPipeError(), ValueError("x")])

    monkeypatch.setattr(catalog_protocol.MCPServer, "run", run)
    workspace = Workspace(checkout)

    with pytest.raises(ExceptionGroup, match="tasks"):
        catalog_protocol.serve(Tools(workspace, catalog_mcp.source_of(workspace, "local")), "")
