"""GitHub's workflows: check, comment, preview, deploy, record, night.

Each action is pinned by the commit of its release, since a tag can be moved.
"""

from collections.abc import Iterator, Mapping

from meshwright.ci.pipeline import Pipeline, Stage
from meshwright.ci.template import filled, script, template

FOLDER = ".github/workflows"
ACTIONS = {
    "checkout": "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "cache": "actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
    "cache_restore": "actions/cache/restore@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
    "upload_artifact": (
        "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0"
    ),
    "aws_credentials": (
        "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3"
    ),
}
WHOLE_HISTORY = "fetch-depth: 0"
"""Of git, which shards are told from, and changes in the catalog."""
COMMON = {**ACTIONS, "runner": "ubuntu-24.04"}


def files(pipeline: Pipeline) -> Mapping[str, str]:
    """The text of each workflow, without its head, by path."""
    return {f"{FOLDER}/{name}.yml": text for name, text in _workflows(pipeline)}


def _workflows(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    yield "mesh-check", _made("mesh-check")
    yield "mesh-comment", _made("mesh-comment", script_comment=script("comment.py"))
    if pipeline.previewed:
        sign_in = _sign_in(pipeline.previewed.planner, pipeline.previewed.region)
        yield (
            "mesh-preview",
            _made("mesh-preview", environment=pipeline.previewed.environment, sign_in=sign_in),
        )
    yield "mesh-up", _up(pipeline.shards)
    order = " then ".join(stage.environment for stage in pipeline.stages)
    stages = "\n".join(_stages(pipeline))
    yield "mesh-record", _record(pipeline.branch)
    yield "mesh-deploy", _made("mesh-deploy", order=order, branch=pipeline.branch, stages=stages)
    nights = "\n".join((*_nights(pipeline), *_unused(pipeline)))
    yield "mesh-nightly", _made("mesh-nightly", nights=nights)


def _record(branch: str) -> str:
    return _made("mesh-record", branch=branch, script_record=script("record.py"))


def _up(shards: int) -> str:
    """What `mesh-deploy` calls: one job, or foundation, shards of the products, what is left."""
    given = {
        "prepare_history": _prepare(checked_out=WHOLE_HISTORY),
        "sign_in": _sign_in("${{ inputs.role }}", "${{ inputs.region }}"),
    }
    if shards == 1:
        return _made("mesh-up", publish=_made("publish", condition=""), **given)
    listed = ",".join(f'{{"shard":"{each}/{shards}"}}' for each in range(1, shards + 1))
    counted = {"shards": str(shards), "all_shards": listed}
    publish = _made("publish", condition="if: ${{ needs.products.result == 'success' }}")
    return _made("mesh-up-shards", prepare=_prepare(), publish=publish, **counted, **given)


def _stages(pipeline: Pipeline) -> Iterator[str]:
    """One job for each environment, behind an approval for all but the first."""
    previous = ""
    for stage in pipeline.stages:
        needs = f"needs: approve-{stage.environment}" if previous else ""
        if previous:
            yield _made("approval", previous=previous, **_words(stage))
        yield _made("stage", needs=needs, **_words(stage))
        previous = stage.environment


def _nights(pipeline: Pipeline) -> Iterator[str]:
    first, *later = pipeline.stages
    yield _night(first, gate="", prepare=_prepare(checked_out=WHOLE_HISTORY))
    for stage in later:
        words = _words(stage)
        yield _made("approved", script_approved=script("approved.py"), **words)
        prepare = _prepare(
            checked_out=_made("checked_out", **words),
            verified=_made("verified", branch=pipeline.branch),
        )
        yield _night(stage, gate=_made("gate", **words), prepare=prepare)


def _unused(pipeline: Pipeline) -> Iterator[str]:
    """Two jobs for each environment with a trail that its plan role may ask."""
    for stage in pipeline.stages:
        if stage.auditor:
            # It says since when an agreement is in force.
            prepare = _prepare(checked_out=WHOLE_HISTORY)
            sign_in = _sign_in(stage.auditor, stage.region)
            told = {"sign_in": sign_in, "prepare": prepare, "script_unused": script("unused.py")}
            yield _made("unused", **told, **_words(stage))


def _night(stage: Stage, *, gate: str, prepare: str) -> str:
    sign_in = _sign_in(stage.role, stage.region)
    return _made("night", gate=gate, prepare=prepare, sign_in=sign_in, **_words(stage))


def _prepare(checked_out: str = "", verified: str = "") -> str:
    return _made("prepare", checked_out=checked_out, verified=verified)


def _sign_in(role: str, region: str) -> str:
    return _made("sign_in", role=role, region=region)


def _words(stage: Stage) -> Mapping[str, str]:
    return {
        "environment": stage.environment,
        "host_environment": stage.host_environment,
        "role": stage.role,
        "region": stage.region,
    }


def _made(name: str, **values: str) -> str:
    return filled(template(f"github/{name}.yml"), {**COMMON, **values})
