"""Which environments a repository deploys, and in which order."""

from pathlib import Path

import pytest

from meshwright.ci import github, gitlab
from meshwright.ci.pipeline import Pipeline, Stage, pipeline_of
from meshwright.errors import MeshError, UsageError

FILE = """\
account: "{account}"
region: eu-central-1
backend: s3://state-{name}
deployer: arn:aws:iam::{account}:role/{name}-deployer
administrators: [arn:aws:iam::{account}:role/{name}-deployer]
"""
BOOTSTRAP = """\
bootstrap:
  codeHost: github
  repository: acme/mesh
  planner: arn:aws:iam::111111111111:role/planner
auditors: [arn:aws:iam::111111111111:role/planner]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "platform/environments").mkdir(parents=True)
    for number, name in enumerate(("prod", "local", "staging", "dev", "load"), start=1):
        text = FILE.format(name=name, account=f"{number}" * 12)
        (tmp_path / f"platform/environments/{name}.yaml").write_text(text)
    return tmp_path


def names(pipeline: Pipeline) -> list[str]:
    return [stage.environment for stage in pipeline.stages]


def test_all_but_local_are_deployed_and_production_last(root: Path) -> None:
    pipeline, _ = pipeline_of(root, (), branch="main", preview=None)

    assert names(pipeline) == ["dev", "load", "staging", "prod"]
    assert pipeline.stages[0].role == "arn:aws:iam::444444444444:role/dev-deployer"


def test_the_order_that_is_named_holds(root: Path) -> None:
    file = root / "platform/environments/prod.yaml"
    file.write_text(file.read_text() + BOOTSTRAP)
    pipeline, _ = pipeline_of(root, ("load", "dev"), branch=None, preview="prod")

    assert names(pipeline) == ["load", "dev"]
    assert pipeline.branch == "main"
    assert pipeline.previewed is not None
    assert pipeline.previewed.environment == "prod"


@pytest.mark.parametrize("chosen", [("local",), ("nowhere",)])
def test_what_is_not_there_or_is_local_is_not_deployed(root: Path, chosen: tuple[str]) -> None:
    with pytest.raises(MeshError):
        pipeline_of(root, chosen, branch="main", preview=None)


def test_a_mesh_with_nothing_but_local_is_told_what_to_write(root: Path) -> None:
    for name in ("dev", "load", "staging", "prod"):
        (root / f"platform/environments/{name}.yaml").unlink()

    with pytest.raises(UsageError, match="nothing else to deploy"):
        pipeline_of(root, (), branch="main", preview=None)


def test_it_is_told_where_a_job_would_have_to_assume_its_own_role(root: Path) -> None:
    file = root / "platform/environments/dev.yaml"
    file.write_text(file.read_text() + "assumeDeployer: false\n")

    _, notes = pipeline_of(root, ("dev", "prod"), branch="main", preview=None)

    assert [note.partition(":")[0] for note in notes] == ["prod"]


def test_a_deployer_of_the_template_trusts_itself(root: Path) -> None:
    file = root / "platform/environments/dev.yaml"
    planner = "arn:aws:iam::111122223333:role/planner"
    bootstrap = f"{{codeHost: github, repository: acme/mesh, planner: {planner!r}}}"
    file.write_text(f"{file.read_text()}bootstrap: {bootstrap}\n")

    assert pipeline_of(root, ("dev",), branch="main", preview=None)[1] == ()


@pytest.mark.parametrize("branch", ["main]", "a b", "x\n  y: z", "${{ github.token }}"])
def test_a_branch_that_would_be_more_than_a_name_is_refused(root: Path, branch: str) -> None:
    with pytest.raises(UsageError, match="cannot stand in a workflow"):
        pipeline_of(root, ("dev",), branch=branch, preview=None)


def test_a_lone_environment_follows_the_merge_on_both_hosts() -> None:
    alone = Pipeline((Stage("prod", "arn:aws:iam::1:role/d", "eu-central-1"),))

    texts = {**github.files(alone), **gitlab.files(alone)}

    assert "approv" not in texts[".github/workflows/mesh-nightly.yml"].split("jobs:")[1]
    assert "when: manual" not in texts[".gitlab-ci.yml"]
