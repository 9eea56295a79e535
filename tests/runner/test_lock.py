import os
import subprocess
import sys

import pytest

from meshwright.errors import MeshError
from meshwright.runner.lock import exclusive_run


def test_a_second_run_says_who_is_at_it_and_since_when(tmp_path):
    with (
        exclusive_run(tmp_path, "up"),
        pytest.raises(MeshError, match=rf"`mesh up` runs here as process {os.getpid()} since 20"),
        exclusive_run(tmp_path, "destroy"),
    ):
        pass


def test_a_run_that_has_ended_is_in_nobodys_way(tmp_path):
    with exclusive_run(tmp_path, "up"):
        pass
    with exclusive_run(tmp_path, "up"):
        pass


def test_the_lock_of_a_killed_run_dies_with_it(tmp_path):
    program = (
        "import os, pathlib, sys\nfrom meshwright.runner.lock import exclusive_run\n"
        "with exclusive_run(pathlib.Path(sys.argv[1]), 'up'): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path], check=False)
    assert (tmp_path / "run.lock").read_text()
    with exclusive_run(tmp_path, "up"):
        pass


def test_a_holder_that_has_not_said_who_it_is_still_holds(tmp_path):
    with exclusive_run(tmp_path, "up"):
        (tmp_path / "run.lock").write_text("")
        with (
            pytest.raises(MeshError, match="another run has just begun"),
            exclusive_run(tmp_path, "up"),
        ):
            pass
