"""Ends what is shown of rows where it may not be shown any more: the samples in the catalog go."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.errors import MeshError

if TYPE_CHECKING:
    from meshwright.runner.results import StackResult
    from meshwright.runner.run import Run
    from meshwright.specs.environment import Environment
    from meshwright.specs.models import Mesh


def without_stale_samples(
    run: "Run", environment: "Environment", endpoint: str | None, mesh: "Mesh | None" = None
) -> "Run":
    """The run, after what its products show past the specs of a mesh was deleted; without a mesh,
    all that they show. Where it could not be deleted, they have failed.

    A product that has moved left its sample under the name that it had.
    """
    from meshwright.catalog.samples import forget, may_show
    from meshwright.cli import output
    from meshwright.runner.cloud import connect

    ids = _products(run, environment)
    if not ids:
        return run
    try:
        cloud = connect(environment, endpoint)
        named = sorted({name for names in ids.values() for name in names})
        removed = forget(cloud, named, may_show(mesh) if mesh else {})
    except MeshError as error:
        return replace(run, results=tuple(_failed(each, error, ids) for each in run.results))
    for name in removed:
        output.say(f"deleted: the rows of {name} that the catalog showed")
    return run


def _products(run: "Run", environment: "Environment") -> dict[str, list[str]]:
    """By stack of a product that was changed: the ids that it has, and had."""
    from meshwright.ids import identity_of, is_product
    from meshwright.runner.results import Status

    planned = run.plan.stacks if run.plan else ()
    before = {stack.name: stack.moved_from for stack in planned if stack.moved_from}
    done = (result.stack for result in run.results if result.status is Status.DONE)
    found: dict[str, list[str]] = {}
    for stack in done:
        names = (identity_of(name, environment.name) for name in (stack, before.get(stack, stack)))
        found[stack] = [name for name in names if name is not None and is_product(name)]
    return {stack: names for stack, names in found.items() if names}


def _failed(
    result: "StackResult", error: MeshError, ids: "Mapping[str, list[str]]"
) -> "StackResult":
    from meshwright.gate.reasons import Reason
    from meshwright.runner.results import Status

    if result.stack not in ids:
        return result
    again = f"mesh up {ids[result.stack][0]} --no-skip"
    reason = Reason(f"{error}: rows may be shown that may not be; do it again: {again}")
    return replace(result, status=Status.FAILED, reasons=(*result.reasons, reason))
