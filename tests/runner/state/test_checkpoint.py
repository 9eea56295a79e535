"""Checkpoints as the engine writes them: read whole, or known to be damaged."""

import gzip
import json

import pytest

from meshwright.backend.layout import unpacked
from meshwright.runner.state.checkpoint import is_damaged, parse_checkpoint

RESOURCE = {"urn": "urn:a", "type": "aws:s3/bucket:Bucket", "id": "b"}
DEPLOYMENT = {
    "manifest": {"time": "2026-01-02T03:04:05Z"},
    "secrets_providers": {"type": "passphrase"},
    "resources": [RESOURCE],
    "pending_operations": [{"type": "creating", "resource": {"urn": "urn:b"}}],
}


def written(deployment=DEPLOYMENT, **more):
    document = {"version": 3, "checkpoint": {"stack": "local", "latest": deployment}, **more}
    return json.dumps(document).encode()


def parsed(content):
    checkpoint = parse_checkpoint(content)
    assert checkpoint is not None
    return checkpoint


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_checkpoint_is_read_packed_or_not(pack):
    checkpoint = parsed(pack(written()))

    assert checkpoint.resources == [RESOURCE]
    assert [operation["type"] for operation in checkpoint.pending] == ["creating"]
    assert checkpoint.written_at == "2026-01-02T03:04:05Z"
    assert not checkpoint.is_settled


@pytest.mark.parametrize("deployment", [None, {}, {"resources": None, "pending_operations": None}])
def test_an_empty_stack_is_settled_and_of_no_time(deployment):
    checkpoint = parsed(written(deployment))

    assert (checkpoint.resources, checkpoint.pending, checkpoint.written_at) == ([], [], "")
    assert checkpoint.is_settled


def test_a_half_made_resource_is_not_settled():
    half = RESOURCE | {"initErrors": ["no"]}
    checkpoint = parsed(written({"resources": [RESOURCE, half]}))

    assert checkpoint.half_made == [half]
    assert not checkpoint.is_settled


def test_other_parts_leave_the_rest_as_it_was():
    changed = parsed(written()).with_parts([], [{"type": "deleting", "resource": {}}])

    assert changed.deployment == DEPLOYMENT | {
        "resources": [],
        "pending_operations": [{"type": "deleting", "resource": {}}],
    }


def test_without_pending_operations_nothing_is_said_of_them():
    settled = parsed(written()).with_parts([RESOURCE], [])

    assert "pending_operations" not in settled.deployment
    assert settled.is_settled


def test_an_export_is_what_the_engine_imports():
    plain, newer = parsed(written()), parsed(written(version=4, features=["refreshBeforeUpdate"]))

    assert json.loads(plain.as_export()) == {"version": 3, "deployment": DEPLOYMENT}
    assert json.loads(newer.as_export()) == {
        "version": 4,
        "deployment": DEPLOYMENT,
        "features": ["refreshBeforeUpdate"],
    }


def packed() -> bytes:
    """A checkpoint as the engine packs it; without the time, since workers name tests by it."""
    return gzip.compress(written(), mtime=0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        written()[:-20],
        b"null",
        b"[]",
        b'{"version": 3}',
        b'{"version": 3, "checkpoint": null}',
        b'{"version": 3, "checkpoint": {"latest": [1]}}',
        written(version=5),
        written(features=7),
        b'{"version": 3, "checkpoint": {"latest": {"\xff": 1}}}',
        packed()[:-20],
        packed()[:5],
        b"\x1f\x8b" + b"x" * 50,
        packed()[:30] + b"\xff" * 100 + packed()[130:],
    ],
)
def test_what_was_cut_off_or_is_no_checkpoint_is_damaged(content):
    assert parse_checkpoint(content) is None
    assert is_damaged(content)


def test_one_that_is_whole_is_not_damaged():
    assert not is_damaged(written())
    assert not is_damaged(gzip.compress(written()))


def test_what_only_a_newer_python_can_unpack_is_left_to_the_engine():
    content = b"\x28\xb5\x2f\xfd" + b"packed"

    assert parse_checkpoint(content) is None
    assert not is_damaged(content)


def test_a_packed_text_is_unpacked_and_a_plain_one_is_as_it_is():
    assert unpacked(gzip.compress(b"text")) == b"text"
    assert unpacked(b"text") == b"text"
