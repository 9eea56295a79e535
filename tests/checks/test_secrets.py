import pytest

from meshwright.errors import Severity

from .conftest import Checked

ORDERS = "sales/orders/product.yaml"


def spec(extensions: str) -> str:
    return f"description: x\ntables: {{orders: {{columns: {{id: string}}}}}}\n{extensions}\n"


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("extensions: {dbPassword: hunter2}", "extensions.dbPassword"),
        ("extensions: {loader: {api_key: abc123}}", "extensions.loader.api_key"),
        ("extensions: {APIKEY: abc123}", None),
        ("extensions: {clientSecret: s3cr3t}", "extensions.clientSecret"),
        ("extensions: {slack: {token: xoxb-1}}", "extensions.slack.token"),
        ("extensions: {note: AKIAIOSFODNN7EXAMPLE}", "extensions.note"),
        ("extensions: {hosts: ['postgres://u:p@db/x']}", "extensions.hosts.0"),
        ("extensions: {pem: '-----BEGIN RSA PRIVATE KEY-----'}", "extensions.pem"),
        ("extensions: {ci: ghp_0123456789abcdefghij0123}", "extensions.ci"),
    ],
)
def test_a_secret_in_a_free_field_is_warned_of_by_name(
    checked: Checked, field: str, where: str | None
) -> None:
    found = [f for f in checked({ORDERS: spec(field)}) if f.code == "CHK042"]

    assert [f.where for f in found] == ([where] if where else ["extensions.APIKEY"])
    assert {f.severity for f in found} == {Severity.WARNING}
    assert found[0].position.line == 3


def test_the_secret_itself_is_not_repeated(checked: Checked) -> None:
    (finding,) = [
        f for f in checked({ORDERS: spec("extensions: {pwd: hunter2}")}) if f.code[3:] == "042"
    ]

    assert "hunter2" not in f"{finding.message}{finding.fix}{finding.where}"


@pytest.mark.parametrize(
    "field",
    [
        "extensions: {secretArn: 'arn:aws:secretsmanager:eu-central-1:1:secret:x'}",
        "extensions: {password: 'arn:aws:secretsmanager:eu-central-1:1:secret:x'}",
        "extensions: {token: '${TOKEN}'}",
        "extensions: {token: ''}",
        "extensions: {tokens_sold: many, keyboard: qwerty, primaryKey: id}",
        "extensions: {secretary: Ms Lee, passport: required, tokenCount: '12'}",
        "extensions: {partitionKey: day, home: 'https://wiki.acme.example/a:b'}",
        "extensions: {password: {rotation: 90}, contact: someone@acme.example}",
    ],
)
def test_what_only_tells_of_a_secret_is_none(checked: Checked, field: str) -> None:
    assert not [f for f in checked({ORDERS: spec(field)}) if f.code == "CHK042"]
