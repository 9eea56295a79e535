"""Of many who write one object at once on a condition, one does."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.s3.responses import S3Response

from localaws.strict import s3_conditional_writes

BUCKET, WRITERS, OBJECTS = "data", 8, 5
PLACE = {"LocationConstraint": "eu-central-1"}
SECONDS = 300.0


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WRITERS) as pool:
        yield pool


def at_once(pool: ThreadPoolExecutor, ask: Callable[[], Any]) -> list[str]:
    """How each of the writers fared who ask together: the code of the refusal, or that it did."""
    barrier = Barrier(WRITERS)

    def asked(_: int) -> str:
        barrier.wait()
        try:
            ask()
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "done"

    return sorted(pool.map(asked, range(WRITERS)))


ONE = [*["PreconditionFailed"] * (WRITERS - 1), "done"]


def test_one_of_many_writers_makes_an_object(client, pool: ThreadPoolExecutor) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=PLACE)

    for number in range(OBJECTS):
        new = {"Bucket": BUCKET, "Key": f"made/{number}", "IfNoneMatch": "*"}
        assert at_once(pool, lambda new=new: s3.put_object(**new, Body=b"x")) == ONE


def test_one_of_many_writers_replaces_a_version(client, pool: ThreadPoolExecutor) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=PLACE)
    etag = s3.put_object(Bucket=BUCKET, Key="a", Body=b"0")["ETag"]

    for number in range(OBJECTS):
        body = str(number + 1).encode()
        known = {"Bucket": BUCKET, "Key": "a", "Body": body, "IfMatch": etag}
        assert at_once(pool, lambda known=known: s3.put_object(**known)) == ONE
        etag = s3.head_object(Bucket=BUCKET, Key="a")["ETag"]


@pytest.mark.parametrize("name", ["put_object", "delete_object"])
def test_one_object_is_looked_at_and_written_by_one_call_at_a_time(
    name: str, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, may_go_on, entered = Event(), Event(), []

    def moto(self: Any) -> None:
        entered.append(self.parse_key_name())
        inside.set()
        may_go_on.wait(SECONDS)

    for each in ("put_object", "delete_object"):
        monkeypatch.setattr(S3Response, each, moto)
    s3_conditional_writes.install()
    call = getattr(S3Response, name)
    object_ = SimpleNamespace(bucket_name=BUCKET, parse_key_name=lambda: "a")

    calls = [pool.submit(call, object_) for _ in range(2)]
    inside.wait(SECONDS)
    second_is_let_in = may_go_on.wait(0.2) or len(entered) > 1
    may_go_on.set()
    for each in calls:
        each.result(SECONDS)

    assert not second_is_let_in
    assert entered == ["a", "a"]
