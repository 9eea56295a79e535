"""`mesh catalog publish`: the portal into the catalog bucket, where every reader may fetch it."""

from meshwright.cli import options, output
from meshwright.cli.catalog_content import (
    PUBLISHED,
    From,
    ResultsFrom,
    ScoresFrom,
    WithoutExports,
    scores_of,
    shown,
)
from meshwright.cli.options import AsOf, Env, Json
from meshwright.visible import plural


def publish(
    env: Env = options.DEFAULT_ENVIRONMENT,
    results: ResultsFrom = None,
    others: From = None,
    scores: ScoresFrom = PUBLISHED,
    no_exports: WithoutExports = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Bring the portal in the catalog bucket up to date; only what differs is written."""
    from meshwright.catalog.portal import publishing
    from meshwright.catalog.portal.pages import files
    from meshwright.cli.running import connected
    from meshwright.gate.assessment import assess
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    days = scores_of(workspace, assessment.environment, scores, assume=True)
    content = shown(workspace, assessment, results, others, days, exports=not no_exports)
    with connected(workspace, assessment.environment, assume=True) as cloud:
        done = publishing.publish(cloud, dict(files(content)))
    if json:
        document = {
            "environment": env,
            "asOf": assessment.plan.as_of.isoformat(),
            "commit": content.changelog.commit,
            "address": done.address,
            "files": done.files,
            "changed": done.changed,
            "removed": done.removed,
        }
        output.emit("catalog publish", document)
        return
    what = f"{plural(done.files, 'file')}, {done.changed} written, {done.removed} removed"
    output.print_out(f"{what}: {done.address}")
