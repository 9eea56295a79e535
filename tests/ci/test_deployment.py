"""What is merged, approved and previewed: the lines of these jobs, with nothing deployed yet."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from meshwright.ci import github
from meshwright.ci.pipeline import Pipeline, Stage

from checkouts import put
from ci.code_host import BOT, TOKEN, CodeHost, code_host
from ci.jobs import Runner, git
from ci.repository import Repository, repository_in
from ci.stories import ORDERS, PARTS

STAGES = tuple(
    Stage(name, f"arn:aws:iam::111122223333:role/{name}", "eu-central-1")
    for name in ("dev", "prod")
)
FILES = github.files(Pipeline(STAGES, previewed=STAGES[0]))
NIGHTLY, PREVIEW = (FILES[f".github/workflows/mesh-{name}.yml"] for name in ("nightly", "preview"))
SHARDED = github.files(Pipeline(STAGES, shards=2))
MESH = """\
#!/bin/sh
echo "$1 $2" >> ../asked
case "$1 $2" in
  "catalog publish") echo "3 files, 1 written, 0 removed: s3://catalog/portal/index.html" ;;
esac
test "$1 $2" != "$FAILS"
"""
"""Stands in for the command: it keeps what it was asked, and fails where it is told to."""


@pytest.fixture
def host() -> Iterator[CodeHost]:
    with code_host() as host:
        yield host


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return repository_in(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def runner(repository: Repository, tmp_path: Path) -> Runner:
    return Runner(repository.bare, tmp_path / "runner")


def recorded(host: CodeHost, sha: str, state: str, creator: str = BOT) -> None:
    """A deployment as GitHub lists it; a test records the newest first."""
    number = len(host.deployments)
    said = {"id": number, "sha": sha, "environment": "prod-approval", "state": state}
    host.deployments.append({**said, "creator": {"login": creator}})


def approved(host: CodeHost, folder: Path) -> str:
    runner = Runner(folder, folder, {"GITHUB_API_URL": host.address})
    runner.place.mkdir()
    github = {"sha": "b" * 40, "token": TOKEN}
    assert runner.run(NIGHTLY, "approved-prod", {"github": github}) == 0, runner.log
    return runner.outputs()["commit"]


def test_the_night_takes_the_commit_that_was_approved_last(host, tmp_path) -> None:
    recorded(host, "4" * 40, "waiting")
    recorded(host, "3" * 40, "success", creator="stranger")
    recorded(host, "2" * 40, "success")
    recorded(host, "1" * 40, "success")

    assert approved(host, tmp_path) == "2" * 40


def test_where_nothing_was_approved_the_night_has_nothing_to_do(host, tmp_path) -> None:
    recorded(host, "1" * 40, "failure")

    assert approved(host, tmp_path) == ""
    assert "needs.approved-prod.outputs.commit" in yaml.safe_load(NIGHTLY)["jobs"]["prod"]["if"]


def test_the_night_deploys_no_commit_that_was_not_merged(repository, runner) -> None:
    head, _ = repository.pull_request(1, {"README.md": "Not merged.\n"})
    needs = {"approved-prod": {"outputs": {"commit": head}}}

    code = runner.run(NIGHTLY, "prod", {"github": {"sha": repository.main}, "needs": needs})

    assert code == 1
    assert runner.log == ""


def previewed(repository: Repository, runner: Runner, head: str) -> int:
    """The step that takes the specs of a pull request, in a checkout of `main`."""
    workflow = yaml.safe_load(PREVIEW)
    steps = workflow["jobs"]["preview"]["steps"]
    workflow["jobs"]["preview"]["steps"] = steps[:2]
    event = {"workflow_run": {"head_sha": head}}
    github = {"sha": repository.main, "token": TOKEN, "event": event}
    return runner.run(yaml.safe_dump(workflow), "preview", {"github": github})


def test_a_preview_has_the_pull_requests_specs_and_this_branchs_code(repository, runner) -> None:
    head, _ = repository.pull_request(
        2,
        {
            ORDERS: PARTS[ORDERS].replace("Confirmed orders", "Orders, confirmed"),
            "domains/sales/invoices/product.yaml": None,
            "platform/meshwright/__main__.py": "raise SystemExit('owned')\n",
            "mesh": "#!/bin/sh\necho owned\n",
            "policies/floor.yaml": "{}\n",
            "requirements.lock": "owned\n",
        },
    )

    assert previewed(repository, runner, head) == 0, runner.log
    changed = git(runner.place, "status", "--short").splitlines()
    assert [line.split()[-1] for line in changed] == [
        "domains/sales/invoices/product.yaml",
        "domains/sales/orders/product.yaml",
    ]


def test_a_preview_has_what_was_merged_meanwhile(repository, runner) -> None:
    head, _ = repository.pull_request(3, {"domains/sales/domain.yaml": "owner: x@acme.example\n"})
    git(repository.author, "switch", "-q", "main")
    put(repository.author / "domains/finance/domain.yaml", "owner: y@acme.example\n")
    git(repository.author, "commit", "-qam", "Meanwhile")
    git(repository.author, "push", "-q", str(repository.bare), "main")

    assert previewed(repository, runner, head) == 0, runner.log
    specs = runner.place / "domains"
    assert "x@acme" in (specs / "sales/domain.yaml").read_text()
    assert "y@acme" in (specs / "finance/domain.yaml").read_text()


def test_a_link_of_a_pull_request_leads_nowhere(repository, runner, tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    link = repository.author / "domains/sales/link.yaml"
    git(repository.author, "switch", "-q", "-C", "linked", "main")
    link.symlink_to(secret)
    git(repository.author, "add", "--all")
    git(repository.author, "commit", "-qm", "Link")
    head = git(repository.author, "rev-parse", "HEAD")
    git(repository.author, "push", "-qf", str(repository.bare), f"{head}:refs/pull/4/head")

    assert previewed(repository, runner, head) == 0, runner.log
    taken = runner.place / "domains/sales/link.yaml"
    assert not taken.is_symlink()
    assert taken.read_text() == str(secret)


def test_a_pull_request_that_does_not_merge_is_not_previewed(repository, runner) -> None:
    head, _ = repository.pull_request(5, {"domains/sales/domain.yaml": "owner: a@acme.example\n"})
    git(repository.author, "switch", "-q", "main")
    put(repository.author / "domains/sales/domain.yaml", "owner: b@acme.example\n")
    git(repository.author, "commit", "-qam", "Another")
    git(repository.author, "push", "-q", str(repository.bare), "main")

    assert previewed(repository, runner, head) != 0


def test_no_job_that_runs_a_pull_requests_code_has_a_role_or_a_secret() -> None:
    for path, text in FILES.items():
        workflow = yaml.safe_load(text)
        events = workflow[True]
        if "pull_request" in events:
            assert path.endswith("mesh-check.yml")
            assert [job["permissions"] for job in workflow["jobs"].values()] == [
                {"contents": "read"}
            ]
        assert "pull_request_target" not in events
        assert workflow["permissions"] == {}
        assert "secrets." not in text


def deployed(
    repository: Repository, runner: Runner, files: Mapping[str, str], job: str, fails: str = ""
) -> tuple[int, list[str]]:
    """How a job that deploys ends, and what it asked of the command, in order."""
    head, _ = repository.pull_request(6, {"mesh": MESH})
    inputs = {"environment": "dev", "host_environment": "dev", "role": "r", "region": "eu"}
    needs = {"products": {"result": "failure" if fails == "products" else "success"}}
    known = {"github": {"sha": head}, "inputs": inputs, "needs": needs}
    given = replace(runner, variables={"FAILS": fails})
    name = "mesh-nightly" if job == "dev" else "mesh-up"
    code = given.run(files[f".github/workflows/{name}.yml"], job, known)
    runner.log = given.log
    asked = (runner.folder / "asked").read_text().splitlines()
    (runner.folder / "asked").unlink()
    return code, asked


@pytest.mark.parametrize(("files", "job"), [(FILES, "up"), (SHARDED, "after")])
def test_the_catalog_is_published_behind_what_is_up(repository, runner, files, job) -> None:
    assert deployed(repository, runner, files, job) == (0, ["up --env", "catalog publish"])
    assert runner.summary.startswith("Catalog: 3 files")
    assert "::warning" not in runner.log


@pytest.mark.parametrize(("files", "job"), [(FILES, "up"), (SHARDED, "after")])
def test_a_catalog_that_is_not_published_is_told_and_keeps_nobody(
    repository, runner, files, job
) -> None:
    code, _ = deployed(repository, runner, files, job, fails="catalog publish")

    assert code == 0
    assert "::warning title=The catalog is not published::dev is up" in runner.log
    assert "**The catalog is not published**" in runner.summary


@pytest.mark.parametrize(
    ("files", "job", "fails"),
    [(FILES, "up", "up --env"), (SHARDED, "after", "up --env"), (SHARDED, "after", "products")],
)
def test_of_what_is_not_all_up_no_catalog_is_published(
    repository, runner, files, job, fails
) -> None:
    assert deployed(repository, runner, files, job, fails)[1] == ["up --env"]


def test_the_night_publishes_too_and_fails_where_it_cannot(repository, runner) -> None:
    whole = ["up --env", "catalog publish", "drift --env", "policy sweep"]

    assert deployed(repository, runner, FILES, "dev") == (0, whole)
    assert deployed(repository, runner, FILES, "dev", fails="catalog publish") == (1, whole)
    assert deployed(repository, runner, FILES, "dev", fails="up --env") == (
        1,
        ["up --env", "drift --env", "policy sweep"],
    )


def test_who_publishes_has_the_whole_history() -> None:
    for files in (FILES, SHARDED):
        up = yaml.safe_load(files[".github/workflows/mesh-up.yml"])["jobs"]
        night = yaml.safe_load(files[".github/workflows/mesh-nightly.yml"])["jobs"]
        for job in (up.get("up") or up["after"], night["dev"], night["prod"]):
            assert job["steps"][0]["with"]["fetch-depth"] == 0
