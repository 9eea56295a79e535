"""The probes: AWS's behaviour by its own pages, asked of bare moto and of the strict layer."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from localaws import server, strict
from meshwright.local_instance import LocalAws
from tools.probes.probe import Outcome
from tools.probes.probing import outcomes
from tools.probes.registry import PROBES

REGION, ACCOUNT = "eu-central-1", "123456789012"
UNASKABLE = {"lake_formation_errors": "boto3 reads `message` as well; test_strict.py asks for it"}
"""Rules whose want no client over boto3 can feel."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Outcome]]:
    folder = tmp_path_factory.mktemp("bare")
    aws = server.start(folder, region=REGION, account=ACCOUNT, layer=server.Layer.BARE)
    yield {outcome.probe.id: outcome for outcome in outcomes(aws, PROBES)}
    server.stop(folder)


def test_the_strict_layer_does_all_that_aws_does(session_aws: LocalAws) -> None:
    wrong = [
        f"{o.probe.id}: {o.probe.expected}, not {o.got}"
        for o in outcomes(session_aws, PROBES)
        if not o.passed
    ]

    assert wrong == []


def rules() -> set[str]:
    """The files under strict/ that hold a rule."""
    folder = Path(strict.__path__[0])
    marks = ("\nGUARD", "\nCORRECTION", "\nPATCH")
    return {
        file.stem
        for file in folder.glob("*.py")
        if file.stem != "registry" and any(mark in file.read_text() for mark in marks)
    }


def test_every_rule_is_worth_its_place(bare: Mapping[str, Outcome]) -> None:
    worth = {probe.rule for probe in PROBES if not bare[probe.id].passed}

    assert rules() - worth - set(UNASKABLE) == set()


def test_a_probe_names_its_rule_just_where_moto_alone_is_wrong(
    bare: Mapping[str, Outcome],
) -> None:
    named = {probe.id for probe in PROBES if probe.rule}
    known = rules() | {"alarms", "authorise", "cloudformation", "events", "layer", "machines"}

    assert {id_ for id_, outcome in bare.items() if not outcome.passed} == named
    assert {probe.rule for probe in PROBES if probe.rule} <= known


def test_probes_are_many_each_its_own_and_each_with_aws_s_page() -> None:
    assert len(PROBES) >= 120
    assert len({probe.id for probe in PROBES}) == len(PROBES)
    for probe in PROBES:
        assert probe.page.startswith(
            ("https://docs.aws.amazon.com/", "https://github.com/hashicorp/terraform-provider-aws/")
        )
        assert probe.says.endswith(".")


def test_every_rule_names_aws_s_page() -> None:
    folder = Path(strict.__path__[0])

    for rule in rules():
        assert "https://docs.aws.amazon.com/" in (folder / f"{rule}.py").read_text()


def test_every_rule_is_in_the_table() -> None:
    table = (Path(strict.__path__[0]) / "registry.py").read_text()

    assert {rule for rule in rules() if f"    {rule},\n" not in table} == set()
