"""A sample of the rules' mutants, tried as `mesh dev mutate` tries all of them."""

from pathlib import Path

import pytest

from tools.cli.mutate import SEED
from tools.mutation import report
from tools.mutation.survivors import judged, read
from tools.mutation.workshop import mutants, sampled

ROOT = Path(__file__).parents[3]
SAMPLE = 40


def test_a_sample_is_the_same_for_a_seed_though_others_come_and_go() -> None:
    found = [f"m{number}" for number in range(100)]
    sample = set(sampled(found, 10, seed=1))
    grown = set(sampled([*reversed(found), "another"], 10, seed=1))

    assert len(sample) == 10
    assert len(sample & grown) >= 9
    assert set(sampled(found, 10, seed=2)) != sample
    assert len(sampled(found, 1000, seed=1)) == 100


@pytest.mark.long
def test_tests_notice_a_sample_of_changes_but_for_what_is_listed(tmp_path: Path) -> None:
    tried = mutants(ROOT, tmp_path, lambda _: None, sample=SAMPLE, seed=SEED)
    judgement = judged(tried, read(ROOT), is_whole=False)
    said = "\n".join(report.lines(judgement))

    assert len(tried) == SAMPLE
    assert judgement.unlisted == judgement.unreasoned == judgement.gone == (), said
