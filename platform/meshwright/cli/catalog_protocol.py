"""The catalog's tools as a server of the Model Context Protocol, revision 2025-06-18 and later.

The only module that imports the protocol's Python SDK, an extra of this package.
Source: the Model Context Protocol's specification, "Server features, Tools".
"""

import functools
from collections.abc import Callable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from meshwright.cli.catalog_tools import Tools
from meshwright.errors import MeshError

READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def serve(tools: Tools, about: str) -> None:
    """Serves until the other end closes its side."""
    server_of(tools, about).run("stdio")


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


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A tool whose refusals reach the agent in words, with what to do."""

    @functools.wraps(tool)
    def called(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*arguments, **named)
        except MeshError as error:
            fix = f"; {error.fix}" if error.fix else ""
            raise ToolError(f"{error}{fix}") from error

    return called
