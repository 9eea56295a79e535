import threading
import time

import pytest

from meshwright.errors import MeshError
from meshwright.operations.doctor import examination as doctor_run
from meshwright.operations.doctor import machine as doctor_machine
from meshwright.operations.doctor.questions import Health, Question, answers, fails, ok, warning

from checkouts import ROOT
from operations.doctor.verdicts import by_subject


def test_answers_come_in_the_order_of_the_questions():
    def slow():
        time.sleep(0.05)
        yield ok("a", "first")

    found = list(answers([Question("a", slow), Question("b", lambda: [ok("b", "")])], seconds=300))

    assert [verdict.subject for verdict in found] == ["a", "b"]


def test_a_question_without_an_answer_fails_in_time():
    has_ended = threading.Event()

    def never():
        has_ended.wait()
        return ()

    questions = [Question(name, never, "look") for name in "ab"]
    found = list(answers(questions, seconds=0.1))
    has_ended.set()

    assert found == [fails(name, "no answer within 0 s", "look") for name in "ab"]


@pytest.mark.parametrize(
    ("error", "fix"),
    [(MeshError("a\nb", fix="own"), "own"), (MeshError("a\nb"), "look"), (KeyError("a b"), "look")],
)
def test_a_question_that_breaks_is_a_verdict_in_one_line(error, fix):
    def broken():
        raise error

    (found,) = answers([Question("a", broken, "look")], seconds=300)

    assert (found.health, found.fix) == (Health.FAILS, fix)
    assert "\n" not in found.finding


@pytest.fixture
def examined(workspace, monkeypatch):
    """The verdicts on a checkout whose machine is in order."""
    monkeypatch.setattr(doctor_machine, "machine_questions", lambda _workspace: ())

    def examine(name, text=None):
        if text is not None:
            file = workspace.environments / f"{name}.yaml"
            file.parent.mkdir(parents=True)
            file.write_text(text)
        return by_subject(doctor_run.examine(workspace, name))

    return examine


def written(name):
    return (ROOT / "platform/environments" / f"{name}.yaml").read_text()


def test_local_with_nothing_up_is_in_order(examined):
    found = examined("local", written("local"))

    assert {verdict.health for verdict in found.values()} == {Health.OK}
    assert found["local AWS"].finding == "it is not running: `mesh up` starts it"


def test_an_environment_file_with_errors_is_all_there_is_to_say(examined):
    found = examined("dev", "account: nonsense\n")

    assert list(found) == ["environment file"]
    assert found["environment file"].health is Health.FAILS


def test_an_environment_without_a_file_is_named(examined):
    assert "there is no environment 'nowhere'" in examined("nowhere")["environment file"].finding


def test_a_shell_of_the_local_aws_asks_no_other_account(examined, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    found = examined("dev", written("dev"))

    assert list(found) == ["environment file", "shell"]
    assert found["shell"].health is Health.FAILS


def test_a_remote_environment_without_a_network_fails_quickly(examined, silent, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{silent}")
    monkeypatch.setattr(doctor_run, "SECONDS", 1.0)
    begun = time.monotonic()
    found = examined("dev", written("dev"))

    # Left to itself, a client waits a minute for each answer.
    assert time.monotonic() - begun < 30
    assert {found[n].health for n in ("backend", "network", "credentials")} == {Health.FAILS}
    assert all(verdict.fix for verdict in found.values() if verdict.health is not Health.OK)


def test_a_warning_says_what_to_do():
    assert warning("a", "b", "c").fix == "c"
