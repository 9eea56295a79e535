"""A full or read-only disk is told in one line, and is no fault of the platform."""

import errno
from dataclasses import replace

import pytest

from meshwright.cli import app
from meshwright.disk import in_plain_words, is_disk_fault, unwritable
from meshwright.errors import ExitCode
from meshwright.runner.engine.reserve import Reserve
from meshwright.runner.engine.stop import Stop
from meshwright.runner.parallel import WaveExecutor
from meshwright.runner.results import Status

from runner import planned_runs

WORDS = [
    (errno.ENOSPC, "the disk is full"),
    (errno.EDQUOT, "the disk quota is used up"),
    (errno.EFBIG, "a file may not grow so large"),
    (errno.EROFS, "the file system is read-only"),
    (errno.EACCES, "permission denied"),
    (errno.EPERM, "permission denied"),
]


def fault(number, file="state/a.json"):
    return OSError(number, "what the system says", file)


@pytest.mark.parametrize(("number", "words"), WORDS)
def test_a_fault_of_the_disk_names_the_file_and_the_fault(number, words):
    assert is_disk_fault(fault(number))
    assert unwritable(fault(number)) == f"state/a.json: {words}"


def test_a_fault_without_a_file_is_told_all_the_same():
    assert unwritable(OSError(errno.ENOSPC, "no space")) == "the disk is full"


def test_another_fault_is_told_in_the_systems_words():
    assert not is_disk_fault(fault(errno.ENOENT))
    assert unwritable(fault(errno.ENOENT)) == "state/a.json: what the system says"
    assert unwritable(OSError("odd")) == "odd"


def test_a_full_disk_fails_its_stack_alone_and_says_what_is_kept(told):
    def step(stack, _seen):
        raise fault(errno.ENOSPC, f"{stack}.json")

    executor = WaveExecutor(step, lambda _stack, _results: None, Stop(), told, workers=1)
    (result,) = executor.run([["local"]])

    assert result.status is Status.FAILED
    assert result.message == (
        "local.json: the disk is full\nfix: put that right and run it again: what was done is kept"
    )


def test_a_command_on_a_full_disk_ends_in_one_line(monkeypatch, capsys):
    def no_space(*_arguments, **_options):
        raise fault(errno.ENOSPC)

    monkeypatch.setattr(app, "app", no_space)

    assert app.run(["up"]) == ExitCode.FAILED
    assert capsys.readouterr().err == (
        "error: state/a.json: the disk is full\n"
        "  fix: put that right and run it again: what was done is kept\n"
    )


FROM_THE_ENGINE = (
    'saving update info: blob (key "a -> b") (code=Unknown): '
    "write /srv/state/.pulumi/a.json.18eb5ac3dbee4183.tmp: {}"
)


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("no space left on device", "the disk is full"),
        ("disk quota exceeded", "the disk quota is used up"),
        ("file too large", "a file may not grow so large"),
        ("read-only file system", "the file system is read-only"),
    ],
)
def test_the_engines_words_for_it_are_put_plainly(words, plain):
    assert in_plain_words(FROM_THE_ENGINE.format(words)) == (
        f"/srv/state/.pulumi/a.json: {plain}\n"
        "fix: put that right and run it again: what was done is kept"
    )


@pytest.mark.parametrize(
    "message", ["open /a: permission denied", "no space left on device", "CreateBucket: denied"]
)
def test_what_may_not_be_the_disk_is_left_in_the_engines_words(message):
    assert in_plain_words(message) == message


def test_a_full_disk_is_told_once_however_often_it_is_met(engine, assess, told):
    first = FROM_THE_ENGINE.format("no space left on device")
    second = first.replace("18eb5ac3dbee4183", "18eb5ac3dbee4184")
    about = ["pulumi:pulumi:Stack", "local"]
    engine.order("local", code=255, errors=[[first, *about], [second, *about]])
    done = planned_runs.bring_up(engine.context, assess(), ["local"], told)

    assert [reason.message for reason in done.results[0].reasons] == [in_plain_words(first)]


def test_an_engine_that_cannot_write_its_state_gets_the_reserve_and_is_asked_to_stop(
    engine, assess, told
):
    fault = FROM_THE_ENGINE.format("no space left on device")
    error = [f"failed to save snapshot: {fault}", "pulumi:pulumi:Stack", "local"]
    engine.order("local", errors=[error], hangs=3600)
    context = replace(engine.context, reserve=Reserve(engine.context.store.reserve))
    with context.reserve.held():
        done = planned_runs.bring_up(context, assess(), ["local"], told)

    assert done.results[0].status is Status.FAILED
    assert "the disk is full" in done.results[0].message
    assert context.store.locks("local") == ()
