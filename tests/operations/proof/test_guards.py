"""What guards access: what a key or a document that is gone, or is nobody's, comes to."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from meshwright.gate.assessment import Assessment
from meshwright.operations.proof import guards, shares
from meshwright.operations.proof.state import Location
from meshwright.plan import plan

from .proving import assessed, in_force, proof
from meshes import TODAY, MeshOf, environment


def test_a_key_without_its_name_is_told(mesh_of: MeshOf) -> None:
    def gone(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": "NotFoundException", "Message": ""}}, "DescribeKey")

    planned = plan(mesh_of(), environment(), as_of=TODAY)
    only = replace(planned, stacks={"dev.sales": planned.stacks["dev.sales"]})
    keys = SimpleNamespace(describe_key=gone, head_bucket=lambda **_: None)
    cloud: Any = SimpleNamespace(client=lambda _service: keys)

    told = [d.said for d in guards.guard_differences(only, cloud)]

    assert "key alias/mesh-dev--sales is gone, or has lost its name" in told


def test_access_points_of_other_buckets_are_nobodys_business(mesh_of: MeshOf) -> None:
    def pages(service: str, *_: Any, **__: Any) -> list[dict[str, str]]:
        return [{"Bucket": "theirs", "Name": "door"}] if service == "s3control" else []

    planned = plan(mesh_of(), environment(), as_of=TODAY)
    cloud: Any = SimpleNamespace(environment=environment(), pages=pages)

    assert list(shares.foreign_doors(planned, cloud, {})) == []


def test_hybrid_access_of_a_place_more_is_left_to_a_person(mesh_of: MeshOf) -> None:
    agreed = assessed(mesh_of(), environment())
    state = in_force(agreed)
    arn = next(iter(state.locations))
    more = {**state.locations, f"{arn}/x": Location("role", is_hybrid=True)}

    told = proof(agreed, replace(state, locations=more)).differences

    assert [(d.kind.value, d.is_ours) for d in told] == [("PRV008", False), ("PRV009", False)]


@pytest.mark.parametrize("is_managed", [True, False])
def test_engines_of_others_are_put_right_where_the_settings_are_the_meshs(
    mesh_of: MeshOf, is_managed: bool
) -> None:
    agreed: Assessment = assessed(mesh_of(), environment(accountSettings=is_managed))
    found = replace(in_force(agreed), outside_engines=("AllowExternalDataFiltering",))

    (one,) = proof(agreed, found).differences

    assert one.is_ours is is_managed
    assert [call.operation for call in one.remedies] == ["put_data_lake_settings"] * is_managed
