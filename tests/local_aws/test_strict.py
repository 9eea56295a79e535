"""The strict layer's own machinery; what it makes of AWS's behaviour is asked by the probes."""

import io
import json
from typing import Any

import pytest

from localaws.strict.call import Call, Fault, Guard
from localaws.strict.hive_types import TypeTextError, check_type
from localaws.strict.layer import strict_app
from localaws.strict.registry import CORRECTIONS

ACCOUNT = "123456789012"


def test_every_error_of_lake_formation_has_a_message_as_go_reads_it() -> None:
    heard = {}

    def moto(_environ, start_response):
        start_response("400 Bad Request", [("X-Amzn-ErrorType", "EntityNotFoundException")])
        return [b'{"message": "not there"}']

    scope = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/lakeformation/aws4_request, x"
    environ = {"HTTP_AUTHORIZATION": scope, "PATH_INFO": "/DescribeResource", "wsgi.input": None}
    environ["wsgi.input"] = io.BytesIO(b"{}")
    answer = strict_app(moto, CORRECTIONS, account=ACCOUNT)(
        environ, lambda status, headers: heard.update(status=status, headers=dict(headers))
    )

    assert json.loads(b"".join(answer))["Message"] == "not there"
    assert heard["headers"]["X-Amzn-ErrorType"] == "EntityNotFoundException"


def ask(
    moto: Any,
    service: str,
    *,
    body: bytes = b"{}",
    guards: tuple[Guard, ...] = (),
    **environ: str,
) -> tuple[Any, bytes]:
    """What the layer over a moto of the test's own answers to one call."""
    heard: dict[str, Any] = {}
    scope = f"AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/{service}/aws4_request, x"
    given = {
        "HTTP_AUTHORIZATION": scope,
        "PATH_INFO": "/",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    app = strict_app(moto, (), guards, account=ACCOUNT)
    chunks = app(
        given | environ,
        lambda status, headers: heard.update(status=status, headers=dict(headers)),
    )
    return heard, b"".join(chunks)


def page(status: str):
    def moto(_environ, start_response):
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [b"<!doctype html>"]

    return moto


def crash(_environ, _start_response):
    raise KeyError("somewhere in moto")


@pytest.mark.parametrize("moto", [page("500 INTERNAL SERVER ERROR"), page("404 NOT FOUND"), crash])
def test_what_moto_lacks_or_breaks_on_is_said_in_json_and_never_tried_again(moto) -> None:
    heard, text = ask(moto, "glue", HTTP_X_AMZ_TARGET="AWSGlue.CreateCatalog")

    assert heard["status"] == "501 Refused"
    assert heard["headers"]["X-Amzn-ErrorType"] == "NotImplemented"
    assert json.loads(text)["Message"] == "not implemented by the local AWS: glue:CreateCatalog"


def test_what_moto_lacks_is_said_in_xml_where_the_service_speaks_it() -> None:
    _, text = ask(
        crash,
        "iam",
        body=b"Action=SimulatePrincipalPolicy",
        CONTENT_TYPE="application/x-www-form-urlencoded",
    )

    assert b"<Code>NotImplemented</Code>" in text
    assert b"iam:SimulatePrincipalPolicy" in text


def test_a_rule_that_breaks_is_said_too_and_the_call_never_made() -> None:
    def broken(_call: Call) -> Fault | None:
        raise KeyError("somewhere in a rule")

    guard = Guard("glue", ("CreateTable",), broken)
    heard, _ = ask(crash, "glue", guards=(guard,), HTTP_X_AMZ_TARGET="AWSGlue.CreateTable")

    assert heard["status"] == "501 Refused"


def test_a_guard_refuses_in_its_own_words_and_status() -> None:
    guard = Guard("glue", ("CreateTable",), lambda _call: Fault("NotToday", "come back", 409))
    heard, text = ask(crash, "glue", guards=(guard,), HTTP_X_AMZ_TARGET="AWSGlue.CreateTable")

    assert heard["status"] == "409 Refused"
    assert json.loads(text) == {
        "__type": "NotToday",
        "message": "come back",
        "Message": "come back",
    }


@pytest.mark.parametrize(
    "text",
    ["int", "DECIMAL(18, 2)", "varchar(10)", "map<string,array<int>>", "struct<a-b:int, c : date>"],
)
def test_hives_types_are_known(text: str) -> None:
    check_type(text)


@pytest.mark.parametrize(
    "text",
    ["", "strng", "array<>", "array<int", "map<int>", "struct<int>", "varchar(1,2)", "int int"],
)
def test_what_is_no_type_of_hive_is_refused(text: str) -> None:
    with pytest.raises(TypeTextError, match="expected at the position"):
        check_type(text)
