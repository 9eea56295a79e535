"""GitLab's pipeline: check, deploy, night, in one file; a second one where products come in shards.

Jobs of one resource group wait for each other, so that the jobs of one deployment cannot be in it:
the job that starts their pipeline is, for as long as that runs. Source: GitLab docs, "Resource
group", pipeline-level concurrency control with parent-child pipelines.
"""

from collections.abc import Iterator, Mapping

from meshwright.ci.pipeline import Pipeline, Stage
from meshwright.ci.template import filled, script, template

FOLDER = ".gitlab"
FILE = ".gitlab-ci.yml"
DEPLOYED = script("deployed.py")
TEMPLATE = (
    "so that `mesh access who` knows who approved, Settings > Merge requests > Merge commit message"
    " template ends with `See merge request %{reference}`, an empty line and `%{approved_by}`"
)
"""A job's token reads no approvals, and GitLab itself writes them as trailers.

Source: GitLab docs, "Commit message templates".
"""


def files(pipeline: Pipeline) -> Mapping[str, str]:
    """The text of the pipeline's files, without their heads, by path."""
    names = [stage.environment for stage in pipeline.stages]
    deploys = _made("deploys", script_sign_in=script("sign_in.py"))
    text = _made(
        "gitlab-ci",
        order=" then ".join(names),
        stage_names="\n".join(f"- {name}" for name in names),
        deploys=deploys,
        preview=_preview(pipeline),
        stages="\n".join(_stages(pipeline)),
    )
    if pipeline.shards == 1:
        return {FILE: text}
    up = _made("mesh-up", shards=str(pipeline.shards), deploys=deploys)
    return {FILE: text, f"{FOLDER}/mesh-up.yml": up}


def _preview(pipeline: Pipeline) -> str:
    stage = pipeline.previewed
    if stage is None:
        return ""
    words = {"environment": stage.environment, "role": stage.planner, "region": stage.region}
    return _made("preview", **words)


def _stages(pipeline: Pipeline) -> Iterator[str]:
    """The jobs of each environment: all but the first are started by a person."""
    up = "up" if pipeline.shards == 1 else "up-shards"
    first, *later = pipeline.stages
    yield _stage(first, up)
    for stage in later:
        approved = _made("approved", environment=stage.environment, script_deployed=DEPLOYED)
        yield _stage(stage, up, when=_made("when"), approved=approved)


def _stage(stage: Stage, up: str, *, when: str = "", approved: str = "") -> str:
    words = {"environment": stage.environment, "role": stage.role, "region": stage.region}
    brought_up = _made(up, **words, when=when, script_deployed=DEPLOYED)
    return _made("stage", **words, up=brought_up, approved=approved)


def _made(name: str, **values: str) -> str:
    return filled(template(f"gitlab/{name}.yml"), values)
