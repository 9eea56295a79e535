"""Codes of what a product is derived from."""

from meshwright.errors import Code, Severity

NO_SUCH_INPUT = Code(
    "CHK001",
    "No such product",
    "`inputs` names products of this mesh by their ids, `<domain>.<product>`.",
    "name a product of the mesh, or delete the input",
)
OWN_INPUT = Code(
    "CHK002",
    "A product that is its own input",
    "Inputs are other products; a product's own tables need no mention.",
    "delete the input",
)
CYCLE = Code(
    "CHK003",
    "A cycle of products",
    "Each product is filled from its inputs, so that a cycle of them can never start.",
    "remove one of the inputs of the cycle",
)
NO_AGREEMENT = Code(
    "CHK004",
    "An input of another domain without an agreement",
    "Who reads across domains needs the producer's consent: a file in the producer's folder, which"
    " the producer's reviewers approve.",
    "propose the agreement",
)
INPUT_EXPIRED = Code(
    "CHK005",
    "An input whose agreement has expired",
    "The agreement that this input rests on gives no right any more: reading it will fail.",
    "ask the producer to extend the agreement, or delete the input",
    Severity.WARNING,
)
INPUT_NOT_STARTED = Code(
    "CHK006",
    "An input whose agreement has not started",
    "The agreement that this input rests on gives no right yet: reading it will fail until then.",
    "wait, or agree on an earlier start",
    Severity.WARNING,
)
INPUT_RETIRED = Code(
    "CHK007",
    "An input that is retired",
    "Its owner has given the product up: it may be destroyed any day, and its data with it.",
    "read another product, or ask its owner",
    Severity.WARNING,
)
QUERY_WITHOUT_INPUTS = Code(
    "CHK020",
    "A query without inputs",
    "A table's `query` derives its rows from the product's inputs, and there are none.",
    "name the inputs, or take the query out",
    Severity.WARNING,
)
KIND_CONTRADICTS = Code(
    "CHK021",
    "The kind does not fit the inputs",
    "A source-aligned product is fed from outside the mesh, an aggregate from other products.",
    "correct `kind`, or leave it out: it follows from the inputs",
    Severity.WARNING,
)
