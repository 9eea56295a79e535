"""pyiceberg's catalog over the local Glue: it loads tables, and commits to them by comparison."""

# pyright: reportCallIssue=false
# pyiceberg's models are filled by their fields' names, and typed by their aliases.

from pyiceberg.catalog.noop import NoopCatalog
from pyiceberg.exceptions import CommitFailedException
from pyiceberg.table import CommitTableResponse, Table
from pyiceberg.table.update import TableRequirement, TableUpdate, update_table_metadata
from pyiceberg.typedef import Identifier

from localaws.iceberg import tables
from localaws.iceberg.files import S3Files


class LocalCatalog(NoopCatalog):
    """The Iceberg tables of one place, with files reached as somebody."""

    def __init__(self, account: str, region: str, files: S3Files) -> None:
        super().__init__("glue")
        self.account, self.region, self.files = account, region, files

    def load_table(self, identifier: str | Identifier) -> Table:
        database, name = _names(identifier)
        said = tables.described(tables.entry(self.account, self.region, database, name))
        return self.at((database, name), tables.place(said))

    def at(self, identifier: Identifier, location: str) -> Table:
        """A table as its metadata at a location says it."""
        metadata = tables.read(self.files, location)
        return Table(identifier, metadata, location, self.files, self)

    def commit_table(
        self,
        table: Table,
        requirements: tuple[TableRequirement, ...],
        updates: tuple[TableUpdate, ...],
    ) -> CommitTableResponse:
        current = self.load_table(table.name())
        for requirement in requirements:
            requirement.validate(current.metadata)
        before = current.metadata_location
        after = update_table_metadata(current.metadata, updates, False, before)
        if after == current.metadata:
            return CommitTableResponse(metadata=current.metadata, metadata_location=before)
        version = tables.next_version(before)
        location = tables.written(self.files, after, version)
        entry = tables.entry(self.account, self.region, *_names(table.name()))
        try:
            tables.swapped(entry, after, before=before, after=location)
        except tables.StaleError as error:
            self.files.delete(location)
            raise CommitFailedException(str(error)) from error
        return CommitTableResponse(metadata=after, metadata_location=location)


def _names(identifier: str | Identifier) -> tuple[str, str]:
    parts = identifier.split(".") if isinstance(identifier, str) else identifier
    return parts[0], parts[1]
