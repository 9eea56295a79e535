"""Random requests through access points, each of which is two questions to an evaluator.

AWS asks the access point's policy about the access point's ARN, and the bucket's policy about the
bucket's ARN, each beside what the caller's own policies say of that ARN; both have to allow it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from differential.iam_cases import (
    ACCOUNT,
    ARN,
    BUCKET,
    CALLERS,
    OBJECT,
    OTHER,
    OUTCOMES,
    REGION,
    TEXT,
    Case,
    Document,
    Drawing,
    Key,
)
from meshwright.aws.authorization import access_points
from meshwright.aws.authorization.request import Request

POINT, FOREIGN = (f"arn:aws:s3:{REGION}:{who}:accesspoint/mesh-1f3a" for who in (ACCOUNT, OTHER))
KEY_OF_OBJECT = OBJECT.removeprefix(f"{BUCKET}/")
CALLED = {
    "s3:GetObject": (OBJECT, f"/object/{KEY_OF_OBJECT}"),
    "s3:PutObject": (OBJECT, f"/object/{KEY_OF_OBJECT}"),
    "s3:DeleteObject": (OBJECT, f"/object/{KEY_OF_OBJECT}"),
    "s3:ListBucket": (BUCKET, ""),
}
"""Of each action the bucket's ARN, and what the access point's ARN goes on with."""
OF_POINTS: Mapping[str, Key] = {
    "s3:DataAccessPointArn": Key(
        ARN, (), (POINT, FOREIGN, f"arn:aws:s3:*:{ACCOUNT}:accesspoint/mesh-*", f"{POINT[:-2]}*")
    ),
    "s3:DataAccessPointAccount": Key(TEXT, (), (ACCOUNT, OTHER)),
    "s3:AccessPointNetworkOrigin": Key(TEXT, (), ("Internet", "VPC")),
}


STAND_INS = {
    "s3:DataAccessPointArn": "aws:SourceVpcArn",
    "s3:DataAccessPointAccount": "aws:SourceOrgID",
    "s3:AccessPointNetworkOrigin": "aws:SourceVpc",
}
"""Keys of the same types that the simulator takes for a bucket's ARN.

It leaves an access point's keys aside there, since the service authorization reference lists them
beside access points alone; AWS's own example of delegation is a bucket's policy that asks for one.
"""


@dataclass(frozen=True, slots=True)
class PointCase:
    """One request through an access point."""

    of_bucket: Case
    of_point: Case

    @property
    def halves(self) -> tuple[Case, Case]:
        return self.of_bucket, self.of_point

    def simulations(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The two questions as the simulator takes them."""
        written = json.dumps(self.of_bucket.simulation())
        for key, taken in STAND_INS.items():
            written = written.replace(f'"{key}"', f'"{taken}"')
        return json.loads(written), self.of_point.simulation()

    def decided(self) -> str:
        """What is decided here of the request to the bucket, which knows how it comes."""
        known = access_points.directly(self.of_bucket.known())
        known |= access_points.through(str(self.of_bucket.context["s3:DataAccessPointArn"]))
        asked = Request(self.of_bucket.action, self.of_bucket.resource, known)
        return together(
            case.decided_of(each)
            for case, each in zip(self.halves, access_points.each_asked(asked), strict=True)
        )


def together(outcomes: Iterator[str] | Sequence[str]) -> str:
    """What several decisions on one request come to: a Deny decides, and all have to allow it."""
    found = set(outcomes)
    return next(each for each in OUTCOMES if each in found)


def point_cases(count: int, seed: int) -> list[PointCase]:
    """So many random requests through access points, the same ones for a seed each time."""
    chance = Random(seed)  # noqa: S311 - the same each time is meant
    return [_PointDrawing(chance).point_case() for _ in range(count)]


class _PointDrawing(Drawing):
    """Draws one request through an access point."""

    def point_case(self) -> PointCase:
        # A service reads through no access point.
        who = self.chance.choices(CALLERS[:-1], (8, 3, 2, 2, 2))[0]
        action = self.chance.choice([*CALLED])
        bucket, after = CALLED[action]
        point = self.chance.choices((POINT, FOREIGN), (5, 1))[0]
        resources, keys = (bucket, f"{point}{after}"), {**self.keys(action), **OF_POINTS}
        way = {
            "s3:DataAccessPointArn": point,
            "s3:DataAccessPointAccount": point.split(":")[4],
            "s3:AccessPointNetworkOrigin": "Internet",
        }
        own = self._own_documents(action, resources, keys)
        case = Case(
            who,
            action,
            bucket,
            {**self.context(keys), **way},
            own,
            self._document_of(action, resources, keys) if self.happens(0.2) else None,
            self._document_of(action, resources, keys)
            if who.entity and self.happens(0.2)
            else None,
            self._of_bucket(action, resources, keys),
        )
        policy = self.document(action, resources[1], keys, has_principals=True)
        given = policy if self.happens(0.85) else None
        behind = replace(case, resource=resources[1], of_resource=given, owner=point.split(":")[4])
        return PointCase(case, behind)

    def _own_documents(
        self, action: str, resources: Sequence[str], keys: Mapping[str, Key]
    ) -> tuple[Document, ...]:
        return tuple(
            self._document_of(action, resources, keys) for _ in range(self.chance.choice((1, 2, 2)))
        )

    def _of_bucket(
        self, action: str, resources: Sequence[str], keys: Mapping[str, Key]
    ) -> Document | None:
        """The bucket's policy: as AWS writes delegation, or any other."""
        drawn = self.chance.random()
        if drawn < 0.15:
            return None
        others = self.document(action, resources[0], keys, has_principals=True)
        if drawn < 0.4:
            return others
        return {**others, "Statement": [_delegation(self.chance), *others["Statement"][1:]]}

    def _document_of(
        self, action: str, resources: Sequence[str], keys: Mapping[str, Key]
    ) -> Document:
        """A document whose statements are about the bucket, the access point or both."""
        found: list[Any] = []
        for resource in resources:
            found += self.document(action, resource, keys)["Statement"]
        return {"Version": "2012-10-17", "Statement": found}


def _delegation(chance: Random) -> Document:
    """Who comes through an access point of an account is let in by that one's policy.

    Source: Amazon S3 user guide, "Configuring IAM policies for using access points", Delegating
    access control to access points.
    """
    trusted = chance.choices((ACCOUNT, OTHER), (4, 1))[0]
    return {
        "Effect": "Allow",
        "Principal": chance.choice(("*", {"AWS": "*"})),
        "Action": chance.choice(("*", "s3:*", ["s3:GetObject", "s3:ListBucket"])),
        "Resource": [BUCKET, f"{BUCKET}/*"],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": trusted}},
    }
