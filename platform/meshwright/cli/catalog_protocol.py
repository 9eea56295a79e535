"""The catalog's tools as a server of the Model Context Protocol, revision 2025-06-18 and later.

The only module that imports the protocol's Python SDK, an extra of this package.
Source: the Model Context Protocol's specification, "Server features, Tools".
"""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations

from meshwright.cli.catalog_tools import Tools
from meshwright.cli.documents import text_of
from meshwright.errors import MeshError, UsageError
from meshwright.visible import json_line

LONGEST = 2_000
"""Characters of an argument: a purpose, or many words."""

READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def serve(tools: Tools, about: str) -> None:
    """Serves until the other end closes its side, or is gone."""
    try:
        server_of(tools, about).run("stdio")
    except* BrokenPipeError:
        pass


def server_of(tools: Tools, about: str) -> "MCPServer[Any]":
    """The server, which waits to be connected."""
    server: MCPServer[Any] = MCPServer("meshwright", instructions=about, log_level="WARNING")
    offered = (
        tools.search,
        tools.product,
        tools.column,
        tools.lineage,
        tools.ask_for_access,
    )
    for tool in offered:
        server.tool(annotations=READ_ONLY)(_told(tool))
    return server


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., CallToolResult]:
    """A tool whose refusals reach the agent in words, with what to do, and whose answers can be
    seen whole wherever a client shows them.
    """

    @functools.wraps(tool)
    def called(**named: Any) -> CallToolResult:
        try:
            _hold_to_length(named)
            told = json.loads(text_of(tool(**named)))
        except MeshError as error:
            fix = f"; {error.fix}" if error.fix else ""
            raise ToolError(f"{error}{fix}") from error
        text = TextContent(type="text", text=json_line(told))
        return CallToolResult(content=[text], structured_content=told)

    return called


def _hold_to_length(named: Mapping[str, Any]) -> None:
    for name, value in named.items():
        if isinstance(value, str) and len(value) > LONGEST:
            raise UsageError(f"{name} has more than {LONGEST:,} characters", fix="say it shorter")
