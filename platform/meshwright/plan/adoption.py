"""What was in AWS before a product: by which ids it is taken over, and how its tables are read.

The mesh takes over what both say: the product's lock, and the environment file (`adopted`). In an
environment where nothing is given, the product is made anew, its tables kept as the lock says.
"""

from collections.abc import Mapping
from typing import Any

from meshwright.plan import names
from meshwright.plan.scope import Scope
from meshwright.specs.adopted import AdoptedTable
from meshwright.specs.models import DataProduct


def database_id(product: DataProduct, scope: Scope) -> str:
    """By what the provider imports the product's database; empty where it is made anew."""
    known = names.given(product, scope.place)
    return f"{scope.place.account}:{known.database}" if known else ""


def table_id(product: DataProduct, table: str, scope: Scope) -> str:
    """By what the provider imports a table; empty where it is made anew."""
    database = database_id(product, scope)
    is_known = known_table(product, table) is not None
    return f"{database}:{table}" if database and is_known else ""


def known_table(product: DataProduct, table: str) -> AdoptedTable | None:
    """How a table that was there before the product is kept; None of any other."""
    return product.adopted.tables.get(table) if product.adopted else None


def descriptor(known: AdoptedTable) -> Mapping[str, Any]:
    """How files are read, word for word as Glue has it; columns and location are the product's."""
    said = {
        "inputFormat": known.input_format,
        "outputFormat": known.output_format,
        "serDeInfo": _serialization(known),
        "parameters": known.storage_parameters,
        "compressed": known.compressed,
        "numberOfBuckets": known.buckets,
        "storedAsSubDirectories": known.subfolders,
    }
    return {name: value for name, value in said.items() if value}


def _serialization(known: AdoptedTable) -> Mapping[str, Any]:
    said = {
        "name": known.serialization_name,
        "serializationLibrary": known.serialization,
        "parameters": known.serialization_parameters,
    }
    return {name: value for name, value in said.items() if value}
