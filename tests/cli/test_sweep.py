import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from guardrails.cases import CaseResource
from meshwright.backend.layout import STACKS
from meshwright.plan import plan
from meshwright.runner import states as places
from meshwright.runner.shell import INSTANCE
from meshwright.specs.load import load_environment, load_mesh
from states import checkpoint, encrypted, entry

from .conftest import write
from governance.breakages import EVERYBODY
from meshes import TODAY

pytestmark = pytest.mark.usefixtures("recorded_shape")
ORDERS = "domains/sales/orders/product.yaml"
OPEN = CaseResource("aws:s3/bucketPolicy:BucketPolicy", "open", EVERYBODY)
DEV = """\
account: "111122223333"
region: eu-central-1
backend: file://{backend}
secretsProvider: awskms://alias/state
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
"""


@pytest.fixture
def state(checkout, tmp_path) -> Path:
    """The folder of the checkpoints of an environment `dev`."""
    folder = tmp_path / "state"
    (folder / STACKS).mkdir(parents=True)
    write(checkout, {"platform/environments/dev.yaml": DEV.format(backend=folder)})
    return folder / STACKS


@pytest.fixture
def up(checkout, state):
    """Puts the whole mesh into the state, with resources by hand in one stack."""

    def deploy(*by_hand, environment="dev"):
        place = load_environment(checkout, environment)
        for name, stack in plan(load_mesh(checkout).mesh, place, as_of=TODAY).stacks.items():
            entries = [entry(d, name) for d in stack.declarations]
            if name == f"{environment}.sales.orders":
                entries += [entry(resource, name) for resource in by_hand]
            (state / f"{name}.json").write_bytes(checkpoint(name, entries))

    return deploy


def test_a_clean_mesh_sweeps_clean(mesh, up):
    up()
    ended = mesh("policy", "sweep", "--env", "dev")

    assert (ended.code, ended.out) == (0, "")
    assert ended.err.startswith("no findings: ")
    assert ended.err.endswith(" resources in 6 deployed stacks, for dev\n")


def test_what_is_found_is_told_with_line_and_remedy_and_stops_the_command(mesh, up):
    up(OPEN)
    ended = mesh("policy", "sweep", "--env", "dev")
    lines = ended.out.splitlines()

    assert ended.code == 5
    assert lines[0].startswith(f"{ORDERS}:1:1: error IAM-001 ")
    assert "  resource: aws:s3/bucketPolicy:BucketPolicy::open" in lines
    assert "  at: bucketPolicy.open" in lines
    assert ended.err.startswith("4 errors: ")


@pytest.mark.parametrize(
    ("select", "code"),
    [
        (["sales.invoices"], 0),
        (["sales"], 5),
        (["sales.ord*"], 5),
        (["dev"], 0),
        (["finance", "sales.orders"], 5),
    ],
)
def test_only_what_is_selected_is_judged(mesh, up, select, code):
    up(OPEN)

    assert mesh("policy", "sweep", *select, "--env", "dev").code == code


def test_a_misspelt_select_is_refused(mesh, up):
    up()
    ended = mesh("policy", "sweep", "sales.oders", "--env", "dev")

    assert ended.code == 2
    assert "did you mean 'sales.orders'" in ended.err


def test_a_stack_without_a_spec_is_judged_and_told_of(mesh, state):
    old = "dev.sales.old"
    (state / f"{old}.json").write_bytes(checkpoint(old, [entry(OPEN, old)]))
    ended = mesh("policy", "sweep", "sales.old", "--env", "dev")

    assert ended.code == 5
    assert "no spec stands for its stack" in ended.out
    assert f"{old} is deployed without a spec" in ended.err


def test_a_run_for_machines_has_all_of_it(mesh, up):
    up(OPEN)
    ended = mesh("policy", "sweep", "sales.orders", "--env", "dev", "--json")
    found = ended.document

    assert (ended.code, found["exitCode"], found["command"]) == (5, 5, "policy sweep")
    assert (found["environment"], found["stacks"]) == ("dev", ["dev.sales.orders"])
    assert {f["code"] for f in found["findings"]} == {"IAM-001", "S3-003", "S3-009"}
    assert (found["orphans"], found["doubts"]) == ([], {})
    assert found["resources"] > 10


