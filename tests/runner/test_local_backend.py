"""Where the state of `local` lies: in a folder, or in a bucket of its own AWS."""

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from localaws.clients import local_session
from meshwright.local_instance import LocalAws
from meshwright.runner.local_backend import local_url, make_bucket, open_local
from meshwright.runner.state.file_store import FileStore
from meshwright.runner.state.s3_store import S3Store
from meshwright.workspace import Workspace

from meshes import environment

IN_BUCKET = environment("local", backend="s3://mesh-state/deep?region=elsewhere")


@pytest.fixture
def aws() -> Iterator[LocalAws]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield LocalAws(f"http://{host}:{port}", "eu-central-1", "111122223333", 1, "first")
    server.stop()


@pytest.mark.parametrize("backend", [None, "file:///srv/state"])
def test_the_state_lies_in_the_checkout_where_no_bucket_is_named(tmp_path, aws, backend):
    place, workspace = environment("local", backend=backend), Workspace(tmp_path)
    make_bucket(place, aws)
    store = open_local(workspace, place, None)

    assert isinstance(store, FileStore)
    assert store.root == workspace.local_state
    assert local_url(workspace, place, aws) == f"file://{workspace.local_state}"
    assert (
        local_session("eu-central-1")
        .client("s3", endpoint_url=aws.endpoint)
        .list_buckets()["Buckets"]
        == []
    )


def test_a_bucket_is_made_once_in_the_local_aws_and_read_and_written_there(tmp_path, aws):
    make_bucket(IN_BUCKET, aws)
    make_bucket(IN_BUCKET, aws)
    store = open_local(Workspace(tmp_path), IN_BUCKET, aws)

    assert isinstance(store, S3Store)
    store.write_record("local", b"record")
    assert store.read_record("local") == b"record"
    assert store.prefix == "deep/"


def test_the_engine_is_told_where_in_this_machine_the_bucket_is(tmp_path, aws):
    url = local_url(Workspace(tmp_path), IN_BUCKET, aws)

    assert url.startswith("s3://mesh-state/deep?endpoint=http%3A%2F%2F127.0.0.1%3A")
    assert url.endswith("&region=eu-central-1&s3ForcePathStyle=true")


def test_a_bucket_of_an_aws_that_does_not_run_holds_nothing(tmp_path):
    workspace = Workspace(tmp_path)

    assert open_local(workspace, IN_BUCKET, None) is None
    assert local_url(workspace, IN_BUCKET, None) == IN_BUCKET.spec.backend
