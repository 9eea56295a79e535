"""A stack that is the same in two plans is judged once, and says what it would say anyway."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from guardrails.props import Props
from guardrails.rule import Level, Rule
from guardrails.rules.s3 import s3_public_access_block
from meshwright.governance import evaluate
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import making_once

from governance.breakages import changed
from meshes import FILES, TODAY, MeshOf, environment

BUCKET = "aws:s3/bucket:Bucket"
SPEC = "sales/orders/product.yaml"
STRICTER = {"governance": {"rules": {"S3-900": {"level": "mandatory"}}}}


class Asked:
    """A rule that counts what it is asked, and finds something each time."""

    def __init__(self) -> None:
        self.buckets: list[str] = []
        found = s3_public_access_block.RULE
        self.rule: Rule = replace(
            found, id="s3-asked", code="S3-900", level=Level.ADVISORY, checks={BUCKET: self.check}
        )

    def check(self, props: Props) -> Iterator[str]:
        self.buckets.append(str(props["bucket"]))
        yield "found"

    def of(self, planned: Plan, mesh_of: MeshOf, place: Environment | None = None) -> int:
        """How many questions an evaluation takes."""
        before = len(self.buckets)
        found = evaluate(planned, mesh_of(), place or environment(), rules=(self.rule,))
        assert len(found) == sum(
            d.type == BUCKET for s in planned.stacks.values() for d in s.declarations
        )
        return len(self.buckets) - before


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_what_is_the_same_is_judged_once_while_the_block_runs(
    asked: Asked, planned: Plan, mesh_of: MeshOf
) -> None:
    with making_once():
        first = asked.of(planned, mesh_of)
        again = asked.of(plan(mesh_of(), environment(), as_of=TODAY), mesh_of)

    assert (first, again) == (7, 0)
    assert asked.of(planned, mesh_of) == asked.of(planned, mesh_of) == first


def test_only_what_differs_is_judged_anew(asked: Asked, planned: Plan, mesh_of: MeshOf) -> None:
    with making_once():
        asked.of(planned, mesh_of)
        other = changed(planned, "dev.sales.orders", "Bucket", "data", {"forceDestroy": True})

        assert asked.of(other, mesh_of) == 1


def test_a_line_that_moves_is_judged_anew_since_findings_point_at_it(
    asked: Asked, planned: Plan, mesh_of: MeshOf
) -> None:
    with making_once():
        asked.of(planned, mesh_of)
        mesh = mesh_of({SPEC: f"# A comment.\n{FILES[SPEC]}"})
        moved = plan(mesh, environment(), as_of=TODAY)

        assert asked.of(moved, mesh_of) == 1


@pytest.mark.parametrize(
    "place",
    [environment("prod"), environment("dev", **STRICTER)],
    ids=["another environment", "a stricter rule"],
)
def test_under_other_rules_or_elsewhere_all_is_judged_anew(
    asked: Asked, planned: Plan, mesh_of: MeshOf, place: Environment
) -> None:
    there = plan(mesh_of(), place, as_of=TODAY)
    with making_once():
        first = asked.of(planned, mesh_of)

        assert asked.of(there, mesh_of, place) == first


def test_on_another_day_all_is_judged_anew(asked: Asked, planned: Plan, mesh_of: MeshOf) -> None:
    with making_once():
        first = asked.of(planned, mesh_of)
        later = replace(planned, as_of=TODAY + timedelta(days=1))

        assert asked.of(later, mesh_of) == first


@pytest.mark.parametrize("judged", [nullcontext, making_once])
def test_findings_are_the_same_either_way(
    mesh_of: MeshOf, planned: Plan, judged: Callable[[], AbstractContextManager[None]]
) -> None:
    block = ("dev.sales.orders", "BucketPublicAccessBlock", "data")
    broken = changed(planned, *block, {"blockPublicAcls": False})
    with judged():
        found = [evaluate(p, mesh_of(), environment()) for p in (planned, broken, planned, broken)]

    assert found == [(), found[1], (), found[1]]
    assert found[1]