def test_a_report_is_written_in_every_format(mesh, up, tmp_path):
    up(OPEN)
    formats = ("sarif", "junit", "github", "gitlab", "markdown", "terminal")
    wanted = [a for f in formats for a in ("--format", f, "--output", str(tmp_path / f))]
    ended = mesh("policy", "sweep", "--env", "dev", *wanted)
    sarif = json.loads((tmp_path / "sarif").read_text())

    assert ended.code == 5
    assert all("IAM-001" in (tmp_path / f).read_text() for f in formats)
    assert sarif["runs"][0]["automationDetails"]["id"] == "mesh-policy-sweep/"
    assert 'name="mesh policy sweep"' in (tmp_path / "junit").read_text()


def test_a_secret_shows_nowhere(mesh, up):
    up(CaseResource(OPEN.type, "open", {**EVERYBODY, "policy": encrypted()}))
    ended = mesh("policy", "sweep", "--env", "dev")

    assert ended.code == 5
    assert "could not be evaluated: open.policy is a secret" in ended.out
    assert "ciphertext" not in ended.out + ended.err
    assert encrypted()["ciphertext"] not in ended.out + ended.err


@pytest.mark.parametrize("content", [b"{", b"\x28\xb5\x2f\xfd"], ids=["cut off", "zstd"])
def test_a_state_that_cannot_be_read_is_no_pass(mesh, up, state, content):
    up()
    (state / "dev.finance.json").write_bytes(content)
    ended = mesh("policy", "sweep", "--env", "dev")

    assert ended.code == 1
    assert "dev.finance: its state cannot be read" in ended.err
    assert "in 5 deployed stacks" in ended.err


def test_what_a_killed_run_left_is_no_pass(mesh, state):
    stack = "dev.finance"
    begun = [{"type": "creating", "resource": {"urn": "urn:b"}}]
    (state / f"{stack}.json").write_bytes(checkpoint(stack, [], pending_operations=begun))
    ended = mesh("policy", "sweep", "--env", "dev")

    assert ended.code == 1
    assert "dev.finance: a run has left it unfinished" in ended.err


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("env", ["dev", "local"])
def test_where_nothing_is_deployed_it_is_said(mesh, env):
    ended = mesh("policy", "sweep", "--env", env)

    assert (ended.code, ended.out) == (0, "")
    assert ended.err == f"{env}: nothing of it is deployed, so no rule was asked\n"


def test_a_misspelt_select_is_refused_where_nothing_is_deployed_too(mesh):
    assert mesh("policy", "sweep", "sales.oders").code == 2


@pytest.mark.usefixtures("state")
def test_an_environment_without_a_backend_is_refused(mesh, checkout):
    file = checkout / "platform/environments/dev.yaml"
    file.write_text("".join(x for x in DEV.splitlines(True) if "backend" not in x))
    ended = mesh("policy", "sweep", "--env", "dev")

    assert ended.code == 2
    assert "has no backend" in ended.err


@pytest.mark.parametrize(("instance", "code"), [("this one", 5), ("another one", 0)])
def test_the_state_of_a_local_aws_counts_as_long_as_that_runs(
    mesh, checkout, monkeypatch, instance, code
):
    aws = SimpleNamespace(instance="this one")
    monkeypatch.setattr(places.local_instance, "running", lambda _: aws)
    local = checkout / ".mesh/local"
    folder = local / "state" / STACKS
    folder.mkdir(parents=True)
    (local / INSTANCE).write_text(instance)
    stack = "local.sales.old"
    (folder / f"{stack}.json").write_bytes(checkpoint(stack, [entry(OPEN, stack)]))

    assert mesh("policy", "sweep").code == code
