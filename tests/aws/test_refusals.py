"""What a refusal by AWS means to the run that was refused."""

import pytest

from localaws.provider import failures
from meshwright.aws.refusals import ASKED_AGAIN, is_of_another


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("CreateBucket: BucketAlreadyOwnedByYou: yours", True),
        ("CreateRole: EntityAlreadyExists: Role with name r already exists.", True),
        ("CreateAlias: AlreadyExistsException: An alias of that name already exists", True),
        (f"CreateBucket: BucketAlreadyOwnedByYou: yours {ASKED_AGAIN}", False),
        ("CreateBucket: AccessDenied: no", False),
        ("CreateBucket: Connection was closed", False),
    ],
)
def test_a_name_is_of_another_unless_it_was_asked_for_twice(said: str, *, expected: bool) -> None:
    assert is_of_another(said) is expected


@pytest.mark.parametrize(("retries", "expected"), [(0, True), (1, False)])
def test_the_embedded_provider_says_of_a_refusal_whether_it_asked_twice(
    retries: int, monkeypatch: pytest.MonkeyPatch, *, expected: bool
) -> None:
    from botocore.exceptions import ClientError

    monkeypatch.setattr(failures, "went_unanswered", lambda: True)
    answer = {
        "Error": {"Code": "BucketAlreadyOwnedByYou", "Message": "yours"},
        "ResponseMetadata": {"RetryAttempts": retries, "HTTPStatusCode": 409},
    }

    assert is_of_another(failures.described(ClientError(answer, "CreateBucket"), "b")) is expected
