"""`mesh catalog build`: the portal as one folder of static files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.catalog_content import From, ResultsFrom, ScoresFrom, WithoutExports, scores_of
from meshwright.cli.catalog_content import shown as content_of
from meshwright.cli.options import AsOf, Env, Json
from meshwright.visible import one_line, plural

if TYPE_CHECKING:
    from meshwright.workspace import Workspace

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Where to; by default .mesh/portal/ENV.",
    ),
]


def build(
    out: Out = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    results: ResultsFrom = None,
    others: From = None,
    scores: ScoresFrom = None,
    no_exports: WithoutExports = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write the portal: static pages that open from a disk as from any web server."""
    from meshwright.catalog.portal.folder import write
    from meshwright.catalog.portal.pages import files
    from meshwright.gate.assessment import assess
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    days = scores_of(workspace, assessment.environment, scores)
    shown = content_of(workspace, assessment, results, others, days, exports=not no_exports)
    folder = out or default_folder(workspace, env)
    written = write(folder, files(shown))
    first = folder / "index.html"
    if json:
        document = {
            "environment": env,
            "asOf": assessment.plan.as_of.isoformat(),
            "commit": shown.changelog.commit,
            "products": len(shown.catalog.products),
            "unreadable": list(shown.unreadable),
            "unread": [{"name": each.name, "reason": each.reason} for each in shown.unread],
            "index": str(first),
            "files": written.files,
            "changed": written.changed,
            "removed": written.removed,
            "bytes": written.size,
        }
        output.emit("catalog build", document)
        return
    what = f"{plural(len(shown.catalog.products), 'product')} in {plural(written.files, 'file')}"
    output.print_out(f"{what}, {plural(written.changed, 'file')} changed: {one_line(str(first))}")
    if shown.unreadable:
        names = one_line(", ".join(shown.unreadable))
        output.print_text(f"not shown, since their files have errors: {names} (`mesh check`)")
    for each in shown.unread:
        output.print_text(f"not shown: {one_line(each.name)}: {one_line(each.reason)}")


def default_folder(workspace: "Workspace", environment: str) -> Path:
    """Where an environment's portal lies unless somebody says otherwise."""
    return workspace.private / "portal" / environment
