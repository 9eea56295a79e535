"""What CI deploys, previews and does at night, by the lines of the workflows as they are written.

The account is the local AWS of the runner's checkout, which stays between the jobs.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
import yaml

from meshwright.ci import github, gitlab
from meshwright.ci.pipeline import Pipeline, Stage

from checkouts import put
from ci.jobs import Runner, git
from ci.repository import Repository, repository_in
from ci.stories import AGREEMENT, INVOICES, ORDERS, PARTS, REPORTING

pytestmark = pytest.mark.e2e

FIRST = Stage("dev", "arn:aws:iam::111122223333:role/mesh-deployer", "eu-central-1")
LOCAL = Stage("local", "arn:aws:iam::123456789012:user/administrator", "eu-central-1")
PIPELINE = Pipeline((FIRST, LOCAL), previewed=LOCAL, shards=2)
FILES = github.files(PIPELINE)
GITLAB = yaml.safe_load(gitlab.files(PIPELINE)[".gitlab/mesh-up.yml"])
INPUTS = {"environment": "local", "host_environment": "local", "role": LOCAL.role}
CONTEXTS = {"inputs": {**INPUTS, "region": LOCAL.region}}


def workflow(name: str) -> str:
    return FILES[f".github/workflows/mesh-{name}.yml"]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A mesh of one product."""
    repository = repository_in(tmp_path_factory.mktemp("repository"))
    for path in (AGREEMENT, INVOICES, REPORTING, "domains/finance/domain.yaml"):
        put(repository.author / path, None)
    git(repository.author, "commit", "-qam", "One product")
    git(repository.author, "push", "-q", str(repository.bare), "main")
    return repository


@pytest.fixture(scope="module")
def runner(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    folder = tmp_path_factory.mktemp("runner")
    runner = Runner(repository.bare, folder, {"MESH_AS_OF": "2026-06-01"})
    try:
        yield runner
    finally:
        subprocess.run([runner.place / "mesh", "local", "stop"], check=False, timeout=300)


def test_a_merge_is_previewed_deployed_in_shards_and_looked_after_at_night(
    repository: Repository, runner: Runner
) -> None:
    commit = repository.main
    pushed = {"github": {"sha": commit, "event": {"before": "0" * 40}}, **CONTEXTS}

    assert runner.run(workflow("up"), "before", pushed) == 0, runner.log
    matrix = json.loads(runner.outputs()["matrix"])
    assert matrix == {"include": [{"shard": "1/2"}, {"shard": "2/2"}]}
    for share in matrix["include"]:
        assert runner.run(workflow("up"), "products", {**pushed, "matrix": share}) == 0, runner.log
        assert runner.summary.startswith("✅")
    whole = {**pushed, "needs": {"products": {"result": "success"}}}
    assert runner.run(workflow("up"), "after", whole) == 0, runner.log
    assert "--catalog/portal/index.html" in runner.summary
    assert stacks(runner) == {"local", "local.sales", "local.sales.orders"}

    head, _ = repository.pull_request(
        1,
        {
            ORDERS: PARTS[ORDERS].replace(
                "      ordered_on: date\n", "      ordered_on: date\n      channel: string\n"
            )
        },
    )
    event = {"workflow_run": {"head_sha": head}}
    asked = {"github": {"sha": commit, "token": "", "event": event}}
    assert runner.run(workflow("preview"), "preview", asked) == 0, runner.log
    said = runner.log[runner.log.index("::stop-commands::") :]
    assert "local.sales.orders" in said

    runner.log = ""
    approved = {"approved-local": {"outputs": {"commit": commit}}}
    night = {"github": {"sha": commit}, "needs": approved}
    assert runner.run(workflow("nightly"), "local", night) == 0, runner.log
    assert "no drift" in runner.log
    assert "--catalog/portal/index.html" in runner.log

    for job, node in (("before", ""), ("products", "1"), ("products", "2"), ("after", "")):
        assert gitlab_ran(runner, job, node).startswith("✅ **Done** in `local`"), job


def gitlab_ran(runner: Runner, job: str, node: str) -> str:
    """The report that a job of GitLab leaves, by its lines as they are written."""
    variables = {"MESH_ENVIRONMENT": "local", "CI_NODE_INDEX": node, "CI_NODE_TOTAL": "2"}
    lines = "\n".join(GITLAB[job]["script"])
    shutil.rmtree(runner.place / "reports", ignore_errors=True)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", lines],
        cwd=runner.place,
        env={**os.environ, **runner.variables, **variables},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (report,) = (runner.place / GITLAB[".up"]["artifacts"]["paths"][0]).iterdir()
    return report.read_text()


def stacks(runner: Runner) -> set[str]:
    state = runner.place / ".mesh/local/state/.pulumi/stacks/mesh"
    return {file.stem for file in state.glob("*.json")}
