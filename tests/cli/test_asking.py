import pytest

from meshwright.cli import deployment
from meshwright.errors import CancelledError, UsageError

from meshes import environment


@pytest.fixture
def asked(monkeypatch):
    """The questions put to a person who is there and says what `answer` says."""
    questions = []

    def there(answer):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

        def confirm(question, **_):
            questions.append(question)
            return answer

        monkeypatch.setattr(deployment.typer, "confirm", confirm)
        return questions

    return there


def test_local_is_never_asked_for():
    deployment.confirm(environment("local"), "destroy *", yes=False)


def test_nobody_to_ask_means_that_yes_must_be_said(monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(UsageError, match="bring up sales in dev") as refusal:
        deployment.confirm(environment("dev"), "bring up sales", yes=False)

    assert refusal.value.fix == "pass --yes"
    deployment.confirm(environment("dev"), "bring up sales", yes=True)


def test_a_person_is_asked_with_account_and_region(asked):
    questions = asked(answer=True)
    deployment.confirm(environment("dev"), "destroy sales", yes=False)

    assert questions == ["destroy sales in dev (account 111122223333, eu-central-1)?"]


def test_a_no_changes_nothing(asked):
    asked(answer=False)
    with pytest.raises(CancelledError, match="nothing was changed"):
        deployment.confirm(environment("dev"), "destroy sales", yes=False)


def test_a_preview_asks_nothing():
    deployment.confirm(environment("dev"), "", yes=False)
