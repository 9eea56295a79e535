"""What is shared is asked by one worker, and the engine is one worker's."""

import re
from pathlib import Path

from sharing import EXAMPLE, suiting

ROOT = Path(__file__).parents[1]
USES_EXAMPLE = re.compile(r"^def [a-z_]+\(.*\b(?:deployed|loaded)\b", re.MULTILINE)
ENGINE, PLAIN = "tests/e2e/test_up.py", "tests/surroundings/test_inherited.py"
MEASURED = "tests/plan/test_iam.py"


def test_all_that_ask_the_example_mesh_stay_together() -> None:
    files = (ROOT / "tests/e2e").glob("test_*.py")
    asking = {str(f.relative_to(ROOT)) for f in files if USES_EXAMPLE.search(f.read_text())}

    assert asking
    assert {file for file in asking if file not in EXAMPLE} == set()


def test_one_worker_runs_the_engine_while_others_compute() -> None:
    assert suiting("gw0", [PLAIN, ENGINE]) == ENGINE
    assert suiting("gw1", [ENGINE, PLAIN]) == PLAIN


def test_who_has_nothing_left_of_its_own_kind_helps() -> None:
    assert suiting("gw0", [PLAIN]) == PLAIN
    assert suiting("gw1", [ENGINE]) == ENGINE


def test_what_is_measured_comes_first_and_late_to_the_engines_worker() -> None:
    assert suiting("gw1", [ENGINE, PLAIN, MEASURED]) == MEASURED
    assert suiting("gw0", [MEASURED, PLAIN]) == PLAIN
    assert suiting("gw0", [MEASURED]) == MEASURED
