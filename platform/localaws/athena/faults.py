"""Why a query fails, in Athena's words.

https://docs.aws.amazon.com/athena/latest/APIReference/API_AthenaError.html
https://docs.aws.amazon.com/athena/latest/ug/error-reference.html
"""

from dataclasses import dataclass
from enum import IntEnum


class Category(IntEnum):
    """Whose fault it is."""

    SYSTEM = 1
    USER = 2
    OTHER = 3


@dataclass(slots=True)
class QueryError(Exception):
    """A query that ends in the state FAILED."""

    reason: str
    category: Category = Category.USER
    number: int = 0
    """Of Athena's error reference."""
    is_retryable: bool = False

    def __str__(self) -> str:
        return self.reason


GENERIC_USER, PERMISSION, NOT_FOUND, SYNTAX, UNSUPPORTED = 1000, 1001, 1003, 1101, 1104
CONFLICT, EXHAUSTED = 1601, 1300


def unsupported(what: str) -> QueryError:
    """What AWS would do, and the local Athena does not: said by its name."""
    reason = f"NOT_SUPPORTED: the local Athena does not implement {what}"
    return QueryError(reason, number=UNSUPPORTED)


def denied(reason: str) -> QueryError:
    return QueryError(f"PERMISSION_DENIED: {reason}", number=PERMISSION)


def insufficient(what: str, on: str) -> QueryError:
    """Lake Formation has granted too little."""
    said = f"Insufficient Lake Formation permission(s): Required {what} on {on}"
    reason = f"AccessDeniedException: {said} (Service: AmazonDataCatalog; Status Code: 400)"
    return QueryError(reason, number=PERMISSION)


def missing_table(database: str, name: str) -> QueryError:
    reason = f"TABLE_NOT_FOUND: Table 'awsdatacatalog.{database}.{name}' does not exist"
    return QueryError(reason, number=NOT_FOUND)


def missing_database(name: str) -> QueryError:
    reason = f"SCHEMA_NOT_FOUND: Schema '{name}' does not exist"
    return QueryError(reason, number=NOT_FOUND)
