"""Which of several runs that see themselves alone works."""

from typing import Any

import pytest

from jobs.interpreter import Failed
from jobs.lake import World, job

KEY = "runs/out/lock"


@pytest.fixture
def world() -> World:
    return World(job("SELECT 1 AS k", {"k": "bigint"}))


def nothing(_asked: dict[str, Any]) -> None:
    """What happens where nobody else writes."""


def holder(world: World) -> str:
    return world.objects[KEY]["run"]


def test_a_run_writes_its_name_where_there_is_none(world: World) -> None:
    run = world.run(name="first")

    assert holder(world) == "arn:first"
    assert "made: stage" in run.entered


def test_a_run_writes_its_name_over_that_of_one_that_has_ended(world: World) -> None:
    world.run(name="first")

    world.run(name="second")

    assert holder(world) == "arn:second"


def test_a_run_that_was_forgotten_has_ended(world: World) -> None:
    world.written(KEY, {"run": "arn:gone"})

    world.run()

    assert holder(world) == "arn:run"


def test_a_run_waits_for_one_at_work_that_the_list_does_not_show(world: World) -> None:
    world.written(KEY, {"run": "arn:late"})
    looks = [[("arn:run", {})], [("arn:run", {}), ("arn:late", {})], [("arn:run", {})]]
    world.listed = lambda: shown(world, looks)

    run = world.run()

    assert run.entered.count("wait") == 2
    assert holder(world) == "arn:run"


def shown(world: World, looks: list[list[tuple[str, Any]]]) -> list[str]:
    """The list, in which a run that works is not shown at first."""
    listed = looks.pop(0) if len(looks) > 1 else looks[0]
    is_first_look = len(looks) == 2
    world.running = [*listed, ("arn:late", {})] if is_first_look else listed
    return [arn for arn, _ in listed]


@pytest.mark.parametrize("before", [None, "arn:ended"])
def test_of_two_runs_that_write_at_once_one_works_and_one_waits(
    world: World, before: str | None
) -> None:
    if before:
        world.written(KEY, {"run": before})

    def quicker(asked: dict[str, Any]) -> None:
        if asked["Key"] == KEY:
            world.meanwhile = nothing
            world.written(KEY, {"run": "arn:quicker"})

    world.meanwhile = quicker
    run = world.run()

    assert run.entered.count("wait") == 1
    assert run.entered.index("wait") < run.entered.index("made: stage")
    assert holder(world) == "arn:run"


def test_a_run_whose_answer_was_lost_has_the_lock(world: World) -> None:
    lost: list[str] = []

    def answer(asked: dict[str, Any]) -> None:
        if asked["Key"] == KEY and not lost:
            lost.append(KEY)
            world.written(KEY, asked["Body"])
            raise Failed("S3.SdkClientException", "connection reset")

    world.meanwhile = answer
    run = world.run()

    assert "wait" not in run.entered
    assert "made: stage" in run.entered


@pytest.mark.parametrize("before", [None, "arn:ended"])
def test_a_run_that_may_not_write_fails_and_says_why(world: World, before: str | None) -> None:
    if before:
        world.written(KEY, {"run": before})

    def denied(asked: dict[str, Any]) -> None:
        if asked["Key"] == KEY:
            raise Failed("S3.S3Exception", "not authorized to perform: s3:PutObject")

    world.meanwhile = denied

    with pytest.raises(Failed, match="not authorized"):
        world.run()


def test_a_run_that_may_not_ask_for_another_fails_and_says_why(world: World) -> None:
    world.written(KEY, {"run": "arn:ended"})
    call = world.call

    def denied(resource: str, asked: dict[str, Any]) -> Any:
        if resource.endswith("describeExecution"):
            raise Failed("Sfn.SfnException", "not authorized to perform: states:DescribeExecution")
        return call(resource, asked)

    world.call = denied

    with pytest.raises(Failed, match="not authorized"):
        world.run()
