"""What one query's analysis gathers: findings, the types of its parts, the calls it makes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from meshwright.athena.functions import Functions, proven
from meshwright.athena.reading import Text, offset_of
from meshwright.athena.relations import Relation
from meshwright.athena.signatures import Bindings, Signature
from meshwright.athena.values import UNKNOWN, Uses, Value
from meshwright.errors import Code, Finding

MAX_COLUMNS = 2_000
MAX_READS = 500
MAX_FINDINGS = 100

OpenTable = Callable[[str, str], Relation | str]
"""The table of a database by its name, or why there is none."""


class TooLargeError(Exception):
    """A query that is not looked at further: it grows beyond what may be."""

    def __init__(self, node: exp.Expr, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.node = node
        self.fix = fix


@dataclass(slots=True)
class Call:
    """A function call: how it is meant, and what its variables stand for."""

    signature: Signature
    bound: Bindings


@dataclass(slots=True)
class Context:
    """One query while it is looked at. Nodes are known by `id`, and kept, so it stays theirs."""

    text: Text
    open_table: OpenTable
    functions: Functions = field(default_factory=proven)
    database: str = ""
    """Where tables lie that are named without a database; empty where that is refused."""
    catalog: str = ""
    """The catalog that a table's name may begin with; empty where that is refused."""
    findings: list[Finding] = field(default_factory=list[Finding])
    values: dict[int, tuple[exp.Expr, Value]] = field(
        default_factory=dict[int, tuple[exp.Expr, Value]]
    )
    calls: dict[int, Call] = field(default_factory=dict[int, Call])
    aggregates: set[int] = field(default_factory=set[int])
    """Calls that aggregate the rows of a group."""
    windowed: set[int] = field(default_factory=set[int])
    """Aggregates that are asked over a window."""
    decisions: list[tuple[exp.Expr, Uses]] = field(default_factory=list[tuple[exp.Expr, Uses]])
    """Joins and filters, each with the columns that it asks."""
    tables: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """The tables that are read, each by its database and its name."""
    columns: int = 0

    def note(self, node: exp.Expr, value: Value) -> Value:
        self.values[id(node)] = (node, value)
        return value

    def value_of(self, node: exp.Expr) -> Value:
        """What was noted of a node."""
        found = self.values.get(id(node))
        return found[1] if found else Value(UNKNOWN)

    def decided(self, node: exp.Expr, uses: Uses) -> Uses:
        """Notes what decides about rows at a place."""
        self.decisions.append((node, uses))
        return uses

    def report(self, code: Code, node: exp.Expr, message: str, fix: str = "") -> None:
        """Notes a finding. Raises TooLargeError where there are more than anybody reads."""
        if len(self.findings) >= MAX_FINDINGS:
            message = f"the query has more than {MAX_FINDINGS} findings, and is read no further"
            raise TooLargeError(node, message, "correct the first ones, and look again")
        self.findings.append(self.text.at(code, offset_of(node), message, fix))

    def count_columns(self, node: exp.Expr, number: int) -> None:
        """Raises TooLargeError where a query makes more columns than anybody reads."""
        self.columns += number
        if self.columns > MAX_COLUMNS:
            raise TooLargeError(node, f"the query makes more than {MAX_COLUMNS:,} columns")
