"""What is said of terms that change, to those who read on the terms before."""

from pathlib import Path

import pytest

from meshwright.contracts.breaks import broken_contracts

from .pairs import sides


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {"license": "MIT"}, "the license of shop.orders is 'MIT' now, and was not said"),
        (
            {"license": "MIT"},
            {"license": "CC0-1.0"},
            "the license of shop.orders goes from 'MIT' to 'CC0-1.0'",
        ),
    ],
)
def test_terms_are_told_as_they_were_and_are(
    tmp_path: Path, before: dict[str, str], after: dict[str, str], said: str
) -> None:
    told = broken_contracts(*sides(tmp_path, {"terms": before}, {"terms": after}))

    assert [f.message[: len(said)] for f in told if f.code == "CHK201"] == [said]
