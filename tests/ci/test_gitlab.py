""".gitlab-ci.yml as it is written: its jobs' lines, in a clone of a bare repository."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from meshwright.ci import gitlab
from meshwright.ci.pipeline import Pipeline, Stage

from ci.code_host import TOKEN, CodeHost, code_host
from ci.jobs import Runner, git
from ci.repository import Repository, repository_in
from ci.stories import ORDERS, PARTS, STORIES

ROOT = Path(__file__).parents[2]
PIPELINE = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
STAGES = tuple(
    Stage(name, f"arn:aws:iam::111122223333:role/{name}", "eu-central-1", f"role/{name}-planner")
    for name in ("dev", "prod")
)
WHOLE = {
    path: yaml.safe_load(text)
    for path, text in gitlab.files(Pipeline(STAGES, previewed=STAGES[0], shards=3)).items()
}
SHARDED, UP = WHOLE[".gitlab-ci.yml"], WHOLE[".gitlab/mesh-up.yml"]
PREVIEW = SHARDED["preview"]
ANSWER = """\
<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Credentials>
      <AccessKeyId>ASIAEXAMPLE</AccessKeyId>
      <SecretAccessKey>a/secret+key</SecretAccessKey>
      <SessionToken>a'token$(id)</SessionToken>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>
"""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return repository_in(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def runner(repository: Repository, tmp_path: Path) -> Runner:
    folder = tmp_path / "runner"
    folder.mkdir()
    return Runner(repository.bare, folder)


@pytest.fixture
def host() -> Iterator[CodeHost]:
    with code_host() as host:
        yield host


@pytest.fixture
def sts() -> Iterator[tuple[str, list[Mapping[str, list[str]]]]]:
    """AWS's Security Token Service: its address, and what it was asked."""
    asked: list[Mapping[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked.append(parse_qs(self.rfile.read(length).decode()))
            self.send_response(200)
            self.send_header("Content-Length", str(len(ANSWER)))
            self.end_headers()
            self.wfile.write(ANSWER.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()
    thread.join()


def job(name: str) -> dict[str, Any]:
    """A job with what it extends, as GitLab merges them."""
    own = PIPELINE[name]
    base = job(own["extends"]) if "extends" in own else {}
    variables = {**base.get("variables", {}), **own.get("variables", {})}
    return {**base, **own, "variables": variables}


def ran(
    runner: Runner, commit: str, lines: list[str], variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Lines in one shell that ends at the first failure, as GitLab's runner has them."""
    runner.check_out(commit)
    kept = runner._variables({"github": {"sha": commit}})
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(lines)],
        cwd=runner.place,
        env=kept | {"MESH_AS_OF": "2026-06-01"} | dict(variables),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(("story", "code"), [("new-column", 0), ("dropped-column", 5)])
def test_a_merge_request_gets_a_report_and_code_quality(
    repository, runner, story: str, code: int
) -> None:
    head, _ = repository.pull_request(1, STORIES[story])
    variables = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": repository.main}

    done = ran(runner, head, PIPELINE["check"]["script"], variables)

    assert done.returncode == code, done.stderr
    reports = runner.place / "reports"
    assert (reports / "report.md").read_text().startswith("❌" if code else "✅")
    assert any("CHK014" in found["check_name"] for found in quality(reports)) is bool(code)
    assert (reports / "junit.xml").read_text().startswith("<?xml")


def quality(reports: Path) -> list[dict[str, Any]]:
    return json.loads((reports / "quality.json").read_text())


def test_on_the_default_branch_it_leaves_what_is_compared_with(repository, runner) -> None:
    done = ran(runner, repository.main, PIPELINE["check"]["script"], {})

    assert done.returncode == 0, done.stderr
    assert quality(runner.place / "reports") == []


def test_in_a_merged_results_pipeline_only_the_change_is_reported(repository, runner) -> None:
    old = git(repository.author, "rev-parse", "main")
    git(repository.author, "switch", "-q", "main")
    with (repository.author / "domains/sales/invoices/product.yaml").open("a") as spec:
        spec.write("clasification: internal\n")
    git(repository.author, "commit", "-qam", "Somebody else's fault")
    git(repository.author, "push", "-q", str(repository.bare), "main")
    _, merged = repository.pull_request(2, {"README.md": "Nothing.\n"})
    variables = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": old,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": repository.main,
    }

    done = ran(runner, merged, PIPELINE["check"]["script"], variables)

    assert done.returncode == 0, done.stderr


def test_a_job_signs_in_once_and_hands_the_session_on(repository, runner, sts) -> None:
    address, asked = sts
    up = job("up-prod")
    own = {"MESH_ID_TOKEN": "a.b.c", "CI_JOB_ID": "7", "AWS_ENDPOINT_URL_STS": address}

    lines = [*up["before_script"], 'printf "%s\\n" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN"']
    done = ran(runner, repository.main, [*lines, "env | grep AWS_REGION"], own | up["variables"])

    assert done.stdout.splitlines() == ["a/secret+key", "a'token$(id)", "AWS_REGION=eu-central-1"]
    assert [question["RoleArn"] for question in asked] == [
        ["arn:aws:iam::444455556666:role/mesh-deployer"]
    ]
    assert asked[0]["WebIdentityToken"] == ["a.b.c"]


def at_night(host: CodeHost, repository: Repository, runner: Runner) -> tuple[str, str]:
    """The commit that a night for prod works with, and what it says."""
    variables = {
        "CI_API_V4_URL": host.address,
        "CI_PROJECT_PATH": "acme/mesh",
        "CI_JOB_TOKEN": TOKEN,
    }
    lines = [job("night-prod")["script"][0], "git rev-parse HEAD"]
    done = ran(runner, repository.main, lines, variables)
    return done.stdout.strip(), done.stderr


def test_a_night_deploys_what_was_deployed_last(host, repository, runner) -> None:
    first = git(repository.author, "rev-list", "--max-parents=0", "main")
    host.deployments += [
        {"sha": "f" * 40, "environment": "prod", "state": "created"},
        {"sha": first, "environment": "prod", "state": "failed"},
    ]

    assert at_night(host, repository, runner)[0] == first


def test_a_night_before_the_first_deployment_ends_well(host, repository, runner) -> None:
    assert at_night(host, repository, runner) == ("", "prod was never deployed\n")


def test_a_night_deploys_nothing_that_was_not_merged(host, repository, runner) -> None:
    head, _ = repository.pull_request(3, {"README.md": "Not merged.\n"})
    git(repository.author, "push", "-qf", str(repository.bare), f"{head}:refs/heads/unmerged")
    host.deployments.append({"sha": head, "environment": "prod", "state": "success"})

    assert at_night(host, repository, runner)[0] == ""


def published(host: CodeHost, repository: Repository, runner: Runner, commit: str) -> str:
    """What is said before a catalog is published, by the pipeline of a commit."""
    variables = {
        "CI_API_V4_URL": host.address,
        "CI_PROJECT_PATH": "acme/mesh",
        "CI_JOB_TOKEN": TOKEN,
        "CI_COMMIT_SHA": commit,
    }
    choosing, publishing = job("publish-prod")["script"]
    assert publishing == "./mesh catalog publish --env prod"
    done = ran(runner, repository.main, [choosing, "echo publishes"], variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("state", ["success", "failed"])
def test_a_catalog_is_published_unless_a_later_commit_was_deployed(
    host, repository, runner, state: str
) -> None:
    first = git(repository.author, "rev-list", "--max-parents=0", "main")
    git(repository.author, "switch", "-q", "main")
    git(repository.author, "commit", "-q", "--allow-empty", "-m", "Later")
    git(repository.author, "push", "-q", str(repository.bare), "main")

    assert published(host, repository, runner, first) == "publishes"
    host.deployments.append({"sha": first, "environment": "prod", "state": state})
    assert published(host, repository, runner, first) == "publishes"
    host.deployments.insert(0, {"sha": repository.main, "environment": "prod", "state": state})
    assert "a later commit was deployed" in published(host, repository, runner, first)
    assert published(host, repository, runner, repository.main) == "publishes"


def test_a_catalog_that_is_not_published_is_a_warning_behind_what_is_up() -> None:
    for name, environment in (("publish-dev", "dev"), ("publish-prod", "prod")):
        publish = job(name)
        assert publish["needs"] == [{"job": f"up-{environment}", "artifacts": False}]
        assert publish["allow_failure"] is True
        assert publish["resource_group"] == f"mesh-{environment}"
        assert publish["environment"]["action"] == "access"
        assert "when" not in publish["rules"][0]
    assert UP["publish"]["allow_failure"] is True
    assert UP["publish"]["stage"] == UP["stages"][-1] == "publish"
    assert "when" not in UP["publish"]


@pytest.mark.parametrize(("up", "published", "code"), [(0, 0, 0), (1, 0, 1), (0, 1, 1)])
def test_a_night_publishes_what_is_up(
    repository, runner, up: int, published: int, code: int
) -> None:
    mesh = f'echo "$1"; case "$1" in up) exit {up} ;; catalog) exit {published} ;; esac'
    lines = ["mesh() { (" + mesh + "); }", *job("night-dev")["script"]]

    said = ran(runner, repository.main, [line.replace("./mesh", "mesh") for line in lines], {})

    catalog = [] if up else ["catalog"]
    assert said.stdout.splitlines() == ["up", *catalog, "drift", "policy"]
    assert said.returncode == code


def test_only_the_check_runs_for_merge_requests_and_it_has_no_token() -> None:
    for name in PIPELINE.keys() - {"workflow", "stages", "default"}:
        asked = str(PIPELINE[name].get("rules", ""))
        assert ("merge_request_event" in asked) is (name == "check"), name
    assert "id_tokens" not in PIPELINE["check"]


def previewed(
    repository: Repository, runner: Runner, number: str, head: str
) -> subprocess.CompletedProcess[str]:
    """The lines that take the specs of a merge request, in a checkout of `main`."""
    git(
        repository.author, "push", "-qf", str(repository.bare), f"{head}:refs/merge-requests/7/head"
    )
    lines = [PREVIEW["script"][0], "git status --short"]
    return ran(runner, repository.main, lines, {"MESH_PREVIEW": number})


def test_a_preview_has_a_merge_requests_specs_and_this_branchs_code(repository, runner) -> None:
    head, _ = repository.pull_request(
        7,
        {
            ORDERS: PARTS[ORDERS].replace("Confirmed orders", "Orders, confirmed"),
            "mesh": "#!/bin/sh\necho owned\n",
            "policies/floor.yaml": "{}\n",
        },
    )
    done = previewed(repository, runner, "7", head)

    assert done.stdout.splitlines() == [" M domains/sales/orders/product.yaml"], done.stderr


@pytest.mark.parametrize("number", ["7/head:refs/x", "--upload-pack=x", "$(id)"])
def test_what_is_no_number_is_not_previewed(repository, runner, number: str) -> None:
    done = previewed(repository, runner, number, repository.main)

    assert (done.returncode, done.stdout) == (2, "")
    assert "MESH_PREVIEW is no number" in done.stderr


def test_a_preview_is_asked_for_on_the_default_branch_and_only_reads() -> None:
    (rule,) = PREVIEW["rules"]

    assert "merge_request_event" not in str(SHARDED["preview"])
    assert "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" in rule["if"]
    assert PREVIEW["variables"]["MESH_ROLE"] == "role/dev-planner"
    assert PREVIEW["cache"] == {"policy": "pull"}
    assert "preview" not in PIPELINE


def test_a_deployment_over_several_jobs_keeps_others_of_its_environment_waiting() -> None:
    """All its jobs are in one pipeline, and the job that starts it holds the environment."""
    for name in ("dev", "prod"):
        up = SHARDED[f"up-{name}"]
        assert up["trigger"] == {"include": ".gitlab/mesh-up.yml", "strategy": "depend"}
        assert up["resource_group"] == SHARDED[f".{name}"]["resource_group"] == f"mesh-{name}"
        assert up["variables"]["MESH_ENVIRONMENT"] == name
        assert "script" not in up
    assert "when: manual" in yaml.safe_dump(SHARDED["up-prod"]["rules"])
    assert "resource_group" not in yaml.safe_dump(UP)
    assert UP["products"]["parallel"] == 3
    assert [UP[job]["stage"] for job in ("before", "products", "after", "publish")] == UP["stages"]
    assert UP[".deploys"] == SHARDED[".deploys"]
