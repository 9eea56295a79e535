"""What a database and its tables are open to by themselves, and by grants of columns."""

from meshwright.checks.account import EVERYONE
from meshwright.operations.probing import tables
from meshwright.operations.probing.asking import make_asker, reading
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, Probe, fails, holds
from meshwright.runner.account.lake import opened_to, rights_of


def closed_database(box: Sandbox) -> Answer:
    """A database made without a word on its defaults, as the provider does."""
    name = box.run.plain_database
    box.client("glue").create_database(DatabaseInput={"Name": name})
    found = box.client("glue").get_database(Name=name)["Database"]
    opened = opened_to(found)
    held = rights_of(box.cloud, EVERYONE, {"Database": {"Name": name}})
    if opened or held:
        return fails(f"new tables open to {', '.join(opened) or 'nobody'}; {EVERYONE}: {held}")
    return holds("neither it nor its new tables are open to anybody")


def partition_key(box: Sandbox) -> Answer:
    """A grant of columns that names the partition key, and a query of it."""
    tables.make_parquet(box, "parted", {"order_id": "string"}, by={"day": "date"})
    make_asker(box, "parted")
    columns = tables.columns_resource(box, "parted", ("order_id", "day"))
    said = refusal(lambda: box.grant("parted", ("SELECT",), columns))
    if said is not None:
        return fails(f"the grant is refused: {said}")
    reading(box, "parted", tables.sql(box, "SELECT order_id, day FROM {table}", "parted"))
    return holds("granted, and a query reads both")


CLOSED_DATABASE = Probe(
    id="database-defaults",
    question="Is a database closed that is made without saying what its new tables are open to?",
    rests=("aws:glue/catalogDatabase:CatalogDatabase without createTableDefaultPermissions",),
    adr=13,
    fallback="`mesh up` closes what it has made: it reads each product back already (CHK056)",
    ask=closed_database,
)
PARTITION_KEY = Probe(
    id="grant-partition-key",
    question="May a grant of some columns name a column by which files are parted?",
    rests=("aws:lakeformation/permissions:Permissions with tableWithColumns.columnNames",),
    adr=3,
    fallback="leave partition columns out of columnNames: Lake Formation cannot keep them back",
    ask=partition_key,
)
