"""What each kind of statement does; all others are refused by their names."""

from collections.abc import Callable, Mapping

from localaws.athena import catalogue, changes, maintenance, results, statements
from localaws.athena.faults import unsupported
from localaws.athena.queries import Run
from localaws.athena.results import Result

Answer = Callable[[Run, str], Result]


def answer(run: Run, sql: str) -> Result:
    """The answer to one statement. Raises QueryError and StoppedError."""
    word = statements.first_word(sql)
    act = STATEMENTS.get(word)
    if act is None:
        raise unsupported(word if word.isalpha() else f"a statement that begins with {word!r}")
    return act(run, sql)


def _selected(run: Run, sql: str) -> Result:
    query = run.analysis.prepared(sql)
    (found,) = run.answers([query])
    return results.selected(query.columns, found)


def _changing(change: Callable[[Run, str], int]) -> Answer:
    return lambda run, sql: results.changed(change(run, sql))


def _maintaining(act: Callable[[Run, str], None]) -> Answer:
    def maintained(run: Run, sql: str) -> Result:
        act(run, sql)
        return Result()

    return maintained


STATEMENTS: Mapping[str, Answer] = {
    **dict.fromkeys(statements.READING, _selected),
    "INSERT": _changing(changes.insert),
    "DELETE": _changing(changes.delete),
    "MERGE": _changing(changes.merge),
    "UPDATE": _changing(changes.update),
    "OPTIMIZE": _maintaining(maintenance.optimize),
    "VACUUM": _maintaining(maintenance.vacuum),
    **dict.fromkeys(("SHOW", "DESCRIBE", "DESC"), catalogue.answer),
}
