"""Hostile text of specs in the terminal, for CI and for agents: every command that prints it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from meshwright.catalog.source import of_specs
from meshwright.cli import catalog_mcp
from meshwright.cli.app import run
from meshwright.cli.catalog_protocol import server_of
from meshwright.cli.catalog_tools import Tools
from meshwright.workspace import Workspace
from reports.test_strangers_text import obeyed
from texts.conftest import DAY
from texts.spoilt import LINE, TEXT

COMMANDS = (
    "check",
    "check --json",
    "check --format markdown",
    "check --format junit",
    "check --format sarif",
    "check --format gitlab",
    "plan *",
    "plan evil.shop --json",
    "catalog",
    "catalog alert",
    "catalog evil.shop",
    "catalog evil.made --as other",
    "catalog evil.shop --json",
    "access list",
    "access list --json",
    "access who evil.shop",
    "access who evil.shop.rows.secret",
    "access what other --how",
    "lineage",
    "lineage evil.made.counted.said",
    "lineage --format json",
    "policy list",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_that_a_spec_says_is_obeyed(
    command: str,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MESH_ROOT", str(checkout))
    monkeypatch.setenv("MESH_AS_OF", str(DAY))
    monkeypatch.chdir(checkout)

    code = run(command.split())

    said = capsys.readouterr()
    assert code == 0, said.err
    assert obeyed(said.out) == []
    assert obeyed(said.err) == []
    if "--json" in command:
        json.loads(said.out)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"words": "alert"}),
        ("search", {"words": TEXT}),
        ("product", {"name": "evil.shop"}),
        ("column", {"name": "evil.shop.rows.said"}),
        ("ask_for_access", {"product": "evil.shop", "consumer": "evil.made", "purpose": TEXT}),
        ("ask_for_access", {"product": LINE, "consumer": LINE, "purpose": LINE}),
        ("product", {"name": TEXT, "reader": TEXT}),
        ("lineage", {"name": TEXT}),
        ("column", {"name": f"evil.shop.rows.{TEXT}"}),
    ],
)
def test_nothing_that_an_agent_is_told_is_obeyed(
    checkout: Path, tool: str, arguments: dict[str, Any]
) -> None:
    workspace = Workspace(checkout)
    tools = Tools(workspace, lambda: of_specs(workspace, "local", as_of=DAY))

    async def asked() -> Any:
        async with Client(server_of(tools, catalog_mcp.ABOUT)) as client:
            return await client.call_tool(tool, arguments)

    result = asyncio.run(asked())

    text = result.content[0].text
    assert obeyed(text) == []
    if not result.is_error:
        json.loads(text)
