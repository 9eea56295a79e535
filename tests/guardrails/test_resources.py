import pytest

from guardrails.resources import is_everything


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "**",
        "?*",
        "arn:*",
        "arn:aws:*",
        "arn:aws:s3*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::*/*",
        "arn:aws:*:::bucket",
        "arn:aws:glue:*:*:table/*",
        "arn:aws:kms:*:*:key/*",
        "arn:aws:iam::*:role/*",
    ],
)
def test_everything_by_every_route(pattern: str) -> None:
    assert is_everything(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "arn:aws:s3:::bucket",
        "arn:aws:s3:::bucket/*",
        "arn:aws:s3:::mesh-dev--*",
        "arn:aws:s3:::${*}",
        "arn:*:s3:::bucket/*",
        "arn:aws:glue:eu-central-1:111122223333:*",
        "arn:aws:glue:*:111122223333:table/*",
        "arn:aws:iam::*:role/deployer",
        "arn:aws:iam::*:role/mesh/*",
        "${aws:PrincipalTag/resource}",
    ],
)
def test_names_prefixes_and_what_one_account_has_are_not_everything(pattern: str) -> None:
    assert not is_everything(pattern)
