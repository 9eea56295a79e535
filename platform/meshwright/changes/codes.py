"""Every code that a finding about a change, rather than about a state, can carry."""

from meshwright.errors import Severity
from meshwright.spec.codes import Code

REPARTITIONED = Code(
    "CHK061",
    "A table gets other partition keys",
    "Glue changes the keys of a table and leaves its partitions as they are, with values for the"
    " old keys: Athena fails at them, or reads them under another column's name. Where data is"
    " kept, `mesh up` refuses the change as long as the table has partitions that do not fit;"
    " elsewhere they go with it. The files stay where they are.",
    "keep the keys, and bring the new ones in a table of another name; or empty the table first",
    Severity.WARNING,
)

CHANGE_CODES: tuple[Code, ...] = (REPARTITIONED,)
