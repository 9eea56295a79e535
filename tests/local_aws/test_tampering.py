"""Each way to tamper, done to a mesh that is up: found, told as whose it is, and put right.

The ways of a round are done together, since a proof takes a while; none of them hides another.
"""

from collections.abc import Iterable
from typing import Any

import pytest

from localaws.reset import empty
from meshwright.gate.assessment import Assessment
from meshwright.local_instance import LocalAws
from meshwright.operations.proof.prove import prove
from meshwright.operations.proof.repair import repairs
from meshwright.operations.proof.values import Difference
from meshwright.plan import plan
from meshwright.runner.cloud import Cloud, connect
from meshwright.specs.load import load_mesh
from tampering.mesh import DOMAINS, READERS
from tampering.way import Found, unexplained
from tampering.ways import ROUNDS, WAYS, strangers

from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from meshes import TODAY, environment

ACCOUNT = "123456789012"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"


@pytest.fixture(scope="module")
def up(
    session_aws: LocalAws, session_engine: EngineSide, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Cloud, Assessment]:
    """The sample mesh with a row filter, whole files and a platform-wide reader, in force."""
    empty(session_aws.endpoint)
    root = tmp_path_factory.mktemp("mesh")
    for name, text in DOMAINS.items():
        (root / "domains" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "domains" / name).write_text(text)
    place = environment(
        "local",
        account=ACCOUNT,
        deployer=ADMINISTRATOR,
        administrators=[ADMINISTRATOR],
        readers=READERS,
    )
    cloud = connect(place, session_aws.endpoint)
    strangers(cloud.client)
    cloud.client("glue").create_database(DatabaseInput={"Name": "default"})
    mesh = load_mesh(root).mesh
    assessment = Assessment(mesh, place, plan(mesh, place, as_of=TODAY), ())
    bring_up(assessment.plan, session_engine)
    return cloud, assessment


def proved(up: tuple[Cloud, Assessment]) -> tuple[Difference, ...]:
    return prove(*up).differences


def told(differences: Iterable[Difference]) -> list[Found]:
    return [(d.kind.value, f"{d.who} {d.thing}: {d.said}", d.who, d.is_ours) for d in differences]


def test_the_ways_have_names_of_their_own_and_are_enough() -> None:
    assert len({way.name for way in WAYS}) == len(WAYS) >= 50


@pytest.mark.parametrize("name", ROUNDS)
def test_every_way_is_found_and_only_what_is_ours_is_put_right_unasked(
    up: tuple[Cloud, Assessment], name: str
) -> None:
    cloud, _ = up
    ways = [way for way in WAYS if way.round == name]
    assert proved(up) == ()
    for way in ways:
        way.act(cloud.client)
    differences = proved(up)
    found = told(differences)

    assert {way.name: way.missed(found) for way in ways if way.missed(found)} == {}
    assert unexplained(found, ways) == []

    repaired = repairs(cloud, differences, ())
    left = proved(up)
    assert [(r.difference.said, r.fault) for r in repaired if r.fault] == []
    assert {d for d in left if d.remedies and d.is_ours} == set()
    assert [w.name for w in ways if w.theirs and w.missed(told(left))] == []

    repairs(cloud, left, {d.who for d in left if d.who})
    _by_hand(cloud, ways, told(proved(up)))
    assert told(proved(up)) == []


def _by_hand(cloud: Cloud, ways: Iterable[Any], left: list[Found]) -> None:
    """What a person, or an update, puts right: only what is left after the repairs."""
    for way in ways:
        if way.undo is not None and any(map(way.tells, left)):
            way.undo(cloud.client)
