"""Starts queries off the thread of the request, and runs each to its end.

https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
"""

import logging
from concurrent.futures import ThreadPoolExecutor

from localaws.athena import limits
from localaws.athena.execution import Execution, State
from localaws.athena.faults import Category, QueryError, denied
from localaws.athena.results import Result

LOG = logging.getLogger(__name__)
AT_ONCE = 4
"""Queries that run at a time; others wait, as Athena's do beyond an account's quota."""
_POOL = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="athena")


def start(execution: Execution) -> None:
    _POOL.submit(run, execution)


def run(execution: Execution) -> None:
    """Runs a query to its last state; nothing that goes wrong leaves it running."""
    from localaws.athena.engine import StoppedError

    if not execution.begin():
        return
    try:
        result = _answer(execution)
        _write(execution, result)
    except StoppedError:
        execution.end(State.CANCELLED)
    except QueryError as error:
        execution.end(State.FAILED, error=error)
    except Exception as error:
        LOG.exception("a query broke: %s", execution.query)
        said = f"GENERIC_INTERNAL_ERROR: the local Athena broke on it: {error}"
        execution.end(State.FAILED, error=QueryError(said, Category.SYSTEM))
    else:
        execution.end(State.SUCCEEDED, result=result)


def _answer(execution: Execution) -> Result:
    from localaws.athena import statements
    from localaws.athena.analysis import Analysis
    from localaws.athena.answering import answer
    from localaws.athena.queries import Run
    from localaws.athena.rights import Rights
    from localaws.athena.tables import Catalog

    sql = statements.with_parameters(execution.query, execution.parameters)
    rights = Rights.of(execution.caller)
    rights.check_data_access()
    analysis = Analysis(Catalog(rights), execution.database.lower())
    run_ = Run(analysis, execution.stop, limits.SECONDS)
    try:
        return answer(run_, statements.bare(sql))
    finally:
        execution.scanned = run_.scanned


def _write(execution: Execution, result: Result) -> None:
    """The file of results, as who asked."""
    from localaws.objects import ObjectError, Objects

    if not execution.place:
        return
    objects = Objects(execution.caller)
    place = f"{execution.place}{execution.id}{result.ending}"
    try:
        objects.write(place, result.file())
        objects.write(f"{place}.metadata", b"")
    except ObjectError as error:
        said = f"Access denied when writing output to url: {place}: {error}"
        raise denied(said) from error
