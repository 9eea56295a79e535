"""`mesh dev probes` tells the strict layer's score beside bare moto's."""

import json
from pathlib import Path

import pytest

from tools.cli import dev
from tools.cli import probes as dev_probes

WORDS = ["sts-caller", "kms-missing-key"]


def test_each_probe_that_differs_has_its_lines_and_the_scores_come_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    dev_probes.probes(WORDS)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "sts-caller: The local AWS's keys are those of a user."
    assert lines[1].startswith("  bare moto gives 'arn:aws:sts::123456789012:user/moto', not ")
    assert lines[2:] == ["strict 2/2, bare moto 1/2"]


def test_as_json_every_probe_is_said_with_both_answers(capsys: pytest.CaptureFixture[str]) -> None:
    dev_probes.probes(WORDS, as_json=True)

    document = json.loads(capsys.readouterr().out)
    assert document["passed"] == {"strict": 2, "bare": 1}
    assert [(p["id"], p["bare"]["passed"]) for p in document["asked"]] == [
        ("kms-missing-key", True),
        ("sts-caller", False),
    ]


def test_a_provider_is_held_to_the_conformance_suite_alone() -> None:
    asked = dev.pytest_arguments(["-k", "Bucket"], long=False, provider=Path("/opt/aws"))

    assert asked == [dev.CONFORMANCE, "--provider", "/opt/aws", "-k", "Bucket"]
    assert (Path(__file__).parents[3] / dev.CONFORMANCE).is_file()
