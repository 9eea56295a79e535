"""Requests through access points: which ARNs are asked about, and what the policies are told."""

from aws.authorization.asking import ACCOUNT, BUCKET, OBJECT, READ, SESSION, allow, decide, document
from meshwright.aws.authorization.access_points import directly, each_asked, through
from meshwright.aws.authorization.request import Request

POINT = f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/way"
WAY = through(POINT)


def test_what_does_not_come_through_an_access_point_is_asked_of_the_bucket_alone() -> None:
    request = Request(READ, OBJECT, {"aws:securetransport": "true"})

    assert each_asked(request) == (request,)


def test_an_object_is_asked_for_by_its_own_arn_and_by_that_of_the_access_point() -> None:
    asked = each_asked(Request(READ, OBJECT, WAY))

    assert [each.resource for each in asked] == [OBJECT, f"{POINT}/object/photos/one.jpg"]
    assert all(each.context == WAY for each in asked)


def test_a_listing_is_asked_for_by_the_arns_without_a_key() -> None:
    asked = each_asked(Request("s3:ListBucket", BUCKET, WAY))

    assert [each.resource for each in asked] == [BUCKET, POINT]


def test_a_key_that_the_object_needs_is_no_part_of_the_access_point() -> None:
    key = Request("kms:Decrypt", f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1", WAY)

    assert each_asked(key) == (key,)


def test_what_is_read_directly_says_nothing_of_an_access_point() -> None:
    assert directly({**WAY, "aws:securetransport": "true"}) == {"aws:securetransport": "true"}


def test_a_bucket_that_delegates_lets_in_who_comes_through_its_owners_access_points() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html"""
    delegating = document(
        allow(
            "*",
            [BUCKET, f"{BUCKET}/*"],
            Principal={"AWS": "*"},
            Condition={"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
        )
    )

    assert decide(SESSION, context=WAY, resource=delegating).is_allowed
    assert not decide(SESSION, resource=delegating).is_allowed
