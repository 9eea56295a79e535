"""An AWS that ends between a repair and the proof after it: what was put right is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localaws import server
from meshwright.gate.assessment import Assessment
from meshwright.local_instance import LocalAws
from meshwright.operations.proof import repair
from meshwright.operations.proof.repair import Repaired, put_right
from meshwright.plan import plan
from meshwright.runner.cloud import connect

from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from meshes import TODAY, MeshOf, environment

ACCOUNT, REGION = "123456789012", "eu-central-1"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"
BUCKET = f"mesh-local--sales--orders--{ACCOUNT}"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[LocalAws]:
    """A local AWS of this test alone, which may end it."""
    yield server.start(tmp_path, region=REGION, account=ACCOUNT)
    server.stop(tmp_path)


@pytest.fixture
def own_engine(own: LocalAws) -> Iterator[EngineSide]:
    side = EngineSide.start(own)
    yield side
    side.stop()


def test_what_was_put_right_is_known_though_aws_ends_before_it_is_proved(
    own: LocalAws,
    own_engine: EngineSide,
    mesh_of: MeshOf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = environment(
        "local", account=ACCOUNT, deployer=ADMINISTRATOR, administrators=[ADMINISTRATOR]
    )
    mesh = mesh_of()
    planned, cloud = plan(mesh, place, as_of=TODAY), connect(place, own.endpoint, attempts=1)
    cloud.client("glue").create_database(DatabaseInput={"Name": "default"})
    bring_up(planned, own_engine)
    cloud.client("s3").delete_bucket_policy(Bucket=BUCKET)
    repairs = repair.repairs

    def then_ends(*asked: Any) -> tuple[Repaired, ...]:
        done = repairs(*asked)
        server.stop(tmp_path)
        return done

    monkeypatch.setattr(repair, "repairs", then_ends)
    mended = put_right(cloud, Assessment(mesh, place, planned, ()))

    assert [(each.difference.kind.value, each.fault) for each in mended.done] == [("PRV021", "")]
    assert mended.proof.differences == ()
    assert str(mended.fault).startswith("AWS could not be asked: Could not connect")
