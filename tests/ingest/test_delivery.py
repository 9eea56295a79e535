"""Files sent to S3: each content once, in parts where it is large, and begun again where killed."""

import hashlib
import os

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from meshwright.errors import MeshError
from meshwright.ingest import delivery, fingerprint
from meshwright.ingest.delivery import deliver

CONTENT = b"id,note\n1,a\n2,b\n"


class Told:
    def __init__(self):
        self.files, self.bytes, self.outcomes = [], 0, []

    def began(self, file, size):
        self.files.append((file.name, size))

    def sent(self, size):
        self.bytes += size

    def ended(self, outcome):
        self.outcomes.append(outcome)


@pytest.fixture
def send(cloud, landing):
    def call(*files, told=None):
        return list(deliver(cloud, landing, files, told or Told()))

    return call


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "january.csv"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of S3's least size, so that a file of 12 MB has three."""
    monkeypatch.setattr(fingerprint, "PART", 5 << 20)


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "year.csv"
    path.write_bytes(b"id,note\n" + b"1,abcdefghij\n" * 950_000)
    return path


def landed(cloud, landing):
    answer = cloud.client("s3").list_objects_v2(Bucket=landing.bucket)
    return [entry["Key"] for entry in answer.get("Contents", ())]


def body(cloud, landing, key):
    return cloud.client("s3").get_object(Bucket=landing.bucket, Key=key)["Body"].read()


def test_a_file_lands_under_the_hash_of_its_content(send, cloud, landing, file):
    told = Told()
    (one,) = send(file, told=told)

    assert one.key == f"orders/{hashlib.sha256(CONTENT).hexdigest()}.csv"
    assert (one.is_new, one.has_landed, one.size) == (True, True, len(CONTENT))
    assert body(cloud, landing, one.key) == CONTENT
    assert told.files == [("january.csv", len(CONTENT))]
    assert (told.bytes, told.outcomes) == (len(CONTENT), [one])


def test_a_content_lands_once_whatever_its_file_is_called(send, cloud, landing, file):
    renamed = file.with_name("again.csv")
    renamed.write_bytes(CONTENT)
    first, again, second = send(file, file, renamed)

    assert [one.is_new for one in (first, again, second)] == [True, False, False]
    assert landed(cloud, landing) == [first.key]


def test_who_may_write_and_not_look_sends_each_content_once_too(
    send, cloud, landing, file, monkeypatch
):
    monkeypatch.setattr(delivery, "or_none", lambda *_, **__: None)

    assert [one.is_new for one in send(file, file)] == [True, False]
    assert len(landed(cloud, landing)) == 1


@pytest.mark.usefixtures("small_parts")
def test_a_large_file_is_sent_in_parts(send, cloud, landing, large):
    told = Told()
    (one,) = send(large, told=told)

    assert one.is_new
    assert told.bytes == large.stat().st_size
    assert hashlib.sha256(body(cloud, landing, one.key)).hexdigest() in one.key
    assert [again.is_new for again in send(large)] == [False]


@pytest.mark.usefixtures("small_parts")
def test_a_killed_delivery_goes_on_with_the_part_that_is_missing(
    send, cloud, landing, large, monkeypatch
):
    s3, sent = cloud.client("s3"), []
    upload = s3.upload_part

    def dying(**arguments):
        if arguments["PartNumber"] == 3:
            raise KeyboardInterrupt
        return upload(**arguments)

    monkeypatch.setattr(s3, "upload_part", dying)
    with pytest.raises(KeyboardInterrupt):
        send(large)
    assert landed(cloud, landing) == []

    def noted(**arguments):
        sent.append(arguments["PartNumber"])
        return upload(**arguments)

    monkeypatch.setattr(s3, "upload_part", noted)
    (one,) = send(large)

    assert sent == [3]
    assert hashlib.sha256(body(cloud, landing, one.key)).hexdigest() in one.key
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=landing.bucket)


def test_a_file_that_cannot_become_rows_is_refused_and_the_next_is_sent(
    send, cloud, landing, file, tmp_path
):
    half = tmp_path / "half.csv"
    half.write_bytes(CONTENT[:-3])
    refused, sent = send(half, file)

    assert (refused.has_landed, sent.has_landed) == (False, True)
    assert "it ends within a row" in refused.because
    assert landed(cloud, landing) == [sent.key]


def test_a_file_that_changes_while_it_is_read_is_refused(send, file, monkeypatch):
    judge = fingerprint.judge

    def slow(*arguments):
        yield from judge(*arguments)
        with file.open("ab") as more:
            more.write(b"3,c\n")

    monkeypatch.setattr(fingerprint, "judge", slow)
    (one,) = send(file)

    assert one.because == "somebody writes it while it is read"


def test_a_file_that_changes_before_it_is_sent_is_refused(send, cloud, landing, file, monkeypatch):
    known = delivery.fingerprint

    def early(path, *arguments):
        found = known(path, *arguments)
        path.write_bytes(CONTENT.replace(b"a", b"z"))
        os.utime(path)
        return found

    monkeypatch.setattr(delivery, "fingerprint", early)
    (one,) = send(file)

    assert one.because == "somebody writes it while it is read"
    assert landed(cloud, landing) == []


def test_a_landing_that_is_not_deployed_says_what_to_do(send, cloud, landing, file):
    cloud.client("s3").delete_bucket(Bucket=landing.bucket)
    with pytest.raises(MeshError, match=r"shop\.orders has no landing bucket in dev") as told:
        send(file)

    assert told.value.fix == "mesh up shop.orders --env dev"


@pytest.mark.parametrize(
    "refusal",
    [
        EndpointConnectionError(endpoint_url="https://s3"),
        ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutObject"),
    ],
)
def test_what_else_aws_refuses_names_who_may_send(send, cloud, file, monkeypatch, refusal):
    def refuse(**_):
        raise refusal

    monkeypatch.setattr(cloud.client("s3"), "put_object", refuse)
    with pytest.raises(MeshError, match=r"AWS refuses files for shop\.orders\.orders") as told:
        send(file)

    assert "`landing` of platform/environments/dev.yaml" in told.value.fix
