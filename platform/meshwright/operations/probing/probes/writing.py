"""Whether Athena writes Iceberg tables with Lake Formation's rights alone."""

from collections.abc import Iterable
from functools import partial

from meshwright.operations.probing import rights, tables
from meshwright.operations.probing.asking import make_writer
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, Probe, fails, holds

DONE = "done by a role without any right on files"
PUBLISH = (
    "INSERT INTO {table} VALUES ('a', 'DE', 1), ('b', 'DE', 1)",
    "DELETE FROM {table} WHERE order_id = 'b'",
    """MERGE INTO {table} t
USING (SELECT 'a' AS order_id, 'FR' AS country, CAST(2 AS bigint) AS amount) s
ON t.order_id = s.order_id
WHEN MATCHED THEN UPDATE SET amount = s.amount
WHEN NOT MATCHED THEN INSERT (order_id, country, amount)
VALUES (s.order_id, s.country, s.amount)""",
)
KEEP_UP = ("OPTIMIZE {table} REWRITE DATA USING BIN_PACK", "VACUUM {table}")


def publishing(box: Sandbox) -> Answer:
    return _by_grants_alone(box, "publisher", "published", PUBLISH)


def upkeep(box: Sandbox) -> Answer:
    return _by_grants_alone(box, "keeper", "kept", KEEP_UP)


def _by_grants_alone(box: Sandbox, role: str, table: str, statements: Iterable[str]) -> Answer:
    """Statements of a role that has grants and no files; where refused, with its own files."""
    worker = make_writer(box, role, table)
    for statement in statements:
        query = partial(box.query, worker, tables.sql(box, statement, table))
        if (said := refusal(query)) is not None:
            box.allow(role, "files", rights.files(box.run, f"lake/{table}/*"))
            still = refusal(partial(box.eventually, query))
            own = "works" if still is None else f"is refused as well ({still})"
            verb = statement.partition(" ")[0]
            return fails(f"{verb}: {said}; with rights on its own files it {own}")
    return holds(DONE)


PUBLISHING = Probe(
    id="athena-merge",
    question="Do INSERT, DELETE and MERGE write a registered Iceberg table by grants alone?",
    rests=(
        "the runtime role's rights on its own bucket, which are spare if so",
        "aws:sfn/stateMachine:StateMachine: a table is published by one MERGE",
    ),
    adr=60,
    fallback="the runtime role's narrow rights on its own bucket and key, which it has: keep them",
    ask=publishing,
)
UPKEEP = Probe(
    id="athena-optimize-vacuum",
    question="Do OPTIMIZE and VACUUM work on a registered Iceberg table by grants alone?",
    rests=("aws:sfn/stateMachine:StateMachine: the weekly run with `maintain`",),
    adr=60,
    fallback=(
        "with rights on its own files it works: keep them; if not, "
        "aws:glue/catalogTableOptimizer:CatalogTableOptimizer with the runtime role"
    ),
    ask=upkeep,
)
