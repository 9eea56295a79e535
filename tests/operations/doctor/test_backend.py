import json

import boto3
import pytest
from moto import mock_aws

from meshwright.operations.doctor import backend as doctor_backend
from meshwright.operations.doctor.questions import Health

from meshes import environment
from operations.doctor.verdicts import by_subject


def state(root, **stacks):
    folder = root / ".pulumi/stacks/mesh"
    folder.mkdir(parents=True)
    for name, content in stacks.items():
        (folder / f"dev.{name}.json").write_text(content)
    return environment(backend=f"file://{root}")


def checkpoint(**latest):
    return json.dumps({"version": 3, "checkpoint": {"latest": latest}})


def test_a_state_with_nothing_left_in_it_is_in_order(workspace, tmp_path):
    place = state(tmp_path / "state", sales=checkpoint())
    found = by_subject(doctor_backend.backend(workspace, place))

    assert [v.health for v in found.values()] == [Health.OK] * 3
    assert found["states"].finding == "1 stack, nothing pending"


def test_locks_and_pending_operations_are_warnings_with_a_remedy(workspace, tmp_path):
    place = state(tmp_path / "state", sales=checkpoint(pending_operations=[{}]))
    lock = tmp_path / "state/.pulumi/locks/organization/mesh/dev.sales/1.json"
    lock.parent.mkdir(parents=True)
    lock.write_text("{}")
    found = by_subject(doctor_backend.backend(workspace, place))

    assert (found["locks"].health, found["states"].health) == (Health.WARNING, Health.WARNING)
    assert found["states"].fix == "mesh recover --env dev"


def test_a_damaged_checkpoint_fails(workspace, tmp_path):
    place = state(tmp_path / "state", sales="{")
    found = by_subject(doctor_backend.backend(workspace, place))

    assert found["states"].health is Health.FAILS


def test_a_folder_that_is_not_there_fails_but_in_local(workspace, tmp_path):
    absent = environment(backend=f"file://{tmp_path}/absent")
    (elsewhere,) = doctor_backend.backend(workspace, absent)
    local = by_subject(doctor_backend.backend(workspace, environment("local")))

    assert elsewhere.health is Health.FAILS
    assert local["backend"].finding.endswith("/.mesh/local/state, not begun")


def test_the_foundations_state_is_read_where_there_is_one(workspace, tmp_path):
    root = tmp_path / "state"
    place = state(root, sales=checkpoint())
    assert doctor_backend.foundation(workspace, place) is None
    resources = [{"type": "aws:s3/bucket:Bucket"}]
    (root / ".pulumi/stacks/mesh/dev.json").write_text(checkpoint(resources=resources))
    found = doctor_backend.foundation(workspace, place)

    assert found is not None
    assert list(found.resources) == resources


@pytest.mark.parametrize("backend", [None, "s3://not-there"])
def test_a_state_that_cannot_be_read_says_nothing_of_the_foundation(
    workspace, credentials, backend
):
    del credentials
    with mock_aws():
        assert doctor_backend.foundation(workspace, environment(backend=backend)) is None


def test_an_environment_without_a_backend_fails(workspace):
    (found,) = doctor_backend.backend(workspace, environment(backend=None))

    assert (found.health, found.subject) == (Health.FAILS, "backend")


@pytest.mark.usefixtures("credentials")
def test_a_bucket_is_tried_without_leaving_anything(workspace):
    with mock_aws():
        s3 = boto3.client("s3")
        where = {"LocationConstraint": "eu-central-1"}
        s3.create_bucket(Bucket="state", CreateBucketConfiguration=where)
        place = environment(backend="s3://state?region=eu-central-1")
        found = by_subject(doctor_backend.backend(workspace, place))
        left = s3.list_objects_v2(Bucket="state")["KeyCount"]

    assert [v.health for v in found.values()] == [Health.OK] * 3
    assert left == 0


def test_a_passphrase_has_to_be_set(monkeypatch):
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE", raising=False)
    (without,) = doctor_backend.secrets(environment())
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "x")
    (given,) = doctor_backend.secrets(environment())
    (key,) = doctor_backend.secrets(environment(secretsProvider="awskms://k"))
    (local,) = doctor_backend.secrets(environment("local"))

    assert without.health is Health.FAILS
    assert {given.health, key.health, local.health} == {Health.OK}


def test_a_bucket_in_a_local_aws_that_does_not_run_is_not_begun(workspace):
    place = environment("local", backend="s3://mesh-state")
    (found,) = doctor_backend.backend(workspace, place)

    assert (found.health, found.finding) == (
        Health.OK,
        "s3://mesh-state in the local AWS, not begun",
    )
