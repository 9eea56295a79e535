"""GitLab's pipeline: check, deploy, night, in one file."""

from collections.abc import Iterator, Mapping

from meshwright.ci.pipeline import Pipeline, Stage
from meshwright.ci.template import filled, script, template

FILE = ".gitlab-ci.yml"


def files(pipeline: Pipeline) -> Mapping[str, str]:
    """The text of the pipeline's file, without its head, by path."""
    names = [stage.environment for stage in pipeline.stages]
    text = _made(
        "gitlab-ci",
        order=" then ".join(names),
        stage_names="\n".join(f"- {name}" for name in names),
        script_sign_in=script("sign_in.py"),
        stages="\n".join(_stages(pipeline)),
    )
    return {FILE: text}


def _stages(pipeline: Pipeline) -> Iterator[str]:
    """The jobs of each environment: all but the first are started by a person."""
    first, *later = pipeline.stages
    yield _stage(first)
    for stage in later:
        approved = _made(
            "approved", environment=stage.environment, script_deployed=script("deployed.py")
        )
        yield _stage(stage, when=_made("when"), approved=approved)


def _stage(stage: Stage, *, when: str = "", approved: str = "") -> str:
    words = {"environment": stage.environment, "role": stage.role, "region": stage.region}
    return _made("stage", **words, when=when, approved=approved)


def _made(name: str, **values: str) -> str:
    return filled(template(f"gitlab/{name}.yml"), values)
