"""Databases and tables are stored and found in lower case; moto keeps capitals apart.

https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html
https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from moto.glue.models import GlueBackend

from localaws.strict.call import Patch

METHODS = (
    "batch_create_partition",
    "batch_delete_partition",
    "batch_get_partition",
    "batch_update_partition",
    "create_database",
    "create_partition",
    "create_table",
    "delete_database",
    "delete_partition",
    "delete_table",
    "delete_table_version",
    "get_database",
    "get_partition",
    "get_partitions",
    "get_table",
    "get_table_version",
    "get_table_versions",
    "get_tables",
    "update_database",
    "update_partition",
    "update_table",
)
NAMES = ("database_name", "table_name")
INPUTS = ("database_input", "table_input")


def install() -> None:
    for name in METHODS:
        setattr(GlueBackend, name, folded(getattr(GlueBackend, name)))


def folded(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method with the names that it is given in lower case."""
    signature = inspect.signature(method)

    @wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        bound = signature.bind(*arguments, **named)
        given = bound.arguments
        given |= {name: given[name].lower() for name in NAMES if isinstance(given.get(name), str)}
        given |= {name: _folded(given[name]) for name in INPUTS if name in given}
        return method(*bound.args, **bound.kwargs)

    return call


def _folded(described: dict[str, Any]) -> dict[str, Any]:
    return described | {"Name": described["Name"].lower()} if "Name" in described else described


PATCH = Patch(install)
