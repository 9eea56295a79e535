"""Whose text a file is that a command writes and a user may change."""

import pytest

from meshwright.ci.generated import Standing, headed, is_ours, standing

NOW, ONCE = headed("mesh ci init github", "a: 2\n"), headed("mesh ci init github", "a: 1\n")


@pytest.mark.parametrize(
    ("there", "whose"),
    [
        (None, Standing.MISSING),
        (NOW, Standing.CURRENT),
        (ONCE, Standing.STALE),
        (headed("mesh ci init github --env dev", "a: 2\n"), Standing.STALE),
        (ONCE + "b: mine\n", Standing.CHANGED),
        (ONCE.replace("sha256:", "sha256:f"), Standing.CHANGED),
        ("a: mine\n", Standing.CHANGED),
        ("", Standing.CHANGED),
    ],
)
def test_a_file_is_ours_until_somebody_changes_it(there: str | None, whose: Standing) -> None:
    assert standing(there, NOW) is whose


def test_the_head_says_what_wrote_it() -> None:
    assert NOW.startswith("# Written by `mesh ci init github`")
    assert is_ours(NOW)
    assert not is_ours(NOW.replace("a: 2", "a: 3"))
