"""Which data a change would lose, and whether a spec has given it up.

What holds data is kept unless its owner has retired it or a person says `--delete-data`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guardrails.naming import companion_of, holds_no_data
from meshwright import recorded
from meshwright.aws.resource_types import BUCKET, DATA, TABLE
from meshwright.errors import Position
from meshwright.gate.readers import readers_of_product, readers_of_table
from meshwright.gate.reasons import Reason
from meshwright.ids import folder_of, is_product
from meshwright.specs.models import DataProduct, Mesh

CODE = "LCY-001"
FLAG = "--delete-data"
TRAILS_BUCKET = f"{BUCKET}::trail"
"""The foundation's, as its stack names it: the environment file says whether it goes."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A resource that the engine deletes, or would delete: in a replacement, the old one."""

    urn: str
    operation: str
    """delete or replace."""
    identity: str
    """Its id in AWS."""
    is_bound: bool
    """Whether the state forbids that, or lets the engine only forget it."""
    properties: tuple[str, ...] = ()
    """What differs, for a replacement."""

    @property
    def resource(self) -> str:
        """`type::name`."""
        return recorded.resource_of(self.urn)

    @property
    def is_reformatted(self) -> bool:
        """Whether a table is replaced since it is kept otherwise: as Iceberg, or as Parquet."""
        return self.type == TABLE and "openTableFormatInput" in self.properties

    @property
    def holds_data(self) -> bool:
        return self.type in DATA and not (self.type == TABLE and holds_no_data(self.name))

    @property
    def type(self) -> str:
        return self.resource.partition("::")[0]

    @property
    def name(self) -> str:
        return self.resource.partition("::")[2]


@dataclass(frozen=True, slots=True)
class DataLossPolicy:
    """Decides what a run over one mesh may lose."""

    mesh: Mesh
    holds: bool
    """Whether data is kept at all: the environment says so, and nobody has said otherwise."""
    as_of: date = date.min
    """The day by which agreements are judged."""
    going: frozenset[str] = frozenset()
    """The domains and products that go in the same run: they read nothing any more."""

    def refusals(
        self, subject: str, losses: Iterable[Loss], lines: Mapping[str, Position]
    ) -> tuple[Reason, ...]:
        """Why a stack may not be touched: losses that no spec allows, and who still reads."""
        found = [loss for loss in losses if loss.holds_data]
        kept = [loss for loss in found if not self._allows(subject, loss)]
        given_up = [loss for loss in found if loss not in kept]
        return (
            *(self._refusal(subject, loss, lines) for loss in kept),
            *self._still_read(subject, given_up),
        )

    def _still_read(self, subject: str, losses: Sequence[Loss]) -> Iterator[Reason]:
        """Reasons for what its owner has given up, and others have not."""
        product = self.mesh.products.get(subject)
        if not self.holds or product is None or not losses:
            return
        if product.is_retired:
            if product.spec.is_past_sunset(self.as_of):
                return
            readers = readers_of_product(self.mesh, product, self.as_of, self.going)
            yield from _read_by(subject, readers, product.source.at("status"))
            return
        for name in (loss.name for loss in losses if loss.type == TABLE):
            table = product.spec.tables.get(name)
            if table is not None and table.is_past_sunset(self.as_of):
                continue
            readers = readers_of_table(self.mesh, product, name, self.as_of)
            at = product.source.at("tables", name, "status")
            yield from _read_by(f"table {name} of {subject}", readers, at)

    def _allows(self, subject: str, loss: Loss) -> bool:
        product = self.mesh.products.get(subject)
        if not self.holds or product is None:
            return not self.holds
        return product.is_retired or (loss.type == TABLE and _is_given_up(product, loss.name))

    def _refusal(self, subject: str, loss: Loss, lines: Mapping[str, Position]) -> Reason:
        whose = subject or "the foundation"
        fate = "replaced by an empty one" if loss.operation == "replace" else "deleted"
        message = f"{CODE} {DATA[loss.type]} {loss.identity} of {whose} would be {fate}"
        if loss.properties:
            message += f", since it differs in {', '.join(loss.properties)}"
        at = lines.get(loss.resource) or self._written(subject, loss)
        return Reason(message, loss.resource, at, refusal=True, fix=self._remedy(subject, loss))

    def _written(self, subject: str, loss: Loss) -> Position | None:
        """The line of the spec that would have to speak of it, as far as there is a spec."""
        if subject in self.mesh.domains:
            return self.mesh.domains[subject].source.at()
        product = self.mesh.products.get(subject)
        if product is None:
            return None
        return product.source.at(*(("tables", loss.name) if loss.type == TABLE else ("status",)))

    def _remedy(self, subject: str, loss: Loss) -> str:
        if not subject and loss.resource == TRAILS_BUCKET:
            return (
                "say `formerly: own` beside `trail: existing` in the environment file, or pass"
                f" {FLAG} if it may be lost"
            )
        if not is_product(subject):
            return f"no spec gives it up: pass {FLAG} if it may be lost"
        if subject not in self.mesh.products and not self.mesh.is_unreadable(subject):
            return f"bring its spec back, with `status: retired`, or pass {FLAG}"
        file = f"{folder_of(subject)}/product.yaml"
        said = f"write `status: retired` in {file}"
        product = self.mesh.products.get(subject)
        if loss.is_reformatted and product is not None and loss.name in product.spec.tables:
            return _keep_the_format(product, loss.name)
        if loss.type == TABLE and product is not None and loss.name not in product.spec.tables:
            said = f"keep the table in {file}, with `status: retired`"
        undo = "undo the change, or " if loss.operation == "replace" else ""
        return f"{undo}{said}, or pass {FLAG}"


def _keep_the_format(product: DataProduct, name: str) -> str:
    """What to write where a table of another format would take the place of one with files."""
    kept = "parquet" if product.spec.tables[name].is_iceberg else "iceberg"
    return (
        f"write `format: {kept}` at tables.{name} in {product.source.path}: it stays as it is; or"
        " bring the other one under a name of its own that `supersedes` it"
        f" (docs/how-to/evolve-an-iceberg-table.md); or pass {FLAG}"
    )


def _read_by(what: str, readers: Sequence[str], at: Position) -> Iterator[Reason]:
    if readers:
        message = f"{CODE} {what} is retired and still read by {', '.join(readers)}"
        fix = f"let them end first: the agreement, the input, the query; or pass {FLAG}"
        yield Reason(message, spec=at, refusal=True, fix=fix)


def _is_given_up(product: DataProduct, name: str) -> bool:
    """Whether a spec lets a table go: it is retired, or what it stands beside takes no files."""
    beside = companion_of(name)
    table = product.spec.tables.get(beside or name)
    if table is None:
        return False
    return table.is_retired or (beside is not None and table.source is None)
