import pytest

from guardrails import actions
from guardrails.actions import AccessLevel


def names(pattern: str) -> list[str]:
    return [str(action) for action in actions.matching(pattern)]


def test_a_name_is_found_whatever_its_letters() -> None:
    assert names("S3:getobject") == ["s3:GetObject"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("athena:ListWorkGroup?", ["athena:ListWorkGroups"]),
        ("lakeformation:GetDataA*", ["lakeformation:GetDataAccess"]),
        ("*formation:getdataaccess", ["lakeformation:GetDataAccess"]),
        ("s3:GetObjects", []),
        ("s4:GetObject", []),
        ("none*:GetObject", []),
    ],
)
def test_patterns_take_in_what_aws_lists(pattern: str, expected: list[str]) -> None:
    assert names(pattern) == expected


def test_a_service_alone_and_a_star_alone_are_all_of_them() -> None:
    every = list(actions.every())

    assert names("athena:*") == [str(a) for a in every if a.service == "athena"]
    assert actions.matching("*") == tuple(every)


@pytest.mark.parametrize(
    ("action", "level", "knows_resources"),
    [
        ("s3:GetObject", AccessLevel.READ, True),
        ("s3:ListBucket", AccessLevel.LIST, True),
        ("s3:ListAllMyBuckets", AccessLevel.LIST, False),
        ("s3:PutBucketPolicy", AccessLevel.PERMISSIONS, True),
        ("iam:PassRole", AccessLevel.WRITE, True),
        ("iam:TagRole", AccessLevel.TAGGING, True),
        ("lakeformation:GetDataAccess", AccessLevel.WRITE, False),
        ("lakeformation:PutDataLakeSettings", AccessLevel.PERMISSIONS, False),
    ],
)
def test_the_list_says_what_awss_pages_say(
    action: str, level: AccessLevel, knows_resources: bool
) -> None:
    (found,) = actions.matching(action)

    assert (found.level, found.knows_resources) == (level, knows_resources)


def test_a_misspelt_action_has_a_nearest_one_and_nonsense_has_none() -> None:
    assert str(actions.nearest("S3:GetObjects")) == "s3:GetObject"
    assert actions.nearest("s3:Fetch") is None
    assert actions.nearest("nowhere:GetObject") is None


def test_no_action_is_listed_twice() -> None:
    every = [str(action).lower() for action in actions.every()]

    assert len(set(every)) == len(every) > 20_000
