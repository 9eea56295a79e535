"""A call that AWS throttles has done nothing: it is made again, also one that is made only once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from localaws.provider import account as provider_account
from localaws.provider.account import ATTEMPTS, THROTTLED_ATTEMPTS, Account
from localaws.provider.failures import described
from localaws.provider.settings import Settings
from meshwright.aws.refusals import ASKED_AGAIN, is_of_another
from tools.bench.proxy import Answer, Request, watched
from tools.bench.throttling import REFUSALS, SERVICE

BROKEN = Answer(500, {"Content-Type": "text/xml"}, b"<ErrorResponse/>")
TRUST = '{"Version": "2012-10-17", "Statement": []}'
AccountOf = Callable[[Answer, int], AbstractContextManager[Account]]


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def account_of(moto: str, monkeypatch: pytest.MonkeyPatch) -> AccountOf:
    """An account whose first calls to a service, but for its own check, get an answer of ours."""
    monkeypatch.setattr(provider_account, "LONGEST_PAUSE", 0.0)

    @contextmanager
    def of(answer: Answer, times: int) -> Iterator[Account]:
        left = [times]

        def see(request: Request) -> Answer | None:
            found = SERVICE.search(request.headers["Authorization"])
            if found is None or found[1] == "sts" or not left[0]:
                return None
            left[0] -= 1
            return answer

        with watched(moto, see) as url:
            yield Account(Settings("eu-central-1", "test", "test", (), {"": url}))

    return of


def refusal(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return described(caught.value, "thing")


def test_a_throttled_call_is_made_again_more_often_than_a_lost_one(account_of: AccountOf) -> None:
    with account_of(REFUSALS["iam"], ATTEMPTS + 5) as account:
        assert account.client("iam").list_roles()["Roles"] == []


def test_what_is_asked_once_is_asked_again_where_it_was_throttled(account_of: AccountOf) -> None:
    with account_of(REFUSALS["kms"], 3) as account:
        kms = account.once("kms")
        before = len(kms.list_keys()["Keys"])
    with account_of(REFUSALS["kms"], 3) as account:
        account.once("kms").create_key()

        assert len(account.client("kms").list_keys()["Keys"]) == before + 1


def test_what_is_throttled_for_ever_is_told_in_the_end(account_of: AccountOf) -> None:
    with account_of(REFUSALS["kms"], THROTTLED_ATTEMPTS) as account:
        said = refusal(account.once("kms").create_key)

    assert said == "thing: CreateKey: ThrottlingException: Rate exceeded"


@pytest.mark.parametrize(
    ("answer", "is_ours"), [(REFUSALS["iam"], False), (BROKEN, True)], ids=["throttled", "lost"]
)
def test_a_name_that_is_taken_may_be_our_own_only_where_an_answer_was_lost(
    account_of: AccountOf, answer: Answer, is_ours: bool
) -> None:
    named = f"taken-{is_ours}"
    with account_of(answer, 0) as account:
        account.client("iam").create_role(RoleName=named, AssumeRolePolicyDocument=TRUST)
    with account_of(answer, 1) as account:
        iam = account.client("iam")
        said = refusal(iam.create_role, RoleName=named, AssumeRolePolicyDocument=TRUST)

    assert "EntityAlreadyExists" in said
    assert (ASKED_AGAIN in said) is is_ours
    assert is_of_another(said) is not is_ours
