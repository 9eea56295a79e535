"""What the commands of the portal show: a checkout, and the last runs where they are asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import output
from meshwright.errors import MeshError

if TYPE_CHECKING:
    from meshwright.catalog.merging import Other
    from meshwright.catalog.portal.content import Content
    from meshwright.catalog.results import Results
    from meshwright.catalog.samples import Samples
    from meshwright.catalog.scores import Days
    from meshwright.gate.assessment import Assessment
    from meshwright.specs.environment import Environment
    from meshwright.workspace import Workspace

ENVIRONMENT, NONE, PUBLISHED = "env", "none", "published"

ResultsFrom = Annotated[
    str | None,
    typer.Option(
        "--results",
        metavar="env|none|FILE",
        help="The last runs: asked of the environment, left out, or read from the runs.json of an"
        " earlier portal. By default those of a local AWS that is running.",
    ),
]
ScoresFrom = Annotated[
    str | None,
    typer.Option(
        "--scores",
        metavar="published|none|FILE",
        help="How domains scored on earlier days, for the trend on the page Governance: as the"
        " published portal has it, left out, or read from the scores.json of an earlier portal.",
    ),
]
WithoutExports = Annotated[
    bool,
    typer.Option(
        "--no-exports",
        help="Leave out the products in the formats of other tools: most of a portal's size.",
    ),
]


From = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="PLACE",
        help="Show another mesh too, of another repository or account: the place of its portal,"
        " an address in S3 or a folder; may be repeated.",
    ),
]


def shown(
    workspace: "Workspace",
    assessment: "Assessment",
    results: str | None,
    places: Sequence[str] | None = None,
    scores: "Days | None" = None,
    *,
    exports: bool,
) -> "Content":
    """The portal's content."""
    from meshwright.catalog.portal.content import content

    told, samples = _results(workspace, assessment, results)
    others = _others(workspace, assessment, places or ())
    return content(workspace, assessment, told, samples, others, scores, exports=exports)


def scores_of(
    workspace: "Workspace",
    environment: "Environment",
    where: str | None,
    *,
    assume: bool = False,
) -> "Days | None":
    """How domains scored on earlier days; with `assume`, who deploys reads what is published."""
    from meshwright.catalog.portal.publishing import published
    from meshwright.catalog.scores import FILE, UnreadableError, load_scores, parse
    from meshwright.cli.running import connected

    if where in (None, NONE):
        return None
    if where != PUBLISHED:
        return load_scores(Path(str(where)), environment.name)
    with connected(workspace, environment, assume=assume) as cloud:
        text = published(cloud, FILE)
    try:
        return None if text is None else parse(text, environment.name)
    except UnreadableError as error:
        output.say(f"the trend begins anew: {FILE} of the published portal {error}")
        return None


def _others(
    workspace: "Workspace", assessment: "Assessment", places: Sequence[str]
) -> "list[Other]":
    from meshwright.catalog import others
    from meshwright.cli.running import connected

    if not any(map(others.is_bucket, places)):
        return [others.read(place, others.in_folder(place)) for place in places]
    with connected(workspace, assessment.environment) as cloud:
        return [
            others.read(
                place,
                others.in_bucket(place, cloud)
                if others.is_bucket(place)
                else others.in_folder(place),
            )
            for place in places
        ]


def _results(
    workspace: "Workspace", assessment: "Assessment", where: str | None
) -> "tuple[Results | None, Samples]":
    """The last results, and the samples of rows beside them."""
    if where == ENVIRONMENT:
        return _asked(workspace, assessment)
    if where == NONE:
        return None, {}
    if where is not None:
        from meshwright.catalog.results import load_results

        return load_results(Path(where))
    if not assessment.environment.is_local:
        return None, {}
    try:
        return _asked(workspace, assessment)
    except MeshError:
        # It does not run, or nothing was brought up in it yet: then there was no run to tell of.
        return None, {}


def _asked(workspace: "Workspace", assessment: "Assessment") -> "tuple[Results, Samples]":
    """The last results and samples as the environment keeps them."""
    from meshwright.catalog.results import read_results
    from meshwright.catalog.samples import read_samples
    from meshwright.cli.running import connected

    made = [
        product.id
        for product in assessment.mesh.products.values()
        if any(table.is_refreshed for table in product.tables.values())
    ]
    with connected(workspace, assessment.environment) as cloud:
        return read_results(cloud, made), read_samples(cloud, assessment.mesh)
