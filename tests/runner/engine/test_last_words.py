import signal
from pathlib import Path

import pytest

from meshwright.runner.engine.last_words import death, ended_packs, last_words

REGISTERS = "\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d\nrax    0x0\nrip    0x47e1c1\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "local.sales.log"


@pytest.mark.parametrize(
    "said",
    [
        "fatal error: runtime: out of memory",
        "fatal error: runtime: cannot allocate memory",
        "runtime: out of memory: cannot allocate 4194304-byte block\nfatal error: out of memory",
        "runtime: failed to create new OS thread (have 9 already; errno=11)\n"
        "fatal error: newosproc",
        "fatal error: runtime: cannot reserve arena virtual address space\nout of memory",
        "panic: fork/exec /x: cannot allocate memory",
    ],
)
def test_an_engine_without_memory_is_told_of_in_words(log: Path, said: str) -> None:
    log.write_text(f"Updating (local.sales)\n{said}{REGISTERS}")

    reason = death(2, log)

    assert reason is not None
    assert reason.startswith("the engine ran out of memory\nfix: free memory")
    assert "rax" not in reason


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("panic: runtime error: index out of range [3]", "index out of range [3]"),
        ("fatal error: concurrent map writes", "concurrent map writes"),
        ("SIGSEGV: segmentation violation", "SIGSEGV: segmentation violation"),
        ("SIGABRT: abort", "SIGABRT: abort"),
        ("fatal error: all goroutines are asleep - deadlock!", "deadlock!"),
    ],
)
def test_a_crash_is_one_line_and_names_the_log(log: Path, said: str, shown: str) -> None:
    log.write_text(said + REGISTERS)

    reason = death(2, log) or ""

    assert reason.splitlines()[0].endswith(shown)
    assert reason.splitlines()[1:] == [f"see {log}"]


def test_a_killed_engine_says_what_kills_engines(log: Path) -> None:
    log.write_text("Updating\n")

    assert "runs out of memory" in (death(-signal.SIGKILL, log) or "")
    assert death(-signal.SIGTERM, log) == "the engine was ended by SIGTERM"


def test_an_orderly_end_is_no_death(log: Path) -> None:
    log.write_text("error: cannot allocate memory of the past\nerror: it failed\n")

    assert death(255, log) is None
    assert last_words(log).endswith("it failed")


def test_each_pack_that_ended_by_itself_is_told_of_once(log: Path) -> None:
    end = "the policy pack guardrails ended by itself with exit code 3; its last words: too much"
    late = "the policy pack sales did not start within 300 seconds; its last words: it said nothing"
    log.write_text(f"    error: {end}\n    the policy pack is new\n{end}\n{late}\n")

    assert ended_packs(log) == (end, late)
