"""What the local Athena calls beyond the functions that a derived table may rest on.

Of JSON it takes out a scalar, as whoever asks a trail does: of numbers each engine writes some in
its own way, which is why no table is derived by it.
https://docs.aws.amazon.com/athena/latest/ug/extracting-data-from-JSON.html
https://trino.io/docs/current/functions/json.html
"""

from functools import cache

from meshwright.athena.functions import Functions, proven
from meshwright.athena.signatures import signature

MORE = (
    # Null for what is no JSON, and for what is no scalar.
    "json_extract_scalar(varchar, varchar) -> varchar => case when json_valid($1)"
    " and json_type($1, $2) not in ('OBJECT', 'ARRAY') then json_extract_string($1, $2) end",
)


@cache
def called() -> Functions:
    known = proven()
    more = {read.name: (read,) for read in map(signature, MORE)}
    return Functions({**known.scalars, **more}, known.aggregates, known.windows)
