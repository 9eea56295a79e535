from pathlib import Path

from meshwright.cli.exit_codes import MEANINGS, page
from meshwright.errors import ExitCode

PAGE = Path(__file__).parents[2] / "docs/reference/exit-codes.md"


def test_every_exit_code_is_explained():
    assert list(MEANINGS) == list(ExitCode)


def test_the_page_that_the_code_speaks_of_is_there_and_says_just_that():
    assert PAGE.read_text() == page()
    assert "| 5 | a finding of level error" in page()
