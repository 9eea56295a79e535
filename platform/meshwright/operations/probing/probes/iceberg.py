"""How Glue makes and changes the metadata of an Iceberg table."""

from typing import Any

from meshwright.operations.probing import rights, tables
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, Probe, fails, holds

MAKER = "maker"
SPARSE = (1, 4, 9)
STREET, CITY = 4, 5


def first_metadata(box: Sandbox) -> Answer:
    """A role that may use the location, and has no rights on files, makes a table; then it gets
    them.

    A table without metadata comes first: after that its other rights are known to be in force.
    """
    box.role(MAKER, rights.catalog(box.run.place))
    box.grant(MAKER, ("CREATE_TABLE", "DESCRIBE"), tables.database_resource(box))
    box.grant(MAKER, ("DATA_LOCATION_ACCESS",), tables.location_resource(box))
    maker = box.acting(MAKER)
    plain = {"order_id": "string"}
    box.eventually(lambda: tables.make_parquet(box, "without_metadata", plain, cloud=maker))
    refused = refusal(lambda: tables.make_iceberg(box, "without_rights", cloud=maker))
    if refused is None:
        return fails("made without any right on files: Glue writes by Lake Formation's credentials")
    box.allow(MAKER, "files", rights.files(box.run, "lake/*"))
    still = refusal(
        lambda: box.eventually(lambda: tables.make_iceberg(box, "with_rights", cloud=maker))
    )
    if still is not None:
        return fails(f"refused with rights on files too: {still}")
    return holds("refused without rights on files, made with them")


def sparse_ids(box: Sandbox) -> Answer:
    """A new table with gaps between its fields' ids, whose metadata is then read."""
    fields = [tables.field(number, f"column_{number}") for number in SPARSE]
    tables.make_iceberg(box, "sparse", fields)
    found = _ids(tables.schema_of(box, "sparse"))
    said = f"given {_listed(SPARSE)}, in the metadata {_listed(found)}"
    return holds(said) if found == SPARSE else fails(said)


def nested_field(box: Sandbox) -> Answer:
    """A struct gets one field more."""
    tables.make_iceberg(box, "nested", [*tables.ORDERS[:2], _address(STREET)])
    tables.change_iceberg(box, "nested", [*tables.ORDERS[:2], _address(STREET, CITY)])
    schema = tables.schema_of(box, "nested")
    address = next(f for f in schema["fields"] if f["name"] == "address")
    found = tuple(f["id"] for f in address["type"]["fields"])
    said = f"the struct's fields are {_listed(found)}, asked for {_listed((STREET, CITY))}"
    return holds(said) if found == (STREET, CITY) else fails(said)


def _address(*numbers: int) -> tables.Field:
    fields = [
        {"id": number, "name": f"part_{number}", "required": False, "type": "string"}
        for number in numbers
    ]
    return tables.field(3, "address", {"type": "struct", "fields": fields})


def _ids(schema: Any) -> tuple[int, ...]:
    return tuple(field["id"] for field in schema["fields"])


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


FIRST_METADATA = Probe(
    id="iceberg-first-metadata",
    question="Does Glue write an Iceberg table's first metadata with the rights of who makes it?",
    rests=(
        "the deployer's rights on */metadata/*.metadata.json and its place in the domains' keys",
        "aws:glue/catalogTable:CatalogTable with icebergTableInput",
    ),
    adr=60,
    fallback=(
        "made without rights: take the deployer's rights on metadata and its place in the keys "
        "away; refused with them: give the data-access role what the message names"
    ),
    ask=first_metadata,
)
SPARSE_IDS = Probe(
    id="iceberg-sparse-ids",
    question="Does a new Iceberg table keep field ids that have gaps?",
    rests=("the ids of product.lock.yaml, where an environment is new and columns have gone",),
    adr=57,
    fallback="make such a table with its retired columns, and drop them by the next update",
    ask=sparse_ids,
)
NESTED_FIELD = Probe(
    id="iceberg-nested-field",
    question="Does an update of an Iceberg table add a field within a struct?",
    rests=("aws:glue/catalogTable:CatalogTable with icebergTableInput, as it is changed in place",),
    adr=57,
    fallback="let the contract gate refuse changes within structs: a new table `supersedes` it",
    ask=nested_field,
)
