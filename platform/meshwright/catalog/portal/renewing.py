"""The portal of a checkout that changes: made again, of what a change leaves as it is nothing."""

from collections.abc import Callable
from contextvars import copy_context
from datetime import date

from meshwright.catalog.portal.asked import Asked
from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.serving import Shown
from meshwright.changes.base_commit import nearly_alike
from meshwright.errors import MeshError
from meshwright.gate.assessment import Assessment, assess
from meshwright.gc_pause import collector_paused
from meshwright.specs.wanted import WANTED_FOLDER
from meshwright.workspace import Workspace


def renewed(
    workspace: Workspace,
    environment: str,
    content: Callable[[Assessment], Content],
    *,
    as_of: Callable[[], date],
    say: Callable[[MeshError], None],
) -> Shown:
    """A portal that is made again where its checkout has changed since a page was asked for.

    What a change leaves as it is stays read, planned and judged.
    """

    def build() -> Asked:
        with collector_paused():
            return Asked(content(assess(workspace, environment, as_of=as_of())))

    # A request has its own thread, and so its own context.
    with nearly_alike():
        remembered = copy_context()
    wanted = workspace.root / WANTED_FOLDER
    watched = (workspace.domains, workspace.environments, workspace.policies, wanted)
    return Shown(lambda: remembered.run(build), watched, say)
