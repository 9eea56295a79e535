"""The gate lets pass what an SDK has signed with a known key, and nothing changed since."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from localaws.admission import browsers, gate, keys
from localaws.admission.gate import Gate
from localaws.admission.keys import Key

PORT = 4566
BASE = f"http://127.0.0.1:{PORT}"
ACCOUNT = "123456789012"
KNOWN = {
    "test": Key("test"),
    "ASIASESSION": Key("sesame", "token"),
    "ASIAOLD": Key("sesame", "token", is_expired=True),
    "AKIAUSER": Key("users"),
    "AKIAOFF": Key("users", is_active=False),
}


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(keys, "known", lambda _account, identity: KNOWN.get(identity))


@pytest.fixture
def ask():
    """Sends a request through the gate; the status, the text, and what has passed."""

    def through(environ):
        passed: list[Any] = []
        heard: list[Any] = []

        def app(environ, start_response):
            passed.append((environ, environ["wsgi.input"].read()))
            start_response("200 OK", [])
            return [b"in"]

        answer = Gate(app, ACCOUNT, PORT)(environ, lambda *said: heard.extend(said))
        return int(heard[0].split()[0]), b"".join(answer).decode(), passed

    return through


def request(
    method="GET", path="/", *, service="glue", body=b"", key=keys.KEY, secret=keys.KEY, token=None,
    in_url=0, headers=None,
):  # fmt: skip
    """A signed request, as WSGI has it."""
    made: Any = AWSRequest(method, BASE + path, data=body, headers=dict(headers or {}))
    credentials = Credentials(key, secret, token)
    auths = {
        (False, False): SigV4Auth,
        (True, False): S3SigV4Auth,
        (False, True): SigV4QueryAuth,
        (True, True): S3SigV4QueryAuth,
    }
    auth: Any = auths[service == "s3", bool(in_url)]
    more = {"expires": in_url} if in_url else {}
    auth(credentials, service, "eu-central-1", **more).add_auth(made)
    return environ_of(made.prepare())


def environ_of(made):
    place = urlsplit(made.url)
    body = made.body or b""
    uri = f"{place.path}?{place.query}" if place.query else place.path
    names = {name.upper().replace("-", "_"): value for name, value in made.headers.items()}
    plain = {"CONTENT_TYPE", "CONTENT_LENGTH"}
    headers = {n if n in plain else f"HTTP_{n}": text(v) for n, v in names.items()}
    return {
        "REQUEST_METHOD": made.method,
        "PATH_INFO": place.path,
        "QUERY_STRING": place.query,
        "REQUEST_URI": uri,
        "HTTP_HOST": place.netloc,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    } | headers


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GOOD = {
    "JSON": {"method": "POST", "body": b'{"Name": "a"}', "headers": {"X-Amz-Target": "AWSGlue.X"}},
    "a form": {"method": "POST", "service": "iam", "body": b"Action=ListRoles", "headers": FORM},
    "an object": {"method": "PUT", "service": "s3", "path": "/data/a/b.csv", "body": b"x"},
    "a name with signs": {"service": "s3", "path": "/data/a%20%2B%3D%C3%BC~%281%29/x%3D1/"},
    "a query": {"service": "s3", "path": "/data?list-type=2&prefix=a%2Fb%3Dc&delimiter=%2F&x"},
    "a path of another service": {"service": "athena", "path": "/a%20b/c"},
    "a session": {"key": "ASIASESSION", "secret": "sesame", "token": "token"},
    "a user": {"key": "AKIAUSER", "secret": "users", "service": "s3", "path": "/data"},
    "a URL": {"service": "s3", "path": "/data/a", "in_url": 60},
    "a URL to put to": {"method": "PUT", "service": "s3", "path": "/d/a", "in_url": 60},
    "a session's URL": {
        "service": "s3", "path": "/d/a", "in_url": 60,
        "key": "ASIASESSION", "secret": "sesame", "token": "token",
    },
    "the administrator with a token": {"token": "any"},
}  # fmt: skip


@pytest.mark.parametrize("given", GOOD.values(), ids=GOOD.keys())
def test_what_a_known_key_has_signed_passes_whole(ask, given):
    status, said, passed = ask(request(**given))

    assert (status, said) == (200, "in")
    ((environ, body),) = passed
    assert body == given.get("body", b"")
    assert f"Credential={given.get('key', 'test')}/" in environ["HTTP_AUTHORIZATION"]
    assert "X-Amz-" not in environ["QUERY_STRING"]


def test_a_signed_url_goes_on_as_a_signed_request(ask):
    signed = request(
        service="s3", path="/d/a?versionId=7", in_url=60,
        key="ASIASESSION", secret="sesame", token="token",
    )  # fmt: skip
    ((environ, _),) = ask(signed)[2]

    assert environ["QUERY_STRING"] == "versionId=7"
    assert environ["REQUEST_URI"] == "/d/a?versionId=7"
    assert environ["HTTP_X_AMZ_SECURITY_TOKEN"] == "token"


BAD = {
    "an unknown key": ({"key": "x"}, "UnrecognizedClientException"),
    "an unknown key of S3": ({"key": "x", "service": "s3"}, "InvalidAccessKeyId"),
    "an unknown key in a form": (
        {"key": "x", "service": "sts", "headers": FORM, "method": "POST"}, "InvalidClientTokenId",
    ),
    "another secret": ({"secret": "guess"}, "InvalidSignatureException"),
    "another secret of S3": ({"secret": "guess", "service": "s3"}, "SignatureDoesNotMatch"),
    "a session without its token": ({"key": "ASIASESSION", "secret": "sesame"}, "InvalidToken"),
    "a session with another's token": (
        {"key": "ASIASESSION", "secret": "sesame", "token": "other"}, "InvalidToken",
    ),
    "an expired session": ({"key": "ASIAOLD", "secret": "sesame", "token": "token"}, "Expired"),
    "a key that is switched off": ({"key": "AKIAOFF", "secret": "users"}, "Unrecognized"),
    "a URL of another service": (
        {"service": "iam", "path": "/?Action=DeleteRole&RoleName=a", "in_url": 60}, "AccessDenied",
    ),
    "moto's own reset": ({"method": "POST", "path": "/moto-api/reset"}, "AccessDenied"),
    "moto's own metadata": ({"service": "s3", "path": "/latest/meta-data/x"}, "AccessDenied"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "code"), BAD.values(), ids=BAD.keys())
def test_what_no_known_key_has_signed_is_refused(ask, given, code):
    status, said, passed = ask(request(**given))

    assert status == 403
    assert code in said
    assert passed == []


CHANGED = {
    "another method": {"REQUEST_METHOD": "DELETE"},
    "another path": {"REQUEST_URI": "/other/key", "PATH_INFO": "/other/key"},
    "more of a query": {"QUERY_STRING": "versionId=1"},
    "another body": {"wsgi.input": io.BytesIO(b"Y")},
    "no host among what is signed": {
        "HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/s3/"
        "aws4_request, SignedHeaders=x-amz-date, Signature=0"
    },
    "another hash": {"HTTP_X_AMZ_CONTENT_SHA256": "0" * 64},
    "another date": {"HTTP_X_AMZ_DATE": "20260101T000000Z"},
    "version 2": {"HTTP_AUTHORIZATION": "AWS test:c2lnbmF0dXJl"},
    "nothing but a key": {"HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=test/1/2/s3/x"},
    "signs that are no header's": {"HTTP_AUTHORIZATION": "\xff=,,="},
    "not signed at all": {"HTTP_AUTHORIZATION": ""},
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED.keys())
def test_what_was_changed_after_it_was_signed_is_refused(ask, change):
    signed = request("PUT", "/data/key", service="s3", body=b"X")
    status, _, passed = ask(signed | change)

    assert status == 403
    assert passed == []


@pytest.mark.parametrize(
    ("before", "status"), [(0, 200), (10, 200), (20, 403), (-10, 200), (-20, 403)]
)
def test_a_signature_holds_for_a_quarter_of_an_hour(ask, monkeypatch, before, status):
    shift(monkeypatch, minutes=before)

    assert ask(request())[0] == status


@pytest.mark.parametrize(("after", "status"), [(1, 200), (50, 200), (70, 403)])
def test_a_url_is_signed_for_as_long_as_it_says(ask, monkeypatch, after, status):
    signed = request(service="s3", path="/data/a", in_url=3600)
    shift(monkeypatch, minutes=after)

    assert ask(signed)[0] == status


def test_no_url_is_signed_for_longer_than_a_week(ask, monkeypatch):
    signed = request(service="s3", path="/data/a", in_url=10**9)
    shift(monkeypatch, minutes=8 * 24 * 60)

    assert ask(signed)[0] == 403


def shift(monkeypatch, *, minutes):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz or UTC) + timedelta(minutes=minutes)

    monkeypatch.setattr(gate, "datetime", Clock)


PAGES = {
    "of another site": {"HTTP_ORIGIN": "http://evil.example"},
    "in a frame": {"HTTP_ORIGIN": "null"},
    "of another port here": {"HTTP_ORIGIN": "http://localhost:3000"},
    "of this very place": {"HTTP_ORIGIN": BASE},
    "with an image": {"HTTP_SEC_FETCH_SITE": "cross-site"},
    "of the same site": {"HTTP_SEC_FETCH_SITE": "same-site"},
    "that lies in a bucket here": {"HTTP_SEC_FETCH_SITE": "same-origin"},
    "after a rebinding": {"HTTP_HOST": f"evil.example:{PORT}"},
    "under a name that looks like it": {"HTTP_HOST": f"127.0.0.1.evil.example:{PORT}"},
    "under a name that ends like it": {"HTTP_HOST": f"evillocalhost:{PORT}"},
    "for another port": {"HTTP_HOST": "127.0.0.1:80"},
    "for no port": {"HTTP_HOST": "127.0.0.1"},
    "for nobody": {"HTTP_HOST": ""},
    "for the network": {"HTTP_HOST": f"0.0.0.0:{PORT}"},
    "that asks first": {"REQUEST_METHOD": "OPTIONS"},
}


@pytest.mark.parametrize("sent", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("path", ["/data/key", "/_meshwright/instance"])
def test_a_request_of_a_page_is_refused_signed_or_not(ask, sent, path):
    signed = request(service="s3", path=path)
    unsigned = {k: v for k, v in signed.items() if k != "HTTP_AUTHORIZATION"}
    answers = [ask(dict(given) | sent) for given in (signed, unsigned)]

    assert [status for status, _, _ in answers] == [403, 403]
    assert [passed for _, _, passed in answers] == [[], []]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "data.localhost", f"{ACCOUNT}.127.0.0.1", "LOCALHOST"]
)
def test_this_machines_own_names_are_no_pages(host):
    assert browsers.refusal({"HTTP_HOST": f"{host}:{PORT}", "REQUEST_METHOD": "GET"}, PORT) is None


def test_a_person_may_follow_a_signed_url_by_hand(ask):
    signed = request(service="s3", path="/data/a", in_url=60)

    assert ask(signed | {"HTTP_SEC_FETCH_SITE": "none"})[0] == 200


def test_who_it_is_can_be_asked_without_a_key_but_not_changed(ask):
    question = {"HTTP_HOST": f"127.0.0.1:{PORT}", "PATH_INFO": "/_meshwright/instance"}
    body = {"wsgi.input": io.BytesIO()}
    assert ask(question | body | {"REQUEST_METHOD": "GET"})[0] == 200
    assert ask(question | body | {"REQUEST_METHOD": "POST"})[0] == 403


def test_the_body_of_an_unknown_caller_is_not_even_read(ask):
    signed: dict[str, Any] = request("PUT", "/data/key", service="s3", key="x", body=b"much")
    ask(signed)

    assert signed["wsgi.input"].read() == b"much"
